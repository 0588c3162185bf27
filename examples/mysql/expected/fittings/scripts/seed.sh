#!/bin/bash
# shellcheck disable=SC2317
# seed.sh SOURCE REPLICA [RESEED]: makes this node a running replica. It leaves alone what is healthy; sets and starts a
# channel that stopped; loads data from a dump only if there are none, or if a load broke off. It never deletes
# transactions that the source does not have, unless RESEED is a word that was not used here before.
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

# between two lines about the progress
TELL_SECONDS=${PLUMBLINE_TELL_SECONDS:-10}

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

# ---- rows of this node's own accounts -------------------------------------------------------------------------------
# A copy of a source brings the source's rows of all accounts. The rows of each node's own accounts are kept beside it
# and put back within the same session, before any of them takes effect: everybody who logs in still has his own
# password.

# grant_rows TABLE USER_COLUMN HOST_COLUMN: statements that replace the copied rows by this node's own
grant_rows() {
  printf 'DELETE FROM mysql.%s WHERE %s;\n' "$1" "$3 = 'localhost' AND $2 IN ('root', 'debian-sys-maint', 'mysql.infoschema', 'mysql.session', 'mysql.sys')"
  mysqldump --no-defaults --user=root --loose-init-command="$ROOT_SESSION" --default-character-set=utf8mb4 --set-gtid-purged=OFF \
    --skip-lock-tables --skip-add-locks --skip-triggers --skip-comments --no-create-info --complete-insert --hex-blob \
    --where="$3 = 'localhost' AND $2 IN ('root', 'debian-sys-maint', 'mysql.infoschema', 'mysql.session', 'mysql.sys')" mysql "$1" </dev/null
}

# own_rows: these statements for all tables
own_rows() {
  echo "USE mysql;"
  grant_rows user User Host || return 1
  grant_rows global_grants USER HOST || return 1
  grant_rows db User Host || return 1
  grant_rows tables_priv User Host || return 1
  grant_rows columns_priv User Host || return 1
  grant_rows procs_priv User Host || return 1
  grant_rows proxies_priv User Host || return 1
  grant_rows default_roles USER HOST || return 1
  grant_rows role_edges TO_USER TO_HOST || return 1
  grant_rows password_history User Host || return 1
}

# mysqld's own folder for files, which its AppArmor profile lets it read
RESCUE=/var/lib/mysql-files/plumbline-own-rows.sql
RESCUE_CONF=/etc/mysql/mysql.conf.d/zzz-plumbline-load.cnf

# keep_way_in FILE: A load drops the tables of accounts one after another and makes them again. If mysqld ended
# meanwhile, it would not start without mysql.user, or it would let nobody in: so each start makes the missing tables,
# and restores the rows of FILE.
keep_way_in() {
  install --directory --mode=0700 --owner=mysql --group=mysql "${RESCUE%/*}"
  { echo 'SET SESSION sql_log_bin = 0;' && cat -- "$1" && echo 'FLUSH LOCAL PRIVILEGES;'; } |
    replace_file - "$RESCUE" 0400 mysql:mysql
  printf '[mysqld]\nupgrade = FORCE\ninit_file = %s\n' "$RESCUE" | replace_file - "$RESCUE_CONF" 0644 root:root
}

# forget_way_in: when a copy is complete
forget_way_in() {
  rm --force -- "$RESCUE_CONF"
  rm --force -- "$RESCUE"
}
# --------------------------------------------------------------------------------------------------------------------

# ---- why a load broke off ------------------------------------------------------------------------------------------
# Rows that this server refuses come again with the next dump: only a change at the source corrects them. They are older
# than the rule that refuses them here, or the rule depends on settings of a session (sql_mode, time_zone).

# loaded_table LINE: the table at which the load was, by the line of its input that mysql names; two lines come before
# the dump
loaded_table() {
  zstd --quiet --decompress --stdout -- "$INCOMING/dump.sql.zst" 2>/dev/null | head --lines=$(($1 - 2)) | cut --bytes=1-600 |
    LC_ALL=C awk '/^USE `/ { database = substr($0, 5); sub(/;$/, "", database) }
      match($0, /^INSERT INTO `([^`]|``)+`/) { table = database "." substr($0, RSTART + 12, RLENGTH - 12) }
      match($0, /^UPDATE `([^`]|``)+`\.`([^`]|``)+`/) { table = substr($0, RSTART + 7, RLENGTH - 7) }
      END { print table }' || true
}

# load_failed COMPLAINT: ends the step with mysql's message and what to change; never with the values of a row
load_failed() {
  local complaint=$1 number='' line='' said='' table=''
  if [[ $complaint =~ ERROR\ ([0-9]+)\ \([0-9A-Z]+\)\ at\ line\ ([0-9]+):\  ]]; then
    number=${BASH_REMATCH[1]} line=${BASH_REMATCH[2]}
    said=${complaint#*"${BASH_REMATCH[0]}"}
    said=${said%%$'\n'*}
    table=$(loaded_table "$line")
  fi
  case $number in
    1062)
      fail "the load broke off at $table: two rows are the same for the unique key ${said##*for key } on this node, and not at $source (error 1062)" \
        "at $source: look for rows that this key takes for the same (SELECT ... GROUP BY its columns HAVING COUNT(*) > 1, with sql_mode = '' and time_zone = '+00:00'; CHECK TABLE where there are none), and change one of them, or drop the key; the same dump would break off again, so apply after that" ;;
    3819)
      fail "the load broke off at $table: rows do not hold what a CHECK asks for, on this node: $said (error 3819)" \
        "at $source: look for rows for which the CHECK is not true with sql_mode = '' and time_zone = '+00:00', and correct them, or ALTER TABLE $table ALTER CHECK ... NOT ENFORCED; the same dump would break off again, so apply after that" ;;
    1048)
      fail "the load broke off at $table: a value that may not be NULL is NULL on this node: $said (error 1048)" \
        "at $source: look for rows for which the expression of this column is NULL with sql_mode = '' and time_zone = '+00:00', and correct them, or let the column be NULL; the same dump would break off again, so apply after that" ;;
    1264 | 1265 | 1292 | 1366 | 1406 | 1411 | 1690 | 3140 | 3141 | 3156 | 3751 | 3752 | 3903 | 3904 | 3907)
      # mysql's messages quote the value for these
      fail "the load broke off at $table: this node does not take a value that $source has, or cannot compute an expression of it: $(sed --regexp-extended "s/'.*' (for|at|from)/... \1/; s/: '.*'/: .../" <<<"$said") (error $number)" \
        "at $source: look for such values in the column that is named, and correct them, or change the generated column or the index that reads them; the same dump would break off again, so apply after that" ;;
    *)
      fail "the load broke off${table:+ at $table}: $complaint" \
        "see the message and the error log of mysqld on this node. If somebody or something ended it, apply again: it begins anew. If the message names a row, a table or a definition, change that at $source first, since the same dump would break off again" ;;
  esac
}
# --------------------------------------------------------------------------------------------------------------------

# ---- a dump in the place of what this node holds -------------------------------------------------------------------
# From the first drop until the load is complete, only root can log in (offline_mode), and read_only stays on: nobody
# reads half a copy, writes into it, or holds its tables. The set of its transactions is set last of all.

INCOMING=$MEMORY/incoming
# the largest that MySQL accepts: a row that fits at the source may be twice as long in a dump
PACKET=1073741824
# the load accepts everything from the source, even what this server would refuse from anybody else
LOAD_SESSION="$ROOT_SESSION, SESSION sql_log_bin = 0, SESSION foreign_key_checks = 0, SESSION unique_checks = 0, SESSION innodb_strict_mode = 0"
# if a file system has less room than this, in bytes, the load ends before mysqld waits for room
LOW_WATER=$((64 * 1024 * 1024))

# briefly [OPTION...]: like sql, with a time limit, because mysqld may wait: for room on a full disk, or for a statement
# to end
briefly() {
  timeout --kill-after=5 "${PLUMBLINE_BRIEFLY_SECONDS:-120}" mysql --no-defaults --init-command="$ROOT_SESSION" \
    --default-character-set=utf8mb4 --user=root --batch --skip-column-names --raw "$@"
}

reset_gtids() {
  briefly --execute 'RESET BINARY LOGS AND GTIDS' 2>/dev/null || briefly --execute 'RESET MASTER'
}

# open_for_load: remembers what must be restored if this run is killed
open_for_load() {
  if [[ ! -e $MEMORY/before-load ]]; then
    value "CONCAT('SET GLOBAL max_allowed_packet = ', @@GLOBAL.max_allowed_packet, ', GLOBAL innodb_stats_auto_recalc = ', @@GLOBAL.innodb_stats_auto_recalc)" |
      remember before-load
  fi
  closed=no
  briefly <<SQL || fail "this node could not be made ready for the load" "see the message of mysql above; a statement that the applier is at may take long: SHOW PROCESSLIST; then apply again"
SET GLOBAL offline_mode = ON;
STOP REPLICA;
RESET REPLICA ALL;
SET GLOBAL event_scheduler = OFF;
SET GLOBAL read_only = ON;
SET GLOBAL max_allowed_packet = $PACKET;
SET GLOBAL super_read_only = OFF;
SQL
}

# close_after_load: read-only for everybody. Others may see only a complete copy.
close_after_load() {
  briefly --execute 'SET GLOBAL super_read_only = ON'
  if [[ -e $MEMORY/before-load ]]; then
    briefly <"$MEMORY/before-load"
    rm --force -- "$MEMORY/before-load"
  fi
  closed=yes
}

# drop_all sql|briefly: in one session, because a key of one database may refer to another
drop_all() {
  local statements
  statements=$("$1" <<'SQL'
SELECT CONCAT('ALTER DATABASE `', REPLACE(SCHEMA_NAME, '`', '``'), '` READ ONLY = 0;')
  FROM information_schema.SCHEMATA_EXTENSIONS WHERE OPTIONS LIKE '%READ ONLY=1%';
SELECT CONCAT('DROP DATABASE `', REPLACE(SCHEMA_NAME, '`', '``'), '`;')
  FROM information_schema.SCHEMATA WHERE SCHEMA_NAME NOT IN ('information_schema', 'mysql', 'performance_schema', 'sys') ORDER BY SCHEMA_NAME;
SELECT CONCAT('DROP TABLESPACE `', REPLACE(NAME, '`', '``'), '`;')
  FROM information_schema.INNODB_TABLESPACES WHERE SPACE_TYPE = 'General' AND NAME <> 'mysql';
SQL
  )
  "$1" --init-command="$LOAD_SESSION" <<<"$statements"
}

# holders: sessions with an open transaction on this node
holders() {
  sql --execute "SELECT CONCAT('session ', ID, ' of ', USER, '@', HOST) FROM information_schema.PROCESSLIST
    JOIN information_schema.INNODB_TRX ON trx_mysql_thread_id = ID WHERE ID <> CONNECTION_ID()" | listed
}

# the whole input of the load, in the order that it needs
feed() {
  echo 'SELECT CONNECTION_ID();'
  echo '/*!80400 SET SESSION restrict_fk_on_non_standard_key = OFF */;'
  zstd --quiet --decompress --stdout <&"$dump" || return 1
  # a statement that was not read to its end must not join the following ones
  cat -- "$MEMORY/own-rows.sql" || return 1
  # LOCAL keeps the statement out of the binary log, where it would be a transaction of its own
  printf "FLUSH LOCAL PRIVILEGES;\nSET GLOBAL gtid_purged = '%s';\n" "$dump_set"
}

# load_dump: returns 1 if the load breaks off
load_dump() {
  local dump size told=$SECONDS looked=$SECONDS position status=0
  size=$(stat --format %s -- "$INCOMING/dump.sql.zst")
  exec {dump}<"$INCOMING/dump.sql.zst"
  # its own process group, so that all of it can be ended
  set -m
  { feed | sql --unbuffered --max-allowed-packet=$PACKET --init-command="$LOAD_SESSION" >"$INCOMING/session"; } 2>"$INCOMING/complaint" &
  loading=$!
  set +m
  while kill -0 "$loading" 2>/dev/null; do
    sleep 0.2
    if ((SECONDS != looked)); then
      looked=$SECONDS
      (($(free_bytes "$DATA") > LOW_WATER)) ||
        fail "the load has used up the file system of $DATA: $(($(free_bytes "$DATA") / 1048576)) MB are free; it is ended, and what it brought is dropped" "give this node a larger disk in the plan, or make room on $DATA; then apply again: the load begins anew"
    fi
    if ((SECONDS - told >= TELL_SECONDS)); then
      told=$SECONDS
      # zstd reads through this descriptor, so its position is known here, too
      position=$(sed --quiet 's/^pos:[[:space:]]*//p' "/proc/$$/fdinfo/$dump")
      say "loaded so far: $((100 * position / size))% of the dump"
    fi
  done
  wait "$loading" || status=$?
  loading=''
  exec {dump}<&-
  return "$status"
}

# end_load: ends the processes here, and the session, which mysqld would otherwise continue
end_load() {
  local session
  kill -- "-$loading" 2>/dev/null || true
  session=$(head --lines=1 -- "$INCOMING/session" 2>/dev/null) || true
  if [[ $session =~ ^[0-9]+$ ]]; then briefly --execute "KILL $session" 2>/dev/null || true; fi
  loading=''
}

# drop_remains: an incomplete load is of no use, and others on the file system need the room
drop_remains() {
  if ! mysqld_ended; then drop_all briefly 2>/dev/null || true; fi
}

# events run at the source: here they become what replication would have made them, with everything else that belongs to
# them
events_rest() {
  local word=REPLICA version
  ask version '@@GLOBAL.version'
  if (($(version_number "$version") < 80200)); then word=SLAVE; fi
  sql --execute "SELECT CONCAT('SET SESSION sql_mode = ', QUOTE(SQL_MODE), ', SESSION time_zone = ', QUOTE(TIME_ZONE),
      ', SESSION character_set_client = ', CHARACTER_SET_CLIENT, ', SESSION collation_connection = ', COLLATION_CONNECTION,
      '; ALTER DEFINER = ', QUOTE(LEFT(DEFINER, CHAR_LENGTH(DEFINER) - CHAR_LENGTH(SUBSTRING_INDEX(DEFINER, '@', -1)) - 1)), '@', QUOTE(SUBSTRING_INDEX(DEFINER, '@', -1)),
      ' EVENT \`', REPLACE(EVENT_SCHEMA, '\`', '\`\`'), '\`.\`', REPLACE(EVENT_NAME, '\`', '\`\`'), '\` DISABLE ON $word;')
    FROM information_schema.EVENTS WHERE STATUS = 'ENABLED'" | sql --init-command="$LOAD_SESSION"
}

# reload: until it is complete, no data here count, and replication does not start
reload() {
  local complaint
  # a load that broke off may have left the source's rows in place of this node's, or no table at all
  if ! { broke_off && [[ -s $MEMORY/own-rows.sql ]]; }; then
    own_rows >"$INCOMING/own-rows.sql" ||
      fail "this node's own accounts could not be read" "see the message above, and apply again"
    mv --force -- "$INCOMING/own-rows.sql" "$MEMORY/own-rows.sql"
  fi
  keep_way_in "$MEMORY/own-rows.sql"
  mark loading
  open_for_load
  complaint=$(drop_all sql 2>&1) ||
    fail "the databases of this node could not be dropped: $complaint; open transactions: $(holders)" "end these sessions, then apply again: the load begins anew"
  load_auth_socket
  reset_gtids ||
    fail "the binary logs of this node could not be begun anew" "see whether there is room on $DATA (df), and the error log of mysqld; then apply again"
  say "loading"
  remains=yes
  if ! load_dump; then
    if mysqld_ended; then
      fail "the load broke off: $(how_mysqld_ended)" "see journalctl --unit mysql and /var/log/mysql/error.log; once it runs, apply again: the load begins anew"
    fi
    load_failed "$(grep '^ERROR' "$INCOMING/complaint" || cat -- "$INCOMING/complaint")"
  fi
  remains=no
  events_rest
  close_after_load
  mark loaded
  forget_way_in
  rm --force -- "$MEMORY/own-rows.sql"
  briefly --execute 'SET GLOBAL offline_mode = OFF'
  say "loaded all of $source up to $(value '@@GLOBAL.gtid_executed')"
}
# --------------------------------------------------------------------------------------------------------------------

# ---- whether a channel applies what it is given ---------------------------------------------------------------------

# seconds that a replica may take to catch up
CATCHING_UP=${PLUMBLINE_CATCHING_UP_SECONDS:-3600}

# stopped_at: the transaction at which the applier stopped, and why; empty while it runs
stopped_at() {
  sql --execute "SELECT CONCAT(COALESCE(NULLIF(APPLYING_TRANSACTION, ''), 'a transaction'), ': ', LAST_ERROR_NUMBER, ' ', LAST_ERROR_MESSAGE)
    FROM performance_schema.replication_applier_status_by_worker WHERE CHANNEL_NAME = '' AND LAST_ERROR_NUMBER <> 0
    AND (SELECT SERVICE_STATE FROM performance_schema.replication_applier_status WHERE CHANNEL_NAME = '') = 'OFF' LIMIT 1"
}

# applies: whether everything that the source had at first is applied here. A channel that has started proves nothing.
applies() {
  local target now left told=$SECONDS end=$((SECONDS + CATCHING_UP)) state stopped silent=0
  target=$(at_source '@@GLOBAL.gtid_executed') ||
    fail "$source does not say which transactions it has" "apply the link step, which says why"
  while :; do
    # 0 means done, 1 means timeout; the exit code says nothing
    ask now "WAIT_FOR_EXECUTED_GTID_SET('$target', 2)"
    [[ $now != 0 ]] || return 0
    stopped=$(stopped_at)
    [[ -z $stopped ]] ||
      fail "the applier of $replica stopped at $stopped" "if something can be put right here (room, a library, an account), do that and apply again; else what is here is not what $source has: set \`reseed\` of $replica to a word that it has not had before, such as $(date +%F), and apply"
    state=$(channel)
    if [[ $state == "ON ON "* ]]; then silent=0; else silent=$((silent + 1)); fi
    ((silent < 15)) ||
      fail "the channel from $source does not run: receiver and applier are $state; $(channel_errors | tr '\n' ' ')" "apply the link step, which says what is in the way"
    ((SECONDS < end)) ||
      fail "$replica is healthy, and still behind $source after $((CATCHING_UP / 60)) minutes" "apply again, which waits on; a transaction that takes long is seen in performance_schema.replication_applier_status_by_worker"
    if ((SECONDS - told >= TELL_SECONDS)); then
      told=$SECONDS
      ask left "GTID_SUBTRACT('$target', @@GLOBAL.gtid_executed)"
      say "$replica is catching up; it lacks $left"
    fi
  done
}
# --------------------------------------------------------------------------------------------------------------------

# what the step must clean up when it ends, however it ends
source='' closed=yes fetched=no loading='' remains=no mysqld_process=''

# marker KEY: a value that the last load on this node left; see mark
marker() {
  sed --quiet "s/^$1=//p" "$MEMORY/seed" 2>/dev/null || true
}

# mark loading|loaded: written last of all when a load is complete; only then its RESEED counts as used. It is tied to
# the server's UUID: a new data folder has another one.
mark() {
  local word=$reseed set=''
  if [[ $1 == loading ]]; then word=$(marker reseed); else ask set '@@GLOBAL.gtid_executed'; fi
  remember seed <<MARKER
state=$1
server_uuid=$own_uuid
source_uuid=$source_uuid
reseed=$word
gtid_executed=$set
MARKER
}

user_databases() {
  sql --execute "SELECT SCHEMA_NAME FROM information_schema.SCHEMATA WHERE SCHEMA_NAME NOT IN ('information_schema', 'mysql', 'performance_schema', 'sys') ORDER BY SCHEMA_NAME"
}

# what both servers hold; the replica answers first, because it may be receiving
look() {
  ask own_uuid '@@GLOBAL.server_uuid'
  ask own_version '@@GLOBAL.version'
  ask own_set '@@GLOBAL.gtid_executed'
  if ! { source_uuid=$(at_source '@@GLOBAL.server_uuid') && source_set=$(at_source '@@GLOBAL.gtid_executed') &&
    source_purged=$(at_source '@@GLOBAL.gtid_purged') && source_version=$(at_source '@@GLOBAL.version'); }; then
    fail "$replica cannot log in at $source as replicator" "apply the link step, which says why"
  fi
  [[ $own_uuid != "$source_uuid" ]] ||
    fail "$replica and $source have the same UUID $own_uuid: they were copied from one image" "sudo rm /var/lib/mysql/auto.cnf at this node, and restart mysqld"
  ask unknown "GTID_SUBTRACT('$own_set', '$source_set')"
  ask missing "GTID_SUBTRACT('$source_purged', '$own_set')"
  databases=$(user_databases | tr '\n' ' ') ||
    fail "mysqld does not say which databases are here" "see the message of mysql above, and apply again"
}

is_loaded() {
  local within
  [[ $(marker state) == loaded && $(marker server_uuid) == "$own_uuid" ]] || return 1
  ask within "GTID_SUBSET('$(marker gtid_executed)', '$own_set')"
  [[ $within == 1 ]]
}

broke_off() {
  [[ $(marker state) == loading && $(marker server_uuid) == "$own_uuid" ]]
}

# runs: whether the channel from the source runs now
runs() {
  local now
  now=$(channel) || fail "mysqld does not say whether its channel runs" "see the message of mysql above, and apply again"
  [[ $now == "ON ON $source_uuid" ]]
}

# whether the channel is as in the plan, and was not changed by hand since
channel_is_planned() {
  local is
  [[ $(cat "$MEMORY/channel" 2>/dev/null) == "$(file_sum "$here/channel.sql")" ]] || return 1
  ask is "COALESCE((SELECT CONCAT_WS(' ', HOST, PORT, USER, AUTO_POSITION, SSL_ALLOWED, SSL_VERIFY_SERVER_CERTIFICATE)
      FROM performance_schema.replication_connection_configuration WHERE CHANNEL_NAME = ''), '')"
  [[ $is == "$source 3306 replicator 1 YES YES" ]]
}

# earlier_sources: UUIDs of other servers that made transactions which this node has and the source does not, or from
# which it was loaded. The data here are then no deviation from the source's, but may be the last copy of another
# server's.
earlier_sources() {
  [[ -n $unknown && -n $databases ]] || return 0
  {
    tr --delete ' \n' <<<"$unknown" | tr ',' '\n' | cut --delimiter=: --fields=1
    if [[ $(marker state) == loaded && $(marker server_uuid) == "$own_uuid" ]]; then marker source_uuid; fi
  } | grep --invert-match --fixed-strings --regexp="$own_uuid" --regexp="$source_uuid" | sort --unique | listed
}

# decide: sets $decision to nothing, channel or load
decide() {
  local earlier
  earlier=$(earlier_sources) || earlier=''
  # a word that was written before this source existed cannot mean this source
  if [[ -n $earlier ]] && [[ $reseed == "$(marker reseed)" || $reseed != *"${source_uuid%%-*}" ]]; then
    fail "$source is another server ($source_uuid) than the one whose data $replica holds ($earlier), and does not know these transactions: $unknown; the databases here may be the last copy: $databases" "first look which of the two has the rows that you need. If $source was made anew or lost its disk: bring the earlier server back, or promote $replica by hand (docs/mysql.md, Roles), or copy its databases to $source. If all that is needed is at $source: keep a mysqldump of $replica, then set \`reseed\` of $replica to $(date +%F)-${source_uuid%%-*}, which names this source; another word is not taken"
  elif [[ -n $reseed && $reseed != "$(marker reseed)" ]]; then
    say "the plan asks to load $replica anew ($reseed)"
    decision=load
  elif [[ -n $unknown && -n $databases ]]; then
    fail "$replica holds transactions that $source does not know: $unknown" "look at them (mysqlbinlog --include-gtids) and bring them to $source, or give them up: set \`reseed\` of $replica to a word that it has not had before, such as $(date +%F)"
  elif is_loaded && [[ -z $missing ]]; then
    decision=channel
  elif is_loaded; then
    say "$source has purged transactions that $replica lacks; its own are all known there, so it is loaded anew"
    decision=load
  elif broke_off; then
    say "an earlier load broke off; its remains are removed"
    decision=load
  elif runs; then
    # somebody else set it up, and it works
    decision=channel
  elif [[ -z $own_set && -n $databases ]]; then
    fail "$replica holds databases that no transaction accounts for: $databases" "bring them to $source and drop them here, or give them up: set \`reseed\` of $replica to a word such as $(date +%F)"
  else
    decision=load
  fi
  if [[ $decision == channel ]] && channel_is_planned && runs; then decision=nothing; fi
}

# fetch: a new dump for this replica, checked; sets $dump_set to its transactions
fetch() {
  local word value bytes='' sum=''
  [[ $(replicating "$source_version" "$own_version") == same ]] ||
    fail "MySQL $own_version here cannot load a dump of $source_version at $source, another release series" "choose images with the same series for both nodes; once it is loaded, the replica may be the later one"
  ask_survey
  preflight
  say "asking $source for a dump of $(($(fact data_bytes) / 1048576)) MB of data"
  while read -r word value; do
    case $word in
      progress) say "dump so far: $value" ;;
      waiting) say "$source: waiting $value" ;;
      locked) say "$source kept its writers waiting for $value ms" ;;
      gtid_executed) dump_set=$value ;;
      bytes) bytes=$value ;;
      sha256) sum=$value ;;
    esac
  done < <(ask_source dump)
  [[ -n $bytes && -n $sum ]] || fail "$source gave no dump" "see what it says above, then apply again"
  install --directory --mode=0700 "$INCOMING"
  (($(free_bytes "$INCOMING") > bytes + RESERVE)) ||
    fail "the dump needs $((bytes / 1048576)) MB here, and $(($(free_bytes "$INCOMING") / 1048576)) MB are free" "give this node a larger disk in the plan, or make room on $INCOMING; nothing was dropped"
  room "$bytes"
  no_flaws
  transfer || transfer || transfer ||
    fail "the dump of $((bytes / 1048576)) MB did not come over" "see what rsync says above; apply the link step, then this one again"
  [[ $(file_sum "$INCOMING/dump.sql.zst") == "$sum" ]] ||
    fail "the dump that arrived is not the one that $source made" "apply again"
  # the source has already checked that this one is complete
  say "fetched $bytes bytes over IPv6, the checksum is right"
}

# continues where a broken connection stopped
transfer() {
  local told=$SECONDS percent
  rsync --archive --partial --timeout=60 --chmod=F600 --info=progress2 --outbuf=N --rsh="${PEER_SSH[*]}" "plumbline-seed@$source:dump.sql.zst" "$INCOMING/" |
    while read -r -d $'\r' _ percent _; do
      if ((SECONDS - told >= TELL_SECONDS)); then
        told=$SECONDS
        say "fetched so far: $percent of the dump"
      fi
    done
}

set_channel() {
  briefly --execute 'STOP REPLICA' ||
    fail "the channel could not be stopped" "a statement that the applier is at may take long: SHOW PROCESSLIST; then apply again"
  sql <"$here/channel.sql"
  file_sum "$here/channel.sql" | remember channel
  sql --execute 'START REPLICA'
}

# also runs if the step is ended from outside
leave() {
  if [[ -n $loading ]]; then end_load; fi
  if [[ $remains == yes ]]; then drop_remains; fi
  if [[ $closed == no ]]; then close_after_load 2>/dev/null || true; fi
  if [[ $fetched == yes ]]; then ask_source "done" || true; fi
  clean_up
}

main() {
  local replica=${2?} reseed=${3-} login=$here/replicator.cnf decision survey dump_set=''
  local own_uuid own_version own_set source_uuid source_set source_purged source_version unknown missing databases is
  begin seed
  source=${1?}
  trap leave EXIT
  trap 'exit 130' INT TERM HUP
  [[ $reseed =~ ^[A-Za-z0-9._-]*$ ]] || fail "\"$reseed\" is no word" "write \`reseed\` with letters, digits, dots and dashes"
  close_secrets "$login" "$here/channel.sql"
  mysqld_is_up || fail "mysqld does not answer on this node" "apply its configure step again"
  watch_mysqld
  look
  decide
  if [[ $decision == load ]]; then
    remove_at_exit "$INCOMING"
    fetched=yes
    fetch
    reload
  fi
  if [[ $decision != nothing ]]; then set_channel; fi
  ask is '@@GLOBAL.super_read_only'
  [[ $is == 1 && ! -e $MEMORY/before-load ]] || close_after_load
  applies
  if [[ $decision != nothing ]]; then say "the channel from $source runs"; fi
  say "$replica replicates $source"
}

here=$(cd -- "$(dirname -- "$0")" && pwd)
main "$@"; exit
