#!/bin/bash
# shellcheck disable=SC2317
# link.sh SOURCE IPV6: checks from a replica whether it can reach its source, layer by layer, so that it names the first
# broken one. Changes nothing.
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

# ---- mysqld of this node, should it end while a step is at work ----------------------------------------------------

# process_of_mysqld: its process id, which changes with a restart
process_of_mysqld() {
  local file
  file=$(value '@@GLOBAL.pid_file' 2>/dev/null) && cat -- "$file" 2>/dev/null
}

# watch_mysqld: from now on, if a command fails because mysqld ended, the message says so
watch_mysqld() {
  mysqld_process=$(process_of_mysqld) || true
  trap 'broke_or_ended $? $LINENO' ERR
}

# mysqld_ended: whether it is no longer the process that ran at first
mysqld_ended() {
  local now
  ! mysqld_answers || { now=$(process_of_mysqld) && [[ $now != "$mysqld_process" ]]; }
}

# how_mysqld_ended: for a message
how_mysqld_ended() {
  printf 'mysqld of this node ended while the step was at work; its last words: %s' "$(mysqld_errors | tr '\n' ' ')"
}

broke_or_ended() {
  # a failure inside $(...) is reported where its result is used
  ((BASH_SUBSHELL == 0)) || return 0
  if mysqld_ended; then
    printf '%s: %s\n%s: to do: %s\n' "$STEP" "$(how_mysqld_ended)" "$STEP" "see journalctl --unit mysql and /var/log/mysql/error.log; once it runs, apply again" >&2
  else
    broke "$@"
  fi
}
# --------------------------------------------------------------------------------------------------------------------

# ---- the source, as this replica reaches it ------------------------------------------------------------------------
# ssh reads no configuration here, and accepts no other host key than the pinned one
PEER_SSH=(ssh -6 -F none -i /root/.ssh/plumbline-seed -o IdentitiesOnly=yes -o BatchMode=yes -o StrictHostKeyChecking=yes
  -o UserKnownHostsFile=/root/.ssh/plumbline-seed.known_hosts -o GlobalKnownHostsFile=/dev/null
  -o HostKeyAlgorithms=ssh-ed25519 -o ConnectTimeout=10 -o ServerAliveInterval=15 -o ServerAliveCountMax=4)

# ask_source VERB: over SSH, which there accepts only the verbs of serve-seed
ask_source() {
  "${PEER_SSH[@]}" "plumbline-seed@$source" "$1" </dev/null
}

# first statement of a session at the source, as far as the replicas' account may set this
PEER_SESSION="SET NAMES utf8mb4 COLLATE utf8mb4_0900_ai_ci, SESSION sql_mode = 'STRICT_TRANS_TABLES,NO_ENGINE_SUBSTITUTION', SESSION autocommit = 1, SESSION completion_type = NO_CHAIN, SESSION transaction_isolation = 'REPEATABLE-READ', SESSION transaction_read_only = 0, SESSION time_zone = '+00:00', SESSION lc_messages = 'en_US', SESSION lc_time_names = 'en_US', SESSION max_execution_time = 0, SESSION wait_timeout = 86400, SESSION interactive_timeout = 86400, SESSION net_read_timeout = 86400, SESSION net_write_timeout = 86400, SESSION lock_wait_timeout = 60, SESSION innodb_lock_wait_timeout = 60, SESSION sql_safe_updates = 0, SESSION sql_select_limit = 18446744073709551615, SESSION max_join_size = 18446744073709551615, SESSION sql_big_selects = 1, SESSION sql_auto_is_null = 0, SESSION sql_notes = 1, SESSION sql_quote_show_create = 1, SESSION group_concat_max_len = 1073741824, SESSION max_sort_length = 8388608, SESSION cte_max_recursion_depth = 1000, SESSION div_precision_increment = 4, SESSION foreign_key_checks = 1, SESSION unique_checks = 1, SESSION default_storage_engine = InnoDB, SESSION default_tmp_storage_engine = InnoDB, SESSION big_tables = 0, SESSION explicit_defaults_for_timestamp = 1, SESSION updatable_views_with_limit = 1, SESSION show_create_table_verbosity = 0, SESSION print_identified_with_as_hex = 1, SESSION old_alter_table = 0"

# ask_at_source STATEMENT: runs it at the source, with the options in $login
ask_at_source() {
  mysql --defaults-file="$login" --init-command="$PEER_SESSION" --default-character-set=utf8mb4 \
    --batch --skip-column-names --raw --execute "$1" </dev/null
}

# at_source EXPRESSION: its value at the source
at_source() {
  ask_at_source "SELECT $1" | tr --delete '\n'
}

# channel: the state of the two threads and the source's UUID, "ON ON 3e11fa47-...", or empty without a channel
channel() {
  sql --execute "SELECT CONCAT_WS(' ', connection.SERVICE_STATE, applier.SERVICE_STATE, connection.SOURCE_UUID)
    FROM performance_schema.replication_connection_status AS connection
    JOIN performance_schema.replication_applier_status AS applier USING (CHANNEL_NAME) WHERE CHANNEL_NAME = ''"
}

channel_runs() {
  [[ $(channel) == "ON ON $source_uuid" ]]
}

# replicating SOURCE REPLICA: same, supported, unsupported or unknown, by the vendor's upgrade paths
replicating() {
  local from to lineage numbered=' '
  from=$(($(version_number "$1") / 100))
  to=$(($(version_number "$2") / 100))
  if ((from == to)); then echo same; return; fi
  if ((from > to)); then echo unsupported; return; fi
  for lineage in :800:801:802:803:804: :804:900:901:902:903:904:905:906:907: :907:2607:2610:; do
    if [[ $lineage == *":$from:"* && $lineage == *":$to:"* ]]; then echo supported; return; fi
    numbered+=$lineage
  done
  if [[ $numbered == *":$from:"* && $numbered == *":$to:"* ]]; then echo unsupported; else echo unknown; fi
}

# channel_errors: errors of the threads, one line each
channel_errors() {
  sql --execute "
    SELECT CONCAT('receiver: ', LAST_ERROR_NUMBER, ' ', LAST_ERROR_MESSAGE)
      FROM performance_schema.replication_connection_status WHERE LAST_ERROR_NUMBER <> 0
    UNION ALL SELECT CONCAT('coordinator: ', LAST_ERROR_NUMBER, ' ', LAST_ERROR_MESSAGE)
      FROM performance_schema.replication_applier_status_by_coordinator WHERE LAST_ERROR_NUMBER <> 0
    UNION ALL SELECT CONCAT('worker: ', LAST_ERROR_NUMBER, ' ', LAST_ERROR_MESSAGE)
      FROM performance_schema.replication_applier_status_by_worker WHERE LAST_ERROR_NUMBER <> 0"
}
# --------------------------------------------------------------------------------------------------------------------

# ---- before this node becomes a copy of its source -----------------------------------------------------------------
# Knows no method of copying: it checks what the source says about itself (survey), and this node, before anything is
# dropped

DATA=/var/lib/mysql
# left free for mysqld, in bytes
RESERVE=$((256 * 1024 * 1024))

# fact WORD: what the source said under this word, one line each
fact() {
  sed --quiet "s/^$1 //p" <<<"$survey"
}

# listed: the first ten lines of the standard input, on one line
listed() {
  awk 'NR <= 10 { text = text (NR > 1 ? ", " : "") $0 } END { if (NR > 10) text = text ", and " NR - 10 " more"; printf "%s", text }'
}

# ask_survey: sets $survey
ask_survey() {
  survey=$(ask_source survey) || survey=''
  # otherwise its end is missing
  [[ $survey == *'end of survey' ]] ||
    fail "$source does not say what it holds" "see its message above; then apply the configure step of $source again"
}

# transactional FUNCTION: reports tables that a replica cannot keep equal, through this function of a cause and a remedy
transactional() {
  local engines
  engines=$(fact engine | listed)
  [[ -z $engines ]] ||
    "$1" "$source has tables whose engine knows no transactions: $engines; rows written there during a copy, or before a crash, are not the same at a replica" "at $source: ALTER TABLE ... ENGINE = InnoDB, for each of them; then apply again"
}

views_work() {
  local views
  views=$(fact view | listed)
  [[ -z $views ]] ||
    "$1" "$source has views that cannot be read, and so cannot be copied: $views" "at $source: make the table, the column or the definer again that the view names (SHOW CREATE VIEW), or DROP VIEW; then apply again"
}

# they are copied unchanged, but nobody can use them
views_have_definers() {
  local views
  views=$(fact orphan | listed)
  [[ -z $views ]] ||
    say "notice: $source has views whose definer is no account, so that nobody can read them: $views; there: CREATE USER, or ALTER DEFINER = ... VIEW, or DROP VIEW"
}

# own_prepared: prepared XA transactions here that wait for their end
own_prepared() {
  sql --execute 'XA RECOVER CONVERT XID' | cut -f 4
}

# no copy contains prepared transactions, and they hold tables until somebody ends them
nothing_prepared() {
  local prepared
  prepared=$(fact xa | listed)
  [[ -z $prepared ]] ||
    flaw "$source has XA transactions that are prepared and not ended, which no copy holds: $prepared" "at $source: XA RECOVER CONVERT XID, then XA COMMIT or XA ROLLBACK for each of them; then apply again"
  prepared=$(own_prepared | listed)
  [[ -z $prepared || -n $(fact xa) ]] ||
    flaw "this node has XA transactions that are prepared and not ended, which hold its tables: $prepared" "here: sudo mysql -e \"SET SESSION sql_log_bin = 0; XA ROLLBACK 0x...\" for each of them, since the data are replaced; then apply again"
}

servers_fit() {
  local name is there missing word
  for name in lower_case_table_names:lower_case_table_names page_size:innodb_page_size; do
    there=$(fact "${name%:*}")
    ask is "@@GLOBAL.${name#*:}"
    [[ $is == "$there" ]] ||
      flaw "this node has ${name#*:} = $is and $source has $there, which is chosen at a server's first start" "initialize mysqld of this node anew with the value of $source"
  done
  missing=''
  while read -r word; do
    ask is "COUNT(*) FROM information_schema.COLLATIONS WHERE COLLATION_NAME = '$word'"
    if [[ $is == 0 ]]; then missing+=" $word"; fi
  done < <(fact collation)
  [[ -z $missing ]] ||
    flaw "this node does not know collations that are used at $source:$missing" "update MySQL on this node to the release of $source"
  missing=''
  ask there '@@GLOBAL.plugin_dir'
  while read -r word; do
    if [[ ! -e $there/$word ]]; then missing+=" $word"; fi
  done < <(fact library)
  [[ -z $missing ]] ||
    flaw "$source has loadable functions (mysql.func) whose libraries are not on this node:$missing" "install them in $there here, or DROP FUNCTION at $source"
  missing=''
  while read -r word; do
    ask is "COUNT(*) FROM information_schema.PLUGINS WHERE PLUGIN_NAME = '$word' AND PLUGIN_STATUS = 'ACTIVE'"
    if [[ $is == 0 ]]; then missing+=" $word"; fi
  done < <(fact parser)
  [[ -z $missing ]] ||
    flaw "full-text indexes at $source use parsers that this node does not have:$missing" "load the plugin here, with plugin_load_add in \`mysql: settings\` of this node"
  if [[ $(fact encrypted) != 0 ]]; then
    ask is "(SELECT COUNT(*) FROM performance_schema.keyring_component_status WHERE STATUS_KEY = 'Component_status' AND STATUS_VALUE = 'Active')
      + (SELECT COUNT(*) FROM information_schema.PLUGINS WHERE PLUGIN_NAME LIKE 'keyring%' AND PLUGIN_NAME <> 'keyring_udf' AND PLUGIN_STATUS = 'ACTIVE')"
    [[ $is != 0 ]] ||
      flaw "$(fact encrypted) tablespaces of $source are encrypted, and this node has no keyring to encrypt them with" "set up a keyring component on this node as at $source; then apply again"
  fi
}

# mysqld makes files outside the data folder at the same path here
directories_fit() {
  local folder allowed
  ask allowed "CONCAT_WS(';', @@GLOBAL.innodb_directories, @@GLOBAL.innodb_data_home_dir, @@GLOBAL.innodb_undo_directory)"
  while read -r folder; do
    # a folder for tables contains one of its own for each database
    if [[ ";$allowed;" != *";$folder;"* && ";$allowed;" != *";${folder%/*};"* ]]; then
      flaw "tables of $source lie in $folder, which mysqld of this node may not use (innodb_directories)" "make the folder here (owner mysql), name it in innodb_directories in a file of your own in /etc/mysql/mysql.conf.d and restart mysqld; or move the tables at $source"
    elif [[ ! -d $folder && ! -d ${folder%/*} ]]; then
      flaw "tables of $source lie in $folder, which is not there on this node" "make the folder here, owner mysql; then apply again"
    fi
  done < <(fact directory)
}

writable() {
  local folder
  for folder in "$DATA" "$MEMORY"; do
    install --directory --mode=0700 "$MEMORY"
    if ! (: >"$folder/.plumbline-try") 2>/dev/null; then
      flaw "nothing can be written to $folder" "see whether its file system is mounted read-only, full or at its quota: findmnt --target $folder; df $folder"
    fi
    rm --force -- "$folder/.plumbline-try" 2>/dev/null || true
  done
}

free_bytes() {
  df --block-size=1 --output=avail -- "$1" | tail --lines=1
}

# own_bytes: the space that becomes free when this node's databases and binary logs are deleted
own_bytes() {
  local tables logs
  ask tables "COALESCE(SUM(ALLOCATED_SIZE), 0) FROM information_schema.INNODB_TABLESPACES
    WHERE SPACE_TYPE = 'Single' AND NAME NOT LIKE 'sys/%' AND NAME NOT LIKE 'mysql/%'"
  logs=$(find "$DATA" -maxdepth 1 -name 'mysql-bin.[0-9]*' -exec stat --format %s {} + | awk '{ sum += $1 } END { print sum + 0 }')
  echo $((tables + logs))
}

# room BYTES: checks the room for the source's data with their indexes, and for BYTES more that are on this node
# meanwhile. Indexes that are filled row by row are less dense; the redo log may grow to its capacity.
room() {
  local data need free redo=0 capacity
  data=$(fact data_bytes)
  ask capacity '@@GLOBAL.innodb_redo_log_capacity'
  if [[ -d $DATA/#innodb_redo ]]; then redo=$(du --bytes --summarize -- "$DATA/#innodb_redo" | cut -f 1); fi
  need=$((data + data / 10 + RESERVE))
  if ((capacity > redo)); then need=$((need + capacity - redo)); fi
  free=$(($(free_bytes "$DATA") + $(own_bytes)))
  if [[ $(stat --format %d -- "$DATA") == "$(stat --format %d -- "$MEMORY")" ]]; then need=$((need + $1)); fi
  ((free > need)) ||
    flaw "the data of $source need $((need / 1048576)) MB here, and $((free / 1048576)) MB are free once this node's own are gone" "give this node a larger disk in the plan, or make room on $DATA"
}

# preflight: checks everything that can be known before a copy is made; each flaw has its own message, and all are
# reported at once
preflight() {
  writable
  no_flaws
  transactional flaw
  views_work flaw
  views_have_definers
  nothing_prepared
  servers_fit
  directories_fit
  room 0
  no_flaws
}
# --------------------------------------------------------------------------------------------------------------------

resolves() {
  local found
  found=$(getent ahostsv6 "$source" | awk '{ print $1; exit }') || true
  [[ $found == "$ipv6" ]] ||
    fail "name: $source resolves to ${found:-nothing}, the plan says $ipv6" "look for a second line with that name in /etc/hosts, or apply the configure step of this node again"
}

has_route() {
  local said
  said=$(ip -6 route get "$ipv6" 2>&1) ||
    fail "route: this node has none to $ipv6: $said" "see that the node got its IPv6 address and default route from its network: ip -6 address; ip -6 route"
}

# connection PORT: open, refused, timeout, or the system's message
connection() {
  local said status=0
  said=$(timeout 5 bash -c "exec 3<>/dev/tcp/$ipv6/$1" 2>&1) || status=$?
  case $status,$said in
    0,*) echo open ;;
    124,*) echo timeout ;;
    *,*'Connection refused'*) echo refused ;;
    *) echo "${said##*: }" ;;
  esac
}

# TCP itself sends a lost packet again
reaches() {
  local echoes=yes ssh mysql
  if command -v ping >/dev/null; then
    ping -6 -n -q -c 3 -i 0.2 -W 2 "$ipv6" >/dev/null 2>&1 || echoes=no
  fi
  ssh=$(connection 22)
  mysql=$(connection 3306)
  if [[ $echoes == no && $ssh != open && $ssh != refused && $mysql != open && $mysql != refused ]]; then
    fail "network: $source ($ipv6) answers neither ICMPv6 nor tcp/22 ($ssh) nor tcp/3306 ($mysql)" "see that the server runs; then compare the IPv6 firewall rules at both locations with the plan: npm run diff"
  fi
  case $ssh in
    open) ;;
    refused) flaw "tcp/22: $source ($ipv6) refuses it, so the way is open and no sshd listens" "see sshd at $source: systemctl status ssh" ;;
    *) flaw "tcp/22: no answer from $source ($ipv6): $ssh$([[ $mysql == open ]] && echo ', though tcp/3306 works: the firewall there drops port 22')" "compare the firewall rules of its location, and nftables on it, with the plan: npm run diff" ;;
  esac
  case $mysql in
    open) ;;
    refused) flaw "tcp/3306: $source ($ipv6) refuses it, so the way is open and mysqld does not listen there" "see the ready step of $source" ;;
    *) flaw "tcp/3306: no answer from $source ($ipv6): $mysql$([[ $ssh == open ]] && echo ', though ssh over IPv6 works, so routing is fine: the firewall there drops port 3306')" "compare the firewall rules of its location, and nftables on it, with the plan: npm run diff" ;;
  esac
  [[ $echoes == yes ]] ||
    flaw "ICMPv6: no echo from $source ($ipv6), though TCP was tried too: then \"packet too big\" is lost as well, and a dump hangs" "accept ICMPv6 between the two locations: npm run diff"
  no_flaws
}

ssh_works() {
  local said
  said=$(ask_source ping 2>&1) && [[ $said == *'plumbline-seed serves '* ]] && return 0
  case $said in
    *'Host key verification failed'* | *'REMOTE HOST IDENTIFICATION HAS CHANGED'*)
      fail "ssh: $source shows another host key than the one that Terraform made for it" "if nobody stands in between: apply the adopt step of $source again, then configure on this node" ;;
    *'Permission denied'*)
      fail "ssh: $source does not take this node's key for dumps, or not from this node's address" "apply the configure step of $source again, which writes /var/lib/plumbline-seed/.ssh/authorized_keys" ;;
    *) fail "ssh: asking $source for a dump does not work: $said" "apply the configure steps of both nodes again; then see journalctl --unit ssh at $source" ;;
  esac
}

logs_in() {
  local said
  said=$(at_source "CONCAT_WS(' ', @@GLOBAL.server_uuid, @@GLOBAL.version)" 2>&1) && read -r source_uuid source_version <<<"$said" && return 0
  case $said in
    *'ERROR 1045 '*)
      fail "login: $source refuses the account replicator: ${said#*: }" "apply the source step, which gives it the plan's password and this node's address" ;;
    *'ERROR 2026 '*)
      fail "TLS: the certificate of $source cannot be verified: ${said#*: }" "apply the configure steps of both nodes: the authority here and the certificate there belong together, and hold the name $source; see the clocks too" ;;
    *'ERROR 1130 '*)
      fail "login: $source knows no account for this node's address: ${said#*: }" "apply the source step; see which address this node goes out with: ip -6 route get $ipv6" ;;
    *'ERROR 1040 '* | *'ERROR 1203 '* | *'ERROR 1226 '*)
      fail "login: $source has no connection left for the account replicator: ${said#*: }" "see there who holds them: sudo mysql -e 'SHOW PROCESSLIST'; raise max_connections in the plan, or take the limit of the account or max_user_connections away, then apply again" ;;
    *) fail "login: $source does not let the account replicator in: $said" "apply the source step; see the error log of mysqld at $source" ;;
  esac
}

versions_fit() {
  local own
  ask own '@@GLOBAL.version'
  case $(replicating "$source_version" "$own") in
    same)
      # two archives rarely have the same patch release
      (($(version_number "$own") >= $(version_number "$source_version"))) ||
        say "notice: this replica has MySQL $own, a little older than $source_version at $source"
      return ;;
    unsupported)
      fail "version: the vendor supports no replica of MySQL $own at a source of $source_version: a replica is of the same series, or of a later one that the source can be upgraded to" "choose images with the same series for both nodes" ;;
    unknown)
      say "notice: whether a replica of MySQL $own is supported at a source of $source_version is not known here; see the upgrade paths in the manual of $own" ;;
  esac
  loaded ||
    fail "version: MySQL $own cannot load a dump of $source_version, which is another release series" "choose images with the same series for both nodes; once it is loaded, the replica may be the later one"
}

# loaded: whether this node is already loaded, and nothing more must be copied
loaded() {
  local own
  ask own '@@GLOBAL.server_uuid'
  grep --quiet --line-regexp 'state=loaded' "$MEMORY/seed" 2>/dev/null && grep --quiet --line-regexp "server_uuid=$own" "$MEMORY/seed"
}

# a server that was copied with its auto.cnf breaks the other one's channel again and again
uuid_is_its_own() {
  local own name replicas other
  ask own '@@GLOBAL.server_uuid'
  ask name "COALESCE(@@GLOBAL.report_host, '')"
  [[ $source_uuid != "$own" ]] ||
    flaw "both servers have the UUID $source_uuid: they were copied from one image" "sudo rm /var/lib/mysql/auto.cnf at this node, and restart mysqld"
  replicas=$(ask_at_source 'SHOW REPLICAS') ||
    fail "$source does not say which replicas it has" "see the message of mysql above, and apply again"
  other=$(awk -F '\t' -v uuid="$own" -v name="$name" '$NF == uuid && $2 != name { print $2; exit }' <<<"$replicas")
  [[ -z $other ]] ||
    flaw "this node and the replica $other have the same UUID $own: they were copied from one image" "sudo rm /var/lib/mysql/auto.cnf at this node, and restart mysqld"
  no_flaws
}

notice() {
  say "notice: $1; $2"
}

# reports what prevents a copy, if there is none yet; otherwise, as notices, what would prevent the next one
can_be_copied() {
  ask_survey
  if loaded; then
    transactional notice
    views_work notice
    views_have_definers
  else
    preflight
  fi
}

main() {
  local source=${1?} ipv6=${2?} login=$here/replicator.cnf source_uuid source_version survey mysqld_process
  begin link
  close_secrets "$login"
  mysqld_is_up || fail "mysqld does not answer on this node" "apply its configure step again"
  watch_mysqld
  resolves
  has_route
  reaches
  ssh_works
  logs_in
  uuid_is_its_own
  versions_fit
  can_be_copied
  say "$source answers at $ipv6: routing, ICMPv6, tcp/22, tcp/3306, ssh, TLS and login work; MySQL $source_version"
}

here=$(cd -- "$(dirname -- "$0")" && pwd)
main "$@"; exit
