#!/bin/bash
# MySQL 9.7.4: mysqld --validate-config and a configuration with which mysqld does not start.
#
# Expected: a configuration that `mysqld --validate-config` accepts (exit status 0, no words) starts.
#
# Seen: binlog_encryption=ON without a keyring component, and a log_bin in a folder that does not exist, are accepted without a
# word; then mysqld gives up at its start. An option that does not exist is refused, so the check itself ran.
#
# Why it matters: "validate, then restart" is the usual guard of automatic configuration. It checks how options are written, not
# what they need to start: a machine still needs a way back (keep the old file, restore it when the server does not come up).
set -Eeuo pipefail
# shellcheck source=/dev/null
. "$(dirname "$0")/mysql-server.bash"

validates() {
  inside mysqld --no-defaults --user=mysql --validate-config "$@" >"$FINDINGS_ROOT/tmp/words" 2>&1 && echo accepted || echo refused
}
starts() {
  if start "$@"; then
    stop
    echo starts
  else
    echo "does not start"
  fi
}

encryption=(--binlog-encryption=ON)
folder=(--log-bin=/var/lib/absent/binlog)
plain=$(starts)
seen "no options" "$plain"
encryption_said=$(validates "${encryption[@]}") encryption_words=$(cat "$FINDINGS_ROOT/tmp/words")
encryption_start=$(starts "${encryption[@]}")
seen "${encryption[*]}" "$encryption_said, words: ${encryption_words:-none}; mysqld $encryption_start"
folder_said=$(validates "${folder[@]}") folder_start=$(starts "${folder[@]}")
seen "${folder[*]}" "$folder_said; mysqld $folder_start"
absent=$(validates --no-such-option=1)
seen "--no-such-option" "$absent"
inside grep -h "\[ERROR\]" /var/log/mysql/findings.log | sed 's/^[^[]*/  error log: /'

expected "the server starts without options" "$plain" = starts
expected "encryption without a keyring is accepted" "$encryption_said$encryption_words" = accepted
expected "and does not start" "$encryption_start" = "does not start"
expected "a folder that does not exist is accepted" "$folder_said" = accepted
expected "and does not start" "$folder_start" = "does not start"
expected "an unknown option is refused" "$absent" = refused
