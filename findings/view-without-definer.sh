#!/bin/bash
# MySQL 9.7.4: a view whose definer was dropped, seen by the tools that should notice.
#
# Expected: DROP USER refuses, or else the tools that check and copy tables tell that nobody can read this view.
#
# Seen: DROP USER only warns. SHOW FIELDS, information_schema and mysqldump --single-transaction take the view, the dump loads
# without an error, and `mysqlcheck --all-databases` skips views. Only mysqldump without --single-transaction stops (1449), and
# CHECK TABLE or mysqlcheck on the view by name calls it "Corrupt", though nothing is damaged, with exit status 0. Who selects
# from it gets error 1449.
#
# Why it matters: a backup may carry views that nobody can read, found on the day of the restore. Before an account goes, look
# for it in the DEFINER columns of information_schema (views, routines, triggers, events).
set -Eeuo pipefail
# shellcheck source=/dev/null
. "$(dirname "$0")/mysql-server.bash"

status() {
  local result=0
  "$@" >"$FINDINGS_ROOT/tmp/out" 2>&1 || result=$?
  echo "$result"
}
socket=(--no-defaults --socket="$SOCKET")

start
sql "CREATE DATABASE shop; CREATE TABLE shop.orders (id INT PRIMARY KEY); CREATE USER gone; GRANT ALL ON shop.* TO gone;
  CREATE DEFINER = gone SQL SECURITY DEFINER VIEW shop.report AS SELECT id FROM shop.orders"
dropped=$(sql 'DROP USER gone; SHOW WARNINGS' | cut -f 1,2 | tr '\t' ' ')
fields=$(sql 'SHOW FIELDS FROM shop.report' | cut -f 1)
copied=$(status copy shop restored)
arrived=$(sql "SELECT table_type FROM information_schema.tables WHERE table_schema = 'restored' AND table_name = 'report'")
locking=$(status inside mysqldump "${socket[@]}" --set-gtid-purged=OFF shop)
all=$(status inside mysqlcheck "${socket[@]}" --all-databases)
named_in_all=$(grep -c report "$FINDINGS_ROOT/tmp/out" || true)
one=$(status inside mysqlcheck "${socket[@]}" shop report)
corrupt=$(grep -c Corrupt "$FINDINGS_ROOT/tmp/out" || true)
query=$(sql 'SELECT * FROM restored.report' 2>&1 | grep -o '^ERROR [0-9]*' || true)
stop

seen "DROP USER" "$dropped"
seen "SHOW FIELDS" "$fields"
seen "mysqldump --single-transaction and load" "exit status $copied; arrived as $arrived"
seen "mysqldump" "exit status $locking"
seen "mysqlcheck --all-databases" "exit status $all, names the view $named_in_all times"
seen "mysqlcheck on the view" "exit status $one, says Corrupt $corrupt times"
seen "SELECT" "$query"
expected "DROP USER warns" "$dropped" = "Warning 4005"
expected "SHOW FIELDS answers" "$fields" = id
expected "dump and load report success" "$copied $arrived" = "0 VIEW"
expected "mysqldump with LOCK TABLES stops" "$locking" -ne 0
expected "mysqlcheck skips the view" "$all $named_in_all" = "0 0"
expected "mysqlcheck calls it Corrupt with status 0" "$one $corrupt" = "0 1"
expected "nobody can read it" "$query" = "ERROR 1449"
