#!/bin/bash
# MySQL 9.7.4: mysqld --verbose --help beside SET PERSIST.
#
# Expected: `mysqld --defaults-file=FILE --verbose --help` prints what the server would run with: either the file alone, or the
# file with everything that SET PERSIST keeps in mysqld-auto.cnf.
#
# Seen: half of it. A persisted max_connections and back_log are shown, a persisted sort_buffer_size is not (the file's value
# is), and a server started with the same file runs with all three persisted values. With --persisted-globals-load=OFF the file
# alone is shown.
#
# Why it matters: tools read this output to learn what a restart would change. For some variables it hides what SET PERSIST
# keeps, for others what the file says. Ask with --persisted-globals-load=OFF for the file, and
# performance_schema.persisted_variables for the rest.
set -Eeuo pipefail
# shellcheck source=/dev/null
. "$(dirname "$0")/mysql-server.bash"

names='back_log max_connections sort_buffer_size'
file=--defaults-file=/etc/findings/server.cnf
printf '[mysqld]\n%s\n' back_log=44 max_connections=55 sort_buffer_size=400000 >"$FINDINGS_ROOT/etc/findings/server.cnf"
help() {
  local text name
  text=$(inside mysqld "$file" --user=mysql "$@" --verbose --help 2>/dev/null)
  for name in $names; do awk -v name="${name//_/-}" '$1 == name && NF == 2 { print $2 }' <<<"$text"; done | paste -sd ' '
}

start
sql "SET PERSIST max_connections = 77; SET PERSIST_ONLY back_log = 99; SET PERSIST sort_buffer_size = 300000"
stop
shown=$(help) off=$(help --persisted-globals-load=OFF)
start "$file"
real=$(sql 'SELECT @@GLOBAL.back_log, @@GLOBAL.max_connections, @@GLOBAL.sort_buffer_size' | tr '\t' ' ')
stop

seen "variables" "$names"
seen "in the file" "44 55 400000"
seen "persisted" "99 77 300000"
seen "--verbose --help" "$shown"
seen "--persisted-globals-load=OFF --verbose --help" "$off"
seen "the server runs with" "$real"
expected "help mixes the two" "$shown" = "99 77 400000"
expected "help can show the file alone" "$off" = "44 55 400000"
expected "the server takes what is persisted" "$real" = "99 77 300000"
