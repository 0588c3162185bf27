#!/bin/bash
# MySQL 9.7.4: SHOW CREATE USER of one account, before and after a reload of the grant tables.
#
# Expected: SHOW CREATE USER is the account's definition: the same text until somebody changes the account.
#
# Seen: after a limit was set and lifted again (MAX_USER_CONNECTIONS 3, then 0) the text says `WITH MAX_USER_CONNECTIONS 0`.
# After FLUSH PRIVILEGES, and so after a restart, the words are gone. Nobody changed the account.
#
# Why it matters: scripts compare this text between a source and a replica, or before and after a restart, to find accounts that
# drifted. They report drift where there is none; compare the columns of mysql.user.
set -Eeuo pipefail
# shellcheck source=/dev/null
. "$(dirname "$0")/mysql-server.bash"

start
sql "CREATE USER app WITH MAX_USER_CONNECTIONS 3; ALTER USER app WITH MAX_USER_CONNECTIONS 0"
row="SELECT max_questions, max_updates, max_connections, max_user_connections FROM mysql.user WHERE user = 'app'"
words() {
  sql 'SHOW CREATE USER app' | grep -o 'WITH MAX.* 0' || echo none
}
before=$(words) before_row=$(sql "$row")
sql 'FLUSH PRIVILEGES'
after=$(words) after_row=$(sql "$row")
stop

seen "limits in the text, after the change" "$before"
seen "limits in the text, after FLUSH PRIVILEGES" "$after"
expected "the text names a limit of 0" "$before" = "WITH MAX_USER_CONNECTIONS 0"
expected "a reload takes it away" "$after" = none
expected "the row in mysql.user is the same" "$before_row" = "$after_row"
