#!/bin/bash
# MySQL 9.7.4: information_schema.FILES while somebody holds LOCK TABLES ... WRITE.
#
# Expected: information_schema answers or fails. A query that could not read something ends with an error.
#
# Seen: for a table that another session locked, FILES waits for lock_wait_timeout, then gives the row with NULL for its
# extents, a mere warning 1205, and exit status 0. information_schema.TABLES answers at once with the real numbers.
#
# Why it matters: a monitor of disk space that sums up extents counts a locked table as nothing. Set lock_wait_timeout and treat
# NULL as "not known", not as 0.
set -Eeuo pipefail
# shellcheck source=/dev/null
. "$(dirname "$0")/mysql-server.bash"

start
sql "CREATE DATABASE shop; CREATE TABLE shop.orders (id INT PRIMARY KEY); INSERT INTO shop.orders VALUES (1)"
files="SET lock_wait_timeout = 1;
  SELECT engine, total_extents FROM information_schema.files WHERE tablespace_name = 'shop/orders'; SHOW WARNINGS"
free=$(sql "$files" | tr '\t' ' ')
sql "LOCK TABLES shop.orders WRITE; SELECT SLEEP(600)" >/dev/null 2>&1 &
holder=$!
until [[ $(sql "SELECT COUNT(*) FROM information_schema.processlist WHERE info = 'SELECT SLEEP(600)'") == 1 ]]; do sleep 0.2; done
status=0
locked=$(sql "$files" | tr '\t' ' ') || status=$?
tables=$(sql "SET lock_wait_timeout = 1; SELECT data_length FROM information_schema.tables WHERE table_name = 'orders'")
kill "$holder"
wait "$holder" || true
sql "SELECT CONCAT('KILL ', id) FROM information_schema.processlist WHERE info = 'SELECT SLEEP(600)'" | while read -r statement; do
  sql "$statement"
done
stop

seen "FILES, nobody holds a lock" "$free"
seen "FILES, the table is locked" "$(paste -sd '|' <<<"$locked"), exit status $status"
seen "TABLES, the table is locked" "data_length $tables"
expected "extents are a number" "$free" = "InnoDB 0"
expected "under the lock they are NULL, with a warning" \
  "$locked" = $'InnoDB NULL\nWarning 1205 Lock wait timeout exceeded; try restarting transaction'
expected "the client reports success" "$status" -eq 0
expected "TABLES answers" "$tables" -gt 0
