#!/bin/bash
# MySQL 9.7.4: UNLOCK TABLES in a session that holds LOCK INSTANCE FOR BACKUP.
#
# Expected: as the manual says of the backup lock, UNLOCK INSTANCE or the end of the session releases it, nothing else.
#
# Seen: a session that also takes LOCK TABLES keeps both locks; UNLOCK TABLES then releases both. No warning is given, and
# other sessions alter tables and make accounts from then on. Without LOCK TABLES before it, UNLOCK TABLES releases nothing, and
# neither do the commits between.
#
# Why it matters: a backup program that locks the instance, locks tables for the moment in which its snapshot begins, and
# unlocks them, reads its tables without the protection that it asked for. A session of its own should hold the backup lock.
set -Eeuo pipefail
# shellcheck source=/dev/null
. "$(dirname "$0")/mysql-server.bash"

start
sql "CREATE DATABASE shop; CREATE TABLE shop.orders (id INT PRIMARY KEY); INSERT INTO shop.orders VALUES (1)"
held="SELECT COUNT(*) FROM performance_schema.metadata_locks WHERE object_type = 'BACKUP LOCK' AND owner_thread_id = PS_CURRENT_THREAD_ID()"
stages=$(sql "LOCK INSTANCE FOR BACKUP; $held; COMMIT; UNLOCK TABLES; $held" | paste -sd ' ')
together=$(sql "LOCK INSTANCE FOR BACKUP; LOCK TABLES shop.orders READ; $held;
  UNLOCK TABLES; $held; SHOW WARNINGS" | paste -sd ' ')

# alter COLUMN STATEMENTS: exit status of another session that adds a column, while one has done the statements
alter() {
  local holder status=0
  sql "$2; SELECT SLEEP(600)" >/dev/null 2>&1 &
  holder=$!
  until [[ $(sql "SELECT COUNT(*) FROM information_schema.processlist WHERE info = 'SELECT SLEEP(600)'") == 1 ]]; do sleep 0.2; done
  sql "SET lock_wait_timeout = 2; ALTER TABLE shop.orders ADD COLUMN $1 INT" >/dev/null 2>&1 || status=$?
  sql "SELECT CONCAT('KILL ', id) FROM information_schema.processlist WHERE info = 'SELECT SLEEP(600)'" | while read -r statement; do
    sql "$statement"
  done
  wait "$holder" || true
  echo "$status"
}
guarded=$(alter one "LOCK INSTANCE FOR BACKUP")
unguarded=$(alter two "LOCK INSTANCE FOR BACKUP; LOCK TABLES shop.orders READ; UNLOCK TABLES")
stop

seen "backup locks after LOCK INSTANCE, then after COMMIT and UNLOCK TABLES" "$stages"
seen "backup locks under LOCK TABLES, then after UNLOCK TABLES" "$together"
seen "ALTER TABLE of another session, backup lock alone" "exit status $guarded"
seen "ALTER TABLE of another session, after LOCK and UNLOCK TABLES" "exit status $unguarded"
expected "UNLOCK TABLES alone releases no backup lock" "$stages" = "1 1"
expected "after LOCK TABLES it releases the backup lock, silently" "$together" = "1 0"
expected "the backup lock stops ALTER TABLE" "$guarded" -ne 0
expected "the released one does not" "$unguarded" -eq 0
