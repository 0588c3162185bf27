#!/bin/bash
# MySQL 9.7.4: mysqldump --compatible=ansi of a database with a trigger.
#
# Expected: a dump in ANSI style can be loaded by the mysql of the same version, into the same server.
#
# Seen: mysqldump exits with 0 and writes "Dump completed", but it writes the trigger with names in double quotes right after it
# set sql_mode to that of the trigger, in which double quotes make a text: mysql stops there with error 1064, and what follows
# is not loaded. Besides, the server refuses mysqldump's own question about tablespaces (only_full_group_by, a part of ANSI).
#
# Why it matters: such dumps are made for moves to other products and kept as archives. Neither the exit status nor the last line
# says that this one cannot be read.
set -Eeuo pipefail
# shellcheck source=/dev/null
. "$(dirname "$0")/mysql-server.bash"

start
sql "CREATE DATABASE shop;
  CREATE TABLE shop.a (id INT PRIMARY KEY, n INT);
  CREATE TRIGGER shop.fill BEFORE INSERT ON shop.a FOR EACH ROW SET NEW.n = 1;
  CREATE TABLE shop.b (id INT PRIMARY KEY);
  CREATE DATABASE plain; CREATE DATABASE ansi"
# load DATABASE [OPTION OF MYSQLDUMP...]: a dump of shop into it; the state of the dump, of the load, and the tables that arrived
load() {
  local to=$1 dump=0 load=0
  shift
  inside mysqldump --no-defaults --socket="$SOCKET" --single-transaction --set-gtid-purged=OFF "$@" shop \
    >"$FINDINGS_ROOT/tmp/$to.sql" 2>"$FINDINGS_ROOT/tmp/$to.dump" || dump=$?
  inside mysql --no-defaults --socket="$SOCKET" "$to" <"$FINDINGS_ROOT/tmp/$to.sql" 2>"$FINDINGS_ROOT/tmp/$to.load" || load=$?
  echo "dump $dump load $load tables $(sql 'SHOW TABLES' "$to" | paste -sd ,) triggers $(sql 'SHOW TRIGGERS' "$to" | wc -l)"
}
plain=$(load plain) ansi=$(load ansi --compatible=ansi)
stop
last=$(tail -n 1 "$FINDINGS_ROOT/tmp/ansi.sql" | cut -d ' ' -f 1-3)
group=$(grep -c 'only_full_group_by.*when trying to dump tablespaces' "$FINDINGS_ROOT/tmp/ansi.dump")

seen "mysqldump" "$plain"
seen "mysqldump --compatible=ansi" "$ansi"
seen "its words" "$(cat "$FINDINGS_ROOT/tmp/ansi.dump")"
seen "words of mysql" "$(cat "$FINDINGS_ROOT/tmp/ansi.load")"
expected "a plain dump can be loaded" "$plain" = "dump 0 load 0 tables a,b triggers 1"
expected "the other one stops at the trigger, before the second table" "$ansi" = "dump 0 load 1 tables a triggers 0"
expected "mysqldump calls it complete" "$last" = "-- Dump completed"
expected "its own question about tablespaces is refused" "$group" -eq 1
