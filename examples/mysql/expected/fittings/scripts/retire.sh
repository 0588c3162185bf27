#!/bin/bash
# shellcheck disable=SC2317
# retire.sh IPV6: at the source, ends the previous password of the replica with this address. Runs after its channel has
# connected with the current one.
set -Eeuo pipefail

# ---- what all steps share ------------------------------------------------------------------------------------------
STEP=${0##*/}
STEP=${STEP%.sh}
flaws=0
leftovers=()

# say MESSAGE: one line of progress
say() {
  printf '%s: %s\n' "$STEP" "$*"
}

# fail CAUSE REMEDY: ends the step
fail() {
  printf '%s: %s\n%s: to do: %s\n' "$STEP" "$1" "$STEP" "$2" >&2
  exit 1
}

# flaw CAUSE REMEDY: like fail, but continues, so that all flaws are reported at once; no_flaws then ends a step that
# has any
flaw() {
  printf '%s: %s\n%s: to do: %s\n' "$STEP" "$1" "$STEP" "$2" >&2
  flaws=$((flaws + 1))
}

no_flaws() {
  if ((flaws > 0)); then exit 1; fi
}

# begin NAME: first action of a step on a node. Only one step at a time runs on a node, because a script continues there
# when the Terraform that started it is killed. $lock is the descriptor that holds the lock; a daemon must not inherit
# it.
begin() {
  local file=${PLUMBLINE_LOCK:-/run/plumbline/lock}
  STEP=$1
  trap 'broke $? $LINENO' ERR
  trap clean_up EXIT
  umask 077
  [[ $EUID == 0 ]] || fail "runs as $(id -un), needs root" "run it with sudo"
  # its own folder, because a file that anybody could lock first would keep every step waiting
  if [[ $file == /run/plumbline/* ]]; then install --directory --mode=0700 --owner=root --group=root /run/plumbline; fi
  exec {lock}<>"$file"
  if ! flock --nonblock "$lock"; then
    say "waiting for the step that holds this node: $(cat -- "$file")"
    flock --wait 3600 "$lock" ||
      fail "another step has held this node for an hour: $(cat -- "$file")" "look at what it waits for, or end it, and apply again"
  fi
  printf '%s since %(%F %T)T, process %s\n' "$STEP" -1 "$$" >"$file"
}

broke() {
  # a failure inside $(...) is reported where its result is used
  ((BASH_SUBSHELL > 0)) ||
    printf '%s: a command in line %s of this script ended with status %s\n%s: to do: see what it printed above\n' \
      "$STEP" "$2" "$1" "$STEP" >&2
}

# remove_at_exit PATH...: for uploaded secrets, and for temporary files
remove_at_exit() {
  leftovers+=("$@")
}

clean_up() {
  if ((${#leftovers[@]} > 0)); then rm -rf -- "${leftovers[@]}"; fi
}

# replace_file SOURCE DESTINATION MODE OWNER:GROUP: puts the text of SOURCE (- for the standard input) in place
# atomically, unless it is already there. MODE is octal, OWNER and GROUP are names. Sets $replaced to yes or no.
replace_file() {
  local source=$1 destination=$2 mode=$3 owner=$4 new
  if [[ $source == - ]]; then
    source=$(mktemp --tmpdir=/run plumbline-XXXXXX)
    remove_at_exit "$source"
    cat >"$source"
  fi
  # shellcheck disable=SC2034
  replaced=no
  if cmp --silent -- "$source" "$destination" &&
    [[ $(stat --format '%04a %U:%G' -- "$destination") == "$mode $owner" ]]; then
    return
  fi
  # its ending is unknown, so that a folder of drop-ins ignores it
  new=$(mktemp -- "$destination.plumbline-XXXXXX")
  remove_at_exit "$new"
  cat -- "$source" >"$new"
  chown -- "$owner" "$new"
  chmod -- "$mode" "$new"
  mv --force --no-target-directory -- "$new" "$destination"
  say "wrote $destination"
  # shellcheck disable=SC2034
  replaced=yes
}

# within SECONDS WHAT COMMAND...: tries until the command succeeds, reports once what it waits for, returns 1 when the
# time is over. As in any condition, a failing command inside a function given to it does not end that function.
within() {
  local limit=$1 what=$2 end=$((SECONDS + $1)) pause=0.1 told=no
  shift 2
  until "$@"; do
    ((SECONDS < end)) || return 1
    if [[ $told == no ]]; then
      say "waiting for $what, at most $limit s"
      told=yes
    else
      pause=0.5
    fi
    sleep "$pause"
  done
}
# --------------------------------------------------------------------------------------------------------------------

# ---- MySQL on this node --------------------------------------------------------------------------------------------
# what the steps remember about this node's mysqld: mode 0700, survives an upload
MEMORY=/var/lib/plumbline/mysql

# first statement of a session of root, whatever the server's settings are
ROOT_SESSION="SET NAMES utf8mb4 COLLATE utf8mb4_0900_ai_ci, SESSION sql_mode = 'STRICT_TRANS_TABLES,NO_ENGINE_SUBSTITUTION', SESSION autocommit = 1, SESSION completion_type = NO_CHAIN, SESSION transaction_isolation = 'REPEATABLE-READ', SESSION transaction_read_only = 0, SESSION time_zone = '+00:00', SESSION lc_messages = 'en_US', SESSION lc_time_names = 'en_US', SESSION max_execution_time = 0, SESSION wait_timeout = 86400, SESSION interactive_timeout = 86400, SESSION net_read_timeout = 86400, SESSION net_write_timeout = 86400, SESSION lock_wait_timeout = 60, SESSION innodb_lock_wait_timeout = 60, SESSION sql_safe_updates = 0, SESSION sql_select_limit = 18446744073709551615, SESSION max_join_size = 18446744073709551615, SESSION sql_big_selects = 1, SESSION sql_auto_is_null = 0, SESSION sql_notes = 1, SESSION sql_quote_show_create = 1, SESSION group_concat_max_len = 1073741824, SESSION max_sort_length = 8388608, SESSION cte_max_recursion_depth = 1000, SESSION div_precision_increment = 4, SESSION foreign_key_checks = 1, SESSION unique_checks = 1, SESSION default_storage_engine = InnoDB, SESSION default_tmp_storage_engine = InnoDB, SESSION big_tables = 0, SESSION explicit_defaults_for_timestamp = 1, SESSION updatable_views_with_limit = 1, SESSION show_create_table_verbosity = 0, SESSION print_identified_with_as_hex = 1, SESSION old_alter_table = 0, SESSION sql_require_primary_key = 0, SESSION sql_generate_invisible_primary_key = 0, SESSION show_gipk_in_create_table_and_information_schema = 1, SESSION innodb_strict_mode = 1, SESSION default_collation_for_utf8mb4 = utf8mb4_0900_ai_ci"

# sql [OPTION...]: runs the statements of the standard input as root over the socket; prints bare values
sql() {
  mysql --no-defaults --init-command="$ROOT_SESSION" --default-character-set=utf8mb4 --user=root --batch --skip-column-names --raw "$@"
}

# value EXPRESSION: its value at this node; a GTID set comes on one line
value() {
  sql --execute "SELECT $1" | tr --delete '\n'
}

# ask VARIABLE EXPRESSION: sets the variable to the expression's value at this node. Ends the step if mysqld does not
# answer, so that no other text is ever compared in place of an answer.
ask() {
  local answer
  answer=$(value "$2") ||
    fail "mysqld does not answer the question $2" "see the message of mysql above, and apply again"
  printf -v "$1" '%s' "$answer"
}

# version_number VERSION: 9.7.4-2 becomes 90704; as text, 26.10 would come before 8.0
version_number() {
  local major minor patch
  IFS=. read -r major minor patch <<<"${1%%[!0-9.]*}"
  printf '%d\n' $((10#${major:-0} * 10000 + 10#${minor:-0} * 100 + 10#${patch:-0}))
}

# close_secrets FILE...: makes uploads readable only for their owner, and deletes them when the step ends
close_secrets() {
  local file
  remove_at_exit "$@"
  for file; do
    [[ -e $file ]] || fail "${file##*/} is not beside this script" "apply the step, which uploads it"
    chmod 0600 -- "$file"
  done
}

# file_sum FILE...: one hash of all files
file_sum() {
  cat -- "$@" | sha256sum | cut -d ' ' -f 1
}

# remember NAME: keeps the standard input, atomically
remember() {
  install --directory --mode=0700 "$MEMORY"
  cat >"$MEMORY/$1.new"
  mv --force -- "$MEMORY/$1.new" "$MEMORY/$1"
}

# accounts of people, and root as packages make it, need the plugin; a row in mysql.plugin loads it only at the next
# start
load_auth_socket() {
  if [[ $(value "COUNT(*) FROM information_schema.PLUGINS WHERE PLUGIN_NAME = 'auth_socket' AND PLUGIN_STATUS = 'ACTIVE'") == 0 ]]; then
    sql --execute "SET SESSION sql_log_bin = 0; INSTALL PLUGIN auth_socket SONAME 'auth_socket.so'"
  fi
}

# look_for_mysqld: sets $mysqld to up (root has a session), refused (mysqld answered, but refused root: $refusal is its
# message) or silent (nobody answers at its socket)
look_for_mysqld() {
  if refusal=$(sql --connect-timeout=20 --execute 'DO 0' 2>&1); then
    mysqld=up
  elif [[ $refusal =~ ERROR\ ([0-9]+)\  ]]; then
    # error numbers of the client: it found no server, or lost it
    case ${BASH_REMATCH[1]} in
      2002 | 2003 | 2005 | 2006 | 2012 | 2013 | 2055) mysqld=silent ;;
      *) mysqld=refused ;;
    esac
  elif [[ $refusal == *--connect-expired-password* ]]; then
    # the client's own text for error 1862, without a number
    mysqld=refused
  else
    mysqld=silent
  fi
}

mysqld_answers() {
  look_for_mysqld
  [[ $mysqld != silent ]]
}

# mysqld_process: its process id, if it runs
mysqld_process() {
  local process
  if [[ -d /run/systemd/system ]]; then
    process=$(systemctl show --property=MainPID --value mysql.service 2>/dev/null) || process=''
    [[ -n $process && $process != 0 ]] && echo "$process"
  else
    pgrep --oldest --exact mysqld
  fi
}

# mysqld_starts: whether mysqld is starting, or will start when the machine has finished its own start
mysqld_starts() {
  [[ -d /run/systemd/system ]] || return 1
  case $(systemctl is-active mysql.service) in
    activating) return 0 ;;
    inactive) [[ $(systemctl is-system-running) =~ ^(initializing|starting)$ ]] && systemctl --quiet is-enabled mysql.service ;;
    *) return 1 ;;
  esac
}

mysqld_has_started() {
  mysqld_answers || ! mysqld_starts
}

# all connections may be in use for a moment only
mysqld_lets_in() {
  look_for_mysqld
  [[ $mysqld == up || $refusal != *'ERROR 1040 '* ]]
}

# mysqld_is_up: whether root has a session at mysqld; returns 1 if there is no mysqld. It waits for one that is
# starting: after a power cut, mysqld first repairs its tables. If one runs and refuses root, the step ends: it may be
# serving others well, so nobody may treat it as stopped.
mysqld_is_up() {
  local mysqld refusal process
  look_for_mysqld
  if [[ $mysqld == silent ]] && mysqld_starts; then
    within 1800 "mysqld, which is starting" mysqld_has_started || true
    # it may have come up between the last two looks
    look_for_mysqld
  fi
  if [[ $refusal == *'ERROR 1040 '* ]]; then within 30 "a connection to become free" mysqld_lets_in || true; fi
  case $mysqld in
    up) return 0 ;;
    refused) refused_by_mysqld ;;
  esac
  if process=$(mysqld_process); then
    # it may have opened its socket just now
    if within 30 "mysqld, which runs, to answer" mysqld_answers; then
      [[ $mysqld == up ]] || refused_by_mysqld
      return 0
    fi
    fail "mysqld runs (process $process) and does not answer at its socket: ${refusal//$'\n'/ }" "it may be serving others over TCP: see the end of /var/log/mysql/error.log; if /run/mysqld/mysqld.sock is gone, or it hangs, restart it when that suits you: sudo systemctl restart mysql"
  fi
  return 1
}

# no_connection_left WORDS: whether they say that all connections are in use, mysqld's own or those of the account
no_connection_left() {
  case $1 in
    *'ERROR 1040 '* | *'ERROR 1203 '* | *'ERROR 1226 '*) return 0 ;;
    *) return 1 ;;
  esac
}

# refused_by_mysqld: ends the step with mysqld's message, and how root can log in again
refused_by_mysqld() {
  local said=${refusal//$'\n'/ } statement="ALTER USER root@localhost IDENTIFIED WITH auth_socket REQUIRE NONE PASSWORD EXPIRE NEVER ACCOUNT UNLOCK"
  case $said in
    *'ERROR 1040 '* | *'ERROR 1203 '* | *'ERROR 1226 '*)
      fail "mysqld is up, and has no connection left for root: $said" "end sessions of applications, or one of an administrator, who has the connection that mysqld keeps for them$(sessions_on_node); then apply again. If that is not the exception: raise max_connections in the plan; no restart is needed for it" ;;
    *'ERROR 1524 '*)
      fail "mysqld is up, and has lost the plugin auth_socket, with which root logs in: $said" "log in as an account with a password that may do so, and run INSTALL PLUGIN auth_socket SONAME 'auth_socket.so'; then apply again" ;;
    *'ERROR 3922 '*)
      fail "mysqld is up, and refuses connections that are not compressed: $said" "sudo mysql --compression-algorithms=zlib,zstd -e 'SET GLOBAL protocol_compression_algorithms = DEFAULT; RESET PERSIST IF EXISTS protocol_compression_algorithms', and take it out of the option files in /etc/mysql that set it; then apply again" ;;
    *)
      fail "mysqld is up, and does not let root in over its socket, as the steps need it: $said" "give root the operating system's login back, which asks for no password: $statement. Who can run that: root with the password that somebody gave it (mysql asks for it with its option \"password\"); debian-sys-maint (sudo mysql --defaults-file=/etc/mysql/debian.cnf). If nobody can, with a restart of mysqld: write that statement into a file, name it by init_file below [mysqld] in /etc/mysql/mysql.conf.d/zzz-root.cnf, sudo systemctl restart mysql, and remove both files. On a replica, SET SESSION sql_log_bin = 0 comes first, and super_read_only is OFF meanwhile. Then apply again" ;;
  esac
}

# sessions_on_node: programs of this node that are connected to mysqld's socket
sessions_on_node() {
  local programs
  programs=$(ss --no-header --processes --family=unix 2>/dev/null | awk '$5 ~ /mysqld\.sock$/ { peers[$8] = 1 } { line[$6] = $0 } END { for (peer in peers) print line[peer] }' |
    sed --quiet 's/.*users:((\("[^"]*",pid=[0-9]*\).*/\1/p' | sort --unique | tr '\n' ' ') || programs=''
  [[ -z $programs ]] || printf ' (at its socket on this node: %s)' "${programs% }"
}

# restart_mysqld: with systemd, or without it by the command that the environment names. Returns 1 if mysqld does not
# come up.
restart_mysqld() {
  local mysqld refusal
  if [[ -d /run/systemd/system ]]; then
    systemctl reset-failed mysql.service 2>/dev/null || true
    systemctl restart mysql.service || return 1
  else
    # a daemon must not inherit the lock
    "${PLUMBLINE_MYSQL_RESTART:?names the command that restarts mysqld, where systemd does not run}" {lock}>&- || return 1
  fi
  within 120 "mysqld to answer" mysqld_answers || { mysqld_starts && within 1800 "mysqld, which is starting" mysqld_has_started && mysqld_answers; }
}

# last errors of mysqld, for a message
mysqld_errors() {
  tail --lines=200 /var/log/mysql/error.log 2>/dev/null | grep -F '[ERROR]' | tail --lines=5 || true
}
# --------------------------------------------------------------------------------------------------------------------

main() {
  local ipv6=${1-} retained account
  begin retire
  [[ $ipv6 =~ ^[0-9a-f:]+$ ]] || fail "\"$ipv6\" is no IPv6 address" "give the address of the replica in its shortest form"
  mysqld_is_up || fail "mysqld does not answer at the source" "see journalctl --unit mysql"
  account="'replicator'@'$ipv6'"
  ask retained "COUNT(*) FROM mysql.user WHERE User = 'replicator' AND Host = '$ipv6'
    AND JSON_EXTRACT(User_attributes, '$.additional_password') IS NOT NULL"
  [[ $retained != 0 ]] || return 0
  sql --execute "ALTER USER $account DISCARD OLD PASSWORD ATTRIBUTE '{\"plumbline\": {\"retains\": null}}'" ||
    fail "the password that $account had before could not be ended" "see the message above, and apply again"
  say "the password that $account had before has ended"
}

main "$@"; exit
