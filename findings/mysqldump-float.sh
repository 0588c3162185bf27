#!/bin/bash
# MySQL 9.7.4: mysqldump and numbers with a floating point.
#
# Expected: what mysqldump wrote and mysql loaded is the data that was there.
#
# Seen: a FLOAT is written with six digits, so 16777216 arrives as 16777200, and 123456.789 as 123457; a DOUBLE keeps all its
# digits, but its negative zero is written as -0, which is an integer expression and arrives as zero. mysqldump says nothing.
#
# Why it matters: a restored server, or a replica seeded from a dump, holds other rows than its source, and CHECKSUM TABLE then
# says "different" for a load in which nothing went wrong.
set -Eeuo pipefail
# shellcheck source=/dev/null
. "$(dirname "$0")/mysql-server.bash"

start
sql "CREATE DATABASE sensors;
  CREATE TABLE sensors.readings (id INT PRIMARY KEY, f FLOAT, d DOUBLE);
  INSERT INTO sensors.readings VALUES (1, 16777216, 0.1e0 + 0.2e0), (2, 123456.789, 1e308), (3, 0.5, -0e0);"
copy sensors restored
# CAST shows every digit of a FLOAT; SELECT f itself would round it just as mysqldump does
show="SELECT id, CAST(f AS DOUBLE), d FROM"
before=$(sql "$show sensors.readings") after=$(sql "$show restored.readings")
sums=$(sql "CHECKSUM TABLE sensors.readings, restored.readings" | cut -f 2 | sort -u | wc -l)
warnings=$(cat "$FINDINGS_ROOT/tmp/sensors.warnings")
stop

seen "before (id, FLOAT, DOUBLE)" "$(printf '\n%s' "$before")"
seen "after mysqldump and mysql" "$(printf '\n%s' "$after")"
seen "words of mysqldump" "${warnings:-none}"
expected "the source holds the numbers" "$before" = $'1\t16777216\t0.30000000000000004\n2\t123456.7890625\t1e308\n3\t0.5\t-0'
expected "the copy holds others" "$after" = $'1\t16777200\t0.30000000000000004\n2\t123457\t1e308\n3\t0.5\t0'
expected "CHECKSUM TABLE sees two tables" "$sums" -eq 2
expected "mysqldump says nothing" -z "$warnings"
