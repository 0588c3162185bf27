#!/bin/bash
# MySQL 9.7.4: performance_schema.variables_info and the binary log.
#
# Expected: variables_info says for each variable where its value comes from: a file (EXPLICIT, with its path) or the server
# itself (COMPILED).
#
# Seen: log_bin and log_bin_basename are COMPILED whatever the file says: with log-bin=PATH in the file, and also with skip-log-
# bin, which turns log_bin OFF, the opposite of what is compiled in. server_id beside it in the same file is EXPLICIT.
#
# Why it matters: an audit of "what is set here and where", or a tool that removes settings which are only defaults, misses the
# one option on which replication and point-in-time recovery rest.
set -Eeuo pipefail
# shellcheck source=/dev/null
. "$(dirname "$0")/mysql-server.bash"

file=--defaults-file=/etc/findings/server.cnf
sources() {
  printf '[mysqld]\nserver_id=9\n%s\n' "$1" >"$FINDINGS_ROOT/etc/findings/server.cnf"
  start "$file"
  sql "SELECT variable_name, variable_source, variable_value FROM performance_schema.variables_info
    JOIN performance_schema.global_variables USING (variable_name)
    WHERE variable_name IN ('log_bin', 'log_bin_basename', 'server_id') ORDER BY variable_name" | tr '\t' ' ' | paste -sd ,
  stop
}
on=$(sources log-bin=/var/lib/mysql/other) off=$(sources skip-log-bin)

seen "log-bin=/var/lib/mysql/other" "$on"
seen "skip-log-bin" "$off"
expected "a name of the binary log in a file counts as compiled in" \
  "$on" = "log_bin COMPILED ON,log_bin_basename COMPILED /var/lib/mysql/other,server_id EXPLICIT 9"
expected "so does switching it off" "$off" = "log_bin COMPILED OFF,log_bin_basename COMPILED ,server_id EXPLICIT 9"
