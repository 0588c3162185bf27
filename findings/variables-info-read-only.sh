#!/bin/bash
# MySQL 9.7.4: performance_schema.variables_info and a read_only that super_read_only set.
#
# Expected: variables_info says for each variable how it was set last, by whom and when. SET GLOBAL super_read_only = ON sets
# read_only too, so both are DYNAMIC, set by the same user.
#
# Seen: only super_read_only is. read_only is ON by now, and its source is still the option file that says OFF, or the value
# compiled in, which is OFF; nobody is named. The other way round, SET GLOBAL read_only = OFF sets super_read_only to OFF too, and
# that keeps the time at which it was set to ON.
#
# Why it matters: "who made this server read-only?" is asked during a failover. The table answers: the file did, or nobody.
set -Eeuo pipefail
# shellcheck source=/dev/null
. "$(dirname "$0")/mysql-server.bash"

file=--defaults-file=/etc/findings/server.cnf
state() {
  sql "$1; SELECT variable_name, variable_value, variable_source, IFNULL(set_user, 'nobody') FROM performance_schema.variables_info
    JOIN performance_schema.global_variables USING (variable_name)
    WHERE variable_name IN ('read_only', 'super_read_only') ORDER BY variable_name" | tr '\t' ' ' | paste -sd ,
}
printf '[mysqld]\nread_only=OFF\n' >"$FINDINGS_ROOT/etc/findings/server.cnf"
start "$file"
listed=$(state 'SET GLOBAL super_read_only = ON')
stop
printf '[mysqld]\n' >"$FINDINGS_ROOT/etc/findings/server.cnf"
start "$file"
unlisted=$(state 'SET GLOBAL super_read_only = ON')
set_time="SELECT set_time FROM performance_schema.variables_info WHERE variable_name = 'super_read_only'"
before=$(sql "$set_time")
off=$(state 'SET GLOBAL read_only = OFF')
after=$(sql "$set_time")
stop

seen "super_read_only = ON, read_only=OFF in the file" "$listed"
seen "super_read_only = ON, nothing in the file" "$unlisted"
seen "then read_only = OFF" "$off"
expected "the file that says OFF is the source of ON" \
  "$listed" = "read_only ON EXPLICIT nobody,super_read_only ON DYNAMIC root"
expected "so is the value compiled in" "$unlisted" = "read_only ON COMPILED nobody,super_read_only ON DYNAMIC root"
expected "read_only = OFF switches both off" "$off" = "read_only OFF DYNAMIC root,super_read_only OFF DYNAMIC root"
expected "super_read_only keeps the time at which it was set to ON" "$before" = "$after"
