#!/bin/bash
# MySQL 9.7.4: SHOW CREATE USER of one account, before and after a reload of the grant tables.
#
# Expected: SHOW CREATE USER is the account's definition: the same text until somebody changes the account.
#
# Seen: an account was created with a limit, which was lifted later (MAX_USER_CONNECTIONS 3, then 0): the text says `WITH
# MAX_USER_CONNECTIONS 0`. After FLUSH PRIVILEGES or a restart the words are gone. Nobody changed the account. An account that
# got its limit by ALTER USER never shows the words.
#
# Why it matters: scripts compare this text between a source and a replica, or before and after a restart, to find accounts that
# drifted. They report drift where there is none; compare the columns of mysql.user.
set -Eeuo pipefail
# shellcheck source=/dev/null
. "$(dirname "$0")/mysql-server.bash"

words() {
  sql "SHOW CREATE USER $1" | grep -o 'WITH MAX.* 0' || echo none
}
limits() {
  sql "SELECT user, max_questions, max_updates, max_connections, max_user_connections FROM mysql.user
    WHERE user IN ('created', 'altered') ORDER BY user"
}

start
sql "CREATE USER created WITH MAX_USER_CONNECTIONS 3; CREATE USER altered; ALTER USER altered WITH MAX_USER_CONNECTIONS 3;
  ALTER USER created, altered WITH MAX_USER_CONNECTIONS 0"
before=$(words created) altered=$(words altered) rows=$(limits)
sql 'FLUSH PRIVILEGES'
flushed=$(words created) flushed_rows=$(limits)
sql 'CREATE USER other WITH MAX_USER_CONNECTIONS 3; ALTER USER other WITH MAX_USER_CONNECTIONS 0'
other=$(words other)
stop
start
restarted=$(words other)
stop

seen "limit at its creation, lifted" "$before"
seen "limit by ALTER USER, lifted" "$altered"
seen "the first after FLUSH PRIVILEGES" "$flushed"
seen "another account, before and after a restart" "$other, $restarted"
expected "the text names a limit of 0" "$before" = "WITH MAX_USER_CONNECTIONS 0"
expected "only when the account was created with a limit" "$altered" = none
expected "FLUSH PRIVILEGES takes it away" "$flushed" = none
expected "the rows in mysql.user stay the same" "$rows" = "$flushed_rows"
expected "another account shows it as well" "$other" = "$before"
expected "a restart takes it away" "$restarted" = none
