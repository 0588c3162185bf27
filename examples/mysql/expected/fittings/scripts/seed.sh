#!/bin/bash
# shellcheck disable=SC2317
# seed.sh SOURCE REPLICA [RESEED]: makes this node a replica that runs. What is healthy is left alone; a channel that
# stopped is set and started; data are loaded from a dump only where there are none, or where a load broke off.
# Transactions that the source does not know are never wiped, unless RESEED is a word that was not used here before.
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

# flaw CAUSE REMEDY: as fail, but goes on, so that all flaws come at once; no_flaws then ends a step that has any
flaw() {
  printf '%s: %s\n%s: to do: %s\n' "$STEP" "$1" "$STEP" "$2" >&2
  flaws=$((flaws + 1))
}

no_flaws() {
  if ((flaws > 0)); then exit 1; fi
}

# begin NAME: first act of a step on a node. Only one step at a time runs on a node, since a script goes on there when
# the Terraform that started it is killed. $lock is the descriptor that holds the lock; a daemon must not inherit it.
begin() {
  local file=${PLUMBLINE_LOCK:-/run/lock/plumbline.lock}
  STEP=$1
  trap 'broke $? $LINENO' ERR
  trap clean_up EXIT
  umask 077
  [[ $EUID == 0 ]] || fail "runs as $(id -un), needs root" "run it with sudo"
  exec {lock}<>"$file"
  if ! flock --nonblock "$lock"; then
    say "waiting for the step that holds this node: $(cat -- "$file")"
    flock --wait 3600 "$lock" ||
      fail "another step has held this node for an hour: $(cat -- "$file")" "look at what it waits for, or end it, and apply again"
  fi
  printf '%s since %(%F %T)T, process %s\n' "$STEP" -1 "$$" >"$file"
}

broke() {
  # what fails inside $(...) is told where its result is used
  ((BASH_SUBSHELL > 0)) ||
    printf '%s: a command in line %s of this script ended with status %s\n%s: to do: see what it printed above\n' \
      "$STEP" "$2" "$1" "$STEP" >&2
}

# remove_at_exit PATH...: for secrets that were uploaded, and for files of the moment
remove_at_exit() {
  leftovers+=("$@")
}

clean_up() {
  if ((${#leftovers[@]} > 0)); then rm -rf -- "${leftovers[@]}"; fi
}

# replace_file SOURCE DESTINATION MODE OWNER:GROUP: puts the text of SOURCE (- for the standard input) in place, all at
# once, unless it is there already. MODE is octal, OWNER and GROUP are names. Sets $replaced to yes or no.
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
  # no known ending, so that a folder of drop-ins does not read it
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

# within SECONDS WHAT COMMAND...: tries until the command succeeds, says once what it waits for, returns 1 when the time
# is over. As in any condition, a failing command inside a function given to it does not end that function.
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
# what the steps remember of this node's mysqld: 0700, outlives an upload
MEMORY=/var/lib/plumbline/mysql

# what a session of root sets first, whatever the server is set to
ROOT_SESSION="SET NAMES utf8mb4 COLLATE utf8mb4_0900_ai_ci, SESSION sql_mode = 'STRICT_TRANS_TABLES,NO_ENGINE_SUBSTITUTION', SESSION autocommit = 1, SESSION completion_type = NO_CHAIN, SESSION transaction_isolation = 'REPEATABLE-READ', SESSION transaction_read_only = 0, SESSION time_zone = '+00:00', SESSION lc_messages = 'en_US', SESSION lc_time_names = 'en_US', SESSION max_execution_time = 0, SESSION wait_timeout = 86400, SESSION interactive_timeout = 86400, SESSION net_read_timeout = 86400, SESSION net_write_timeout = 86400, SESSION lock_wait_timeout = 60, SESSION innodb_lock_wait_timeout = 60, SESSION sql_safe_updates = 0, SESSION sql_select_limit = 18446744073709551615, SESSION max_join_size = 18446744073709551615, SESSION sql_big_selects = 1, SESSION sql_auto_is_null = 0, SESSION sql_notes = 1, SESSION sql_quote_show_create = 1, SESSION group_concat_max_len = 1073741824, SESSION max_sort_length = 8388608, SESSION cte_max_recursion_depth = 1000, SESSION div_precision_increment = 4, SESSION foreign_key_checks = 1, SESSION unique_checks = 1, SESSION default_storage_engine = InnoDB, SESSION default_tmp_storage_engine = InnoDB, SESSION big_tables = 0, SESSION explicit_defaults_for_timestamp = 1, SESSION updatable_views_with_limit = 1, SESSION show_create_table_verbosity = 0, SESSION print_identified_with_as_hex = 1, SESSION old_alter_table = 0, SESSION sql_require_primary_key = 0, SESSION sql_generate_invisible_primary_key = 0, SESSION show_gipk_in_create_table_and_information_schema = 1, SESSION innodb_strict_mode = 1, SESSION default_collation_for_utf8mb4 = utf8mb4_0900_ai_ci"

# sql [OPTION...]: runs the statements of the standard input as root over the socket; prints bare values
sql() {
  mysql --no-defaults --init-command="$ROOT_SESSION" --default-character-set=utf8mb4 --user=root --batch --skip-column-names --raw "$@"
}

# value EXPRESSION: what it is at this node; a GTID set comes on one line
value() {
  sql --execute "SELECT $1" | tr --delete '\n'
}

# ask VARIABLE EXPRESSION: sets the variable to what the expression is at this node. Ends the step where mysqld gives no
# answer: no text in place of an answer is ever compared.
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

# close_secrets FILE...: uploads that only their owner reads, and that are gone when the step ends
close_secrets() {
  local file
  remove_at_exit "$@"
  for file; do
    [[ -e $file ]] || fail "${file##*/} is not beside this script" "apply the step, which uploads it"
    chmod 0600 -- "$file"
  done
}

# file_sum FILE...: one hash of all
file_sum() {
  cat -- "$@" | sha256sum | cut -d ' ' -f 1
}

# remember NAME: keeps the standard input, all at once
remember() {
  install --directory --mode=0700 "$MEMORY"
  cat >"$MEMORY/$1.new"
  mv --force -- "$MEMORY/$1.new" "$MEMORY/$1"
}

# the account ubuntu, and root as packages make it, need the plugin; a row in mysql.plugin loads it at the next start only
load_auth_socket() {
  if [[ $(value "COUNT(*) FROM information_schema.PLUGINS WHERE PLUGIN_NAME = 'auth_socket' AND PLUGIN_STATUS = 'ACTIVE'") == 0 ]]; then
    sql --execute "SET SESSION sql_log_bin = 0; INSTALL PLUGIN auth_socket SONAME 'auth_socket.so'"
  fi
}

# look_for_mysqld: sets $mysqld to up (root has a session), refused (mysqld answered, and let root not in: $refusal is what
# it said) or silent (nobody answers at its socket)
look_for_mysqld() {
  if refusal=$(sql --connect-timeout=20 --execute 'DO 0' 2>&1); then
    mysqld=up
  elif [[ $refusal =~ ERROR\ ([0-9]+)\  ]]; then
    # numbers of the client: it found no server, or lost it
    case ${BASH_REMATCH[1]} in
      2002 | 2003 | 2005 | 2006 | 2012 | 2013 | 2055) mysqld=silent ;;
      *) mysqld=refused ;;
    esac
  elif [[ $refusal == *--connect-expired-password* ]]; then
    # the client's own words for error 1862, without a number
    mysqld=refused
  else
    mysqld=silent
  fi
}

mysqld_answers() {
  look_for_mysqld
  [[ $mysqld != silent ]]
}

# mysqld_process: its number, where there is one
mysqld_process() {
  local process
  if [[ -d /run/systemd/system ]]; then
    process=$(systemctl show --property=MainPID --value mysql.service 2>/dev/null) || process=''
    [[ -n $process && $process != 0 ]] && echo "$process"
  else
    pgrep --oldest --exact mysqld
  fi
}

# mysqld_starts: whether mysqld is just starting, or will when the machine is through with its own start
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

# all connections may be used up for a moment only
mysqld_lets_in() {
  look_for_mysqld
  [[ $mysqld == up || $refusal != *'ERROR 1040 '* ]]
}

# mysqld_is_up: whether root has a session at mysqld; returns 1 where there is no mysqld. One that is starting is waited
# for: after a power cut it first mends its tables. One that runs and lets root not in ends the step: it may be serving
# others well, so nobody may take it for one that is down.
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
    # it may just have got its socket
    if within 30 "mysqld, which runs, to answer" mysqld_answers; then
      [[ $mysqld == up ]] || refused_by_mysqld
      return 0
    fi
    fail "mysqld runs (process $process) and does not answer at its socket: ${refusal//$'\n'/ }" "it may be serving others over TCP: see the end of /var/log/mysql/error.log; if /run/mysqld/mysqld.sock is gone, or it hangs, restart it when that suits you: sudo systemctl restart mysql"
  fi
  return 1
}

# refused_by_mysqld: ends the step with what mysqld said, and what gives root its way in back
refused_by_mysqld() {
  local said=${refusal//$'\n'/ } statement="ALTER USER root@localhost IDENTIFIED WITH auth_socket REQUIRE NONE PASSWORD EXPIRE NEVER ACCOUNT UNLOCK"
  case $said in
    *'ERROR 1040 '* | *'ERROR 1203 '* | *'ERROR 1226 '*)
      fail "mysqld is up, and has no connection left for root: $said" "end sessions of applications, or one of an administrator, who has the connection that mysqld keeps for them$(sessions_on_node); then apply again. If that is not the exception: raise max_connections in the plan; no restart is needed for it" ;;
    *'ERROR 1524 '*)
      fail "mysqld is up, and has lost the plugin auth_socket, with which root logs in: $said" "log in as an account with a password that may do so, and run INSTALL PLUGIN auth_socket SONAME 'auth_socket.so'; then apply again" ;;
    *)
      fail "mysqld is up, and does not let root in over its socket, as the steps need it: $said" "give root the operating system's login back, which asks for no password: $statement. Who can run that: root with the password that somebody gave it (mysql asks for it with its option \"password\"); ubuntu (mysql, without sudo) where that account is there; debian-sys-maint (sudo mysql --defaults-file=/etc/mysql/debian.cnf). If nobody can, with a restart of mysqld: write that statement into a file, name it by init_file below [mysqld] in /etc/mysql/mysql.conf.d/zzz-root.cnf, sudo systemctl restart mysql, and remove both files. On a replica, SET SESSION sql_log_bin = 0 comes first, and super_read_only is OFF meanwhile. Then apply again" ;;
  esac
}

# sessions_on_node: programs of this node that are connected to mysqld's socket
sessions_on_node() {
  local programs
  programs=$(ss --no-header --processes --family=unix 2>/dev/null | awk '$5 ~ /mysqld\.sock$/ { peers[$8] = 1 } { line[$6] = $0 } END { for (peer in peers) print line[peer] }' |
    sed --quiet 's/.*users:((\("[^"]*",pid=[0-9]*\).*/\1/p' | sort --unique | tr '\n' ' ') || programs=''
  [[ -z $programs ]] || printf ' (at its socket on this node: %s)' "${programs% }"
}

# restart_mysqld: with systemd, or by the command that is named where there is none. Returns 1 when it does not come up.
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

# last words of mysqld, for a message
mysqld_errors() {
  tail --lines=200 /var/log/mysql/error.log 2>/dev/null | grep -F '[ERROR]' | tail --lines=5 || true
}
# --------------------------------------------------------------------------------------------------------------------

# ---- the source, as this replica reaches it ------------------------------------------------------------------------
# no configuration of ssh is read: a host key that is not the pinned one is never believed
PEER_SSH=(ssh -6 -F none -i /root/.ssh/plumbline-seed -o IdentitiesOnly=yes -o BatchMode=yes -o StrictHostKeyChecking=yes
  -o UserKnownHostsFile=/root/.ssh/plumbline-seed.known_hosts -o GlobalKnownHostsFile=/dev/null
  -o HostKeyAlgorithms=ssh-ed25519 -o ConnectTimeout=10 -o ServerAliveInterval=15 -o ServerAliveCountMax=4)

# ask_source VERB: over SSH, limited there to the verbs of serve-seed
ask_source() {
  "${PEER_SSH[@]}" "plumbline-seed@$source" "$1" </dev/null
}

# what a session at the source sets first, as far as the account of replicas may
PEER_SESSION="SET NAMES utf8mb4 COLLATE utf8mb4_0900_ai_ci, SESSION sql_mode = 'STRICT_TRANS_TABLES,NO_ENGINE_SUBSTITUTION', SESSION autocommit = 1, SESSION completion_type = NO_CHAIN, SESSION transaction_isolation = 'REPEATABLE-READ', SESSION transaction_read_only = 0, SESSION time_zone = '+00:00', SESSION lc_messages = 'en_US', SESSION lc_time_names = 'en_US', SESSION max_execution_time = 0, SESSION wait_timeout = 86400, SESSION interactive_timeout = 86400, SESSION net_read_timeout = 86400, SESSION net_write_timeout = 86400, SESSION lock_wait_timeout = 60, SESSION innodb_lock_wait_timeout = 60, SESSION sql_safe_updates = 0, SESSION sql_select_limit = 18446744073709551615, SESSION max_join_size = 18446744073709551615, SESSION sql_big_selects = 1, SESSION sql_auto_is_null = 0, SESSION sql_notes = 1, SESSION sql_quote_show_create = 1, SESSION group_concat_max_len = 1073741824, SESSION max_sort_length = 8388608, SESSION cte_max_recursion_depth = 1000, SESSION div_precision_increment = 4, SESSION foreign_key_checks = 1, SESSION unique_checks = 1, SESSION default_storage_engine = InnoDB, SESSION default_tmp_storage_engine = InnoDB, SESSION big_tables = 0, SESSION explicit_defaults_for_timestamp = 1, SESSION updatable_views_with_limit = 1, SESSION show_create_table_verbosity = 0, SESSION print_identified_with_as_hex = 1, SESSION old_alter_table = 0"

# ask_at_source STATEMENT: at the source, with the options in $login
ask_at_source() {
  mysql --defaults-file="$login" --init-command="$PEER_SESSION" --default-character-set=utf8mb4 \
    --batch --skip-column-names --raw --execute "$1" </dev/null
}

# at_source EXPRESSION: what it is at the source
at_source() {
  ask_at_source "SELECT $1" | tr --delete '\n'
}

# channel: the state of the two threads and the source's UUID, "ON ON 3e11fa47-...", or nothing without a channel
channel() {
  sql --execute "SELECT CONCAT_WS(' ', connection.SERVICE_STATE, applier.SERVICE_STATE, connection.SOURCE_UUID)
    FROM performance_schema.replication_connection_status AS connection
    JOIN performance_schema.replication_applier_status AS applier USING (CHANNEL_NAME) WHERE CHANNEL_NAME = ''"
}

channel_runs() {
  [[ $(channel) == "ON ON $source_uuid" ]]
}

# channel_errors: what the threads complain about, one line each
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

DATA=/var/lib/mysql
INCOMING=$MEMORY/incoming
# as large as MySQL takes it: a row that fits at the source may be twice as long in a dump
PACKET=1073741824
# between two lines about how far it is
TELL_SECONDS=${PLUMBLINE_TELL_SECONDS:-10}

# what the step must put right when it ends, however it does
source='' packet='' writable=no fetched=no loading=''

# marker KEY: what the last load on this node left; see mark
marker() {
  sed --quiet "s/^$1=//p" "$MEMORY/seed" 2>/dev/null || true
}

# mark loading|loaded: written last of all when a load is complete. It is tied to the server's UUID: a new data folder has
# another.
mark() {
  remember seed <<MARKER
state=$1
server_uuid=$own_uuid
source_uuid=$source_uuid
reseed=$reseed
gtid_executed=$(value '@@GLOBAL.gtid_executed')
MARKER
}

user_databases() {
  sql --execute "SELECT SCHEMA_NAME FROM information_schema.SCHEMATA
    WHERE SCHEMA_NAME NOT IN ('mysql', 'sys', 'performance_schema', 'information_schema') ORDER BY SCHEMA_NAME"
}

# what both servers hold; the replica is asked first, since it may be receiving
survey() {
  own_uuid=$(value '@@GLOBAL.server_uuid')
  own_set=$(value '@@GLOBAL.gtid_executed')
  if ! { source_uuid=$(at_source '@@GLOBAL.server_uuid') && source_set=$(at_source '@@GLOBAL.gtid_executed') &&
    source_purged=$(at_source '@@GLOBAL.gtid_purged') && source_version=$(at_source '@@GLOBAL.version'); }; then
    fail "$replica cannot log in at $source as replicator" "apply the link step, which says why"
  fi
  unknown=$(value "GTID_SUBTRACT('$own_set', '$source_set')")
  missing=$(value "GTID_SUBTRACT('$source_purged', '$own_set')")
  databases=$(user_databases | tr '\n' ' ')
}

is_loaded() {
  [[ $(marker state) == loaded && $(marker server_uuid) == "$own_uuid" ]] &&
    [[ $(value "GTID_SUBSET('$(marker gtid_executed)', '$own_set')") == 1 ]]
}

broke_off() {
  [[ $(marker state) == loading && $(marker server_uuid) == "$own_uuid" ]]
}

# the channel as the plan has it, and not changed by hand since
channel_is_planned() {
  [[ $(cat "$MEMORY/channel" 2>/dev/null) == "$(file_sum "$here/channel.sql")" ]] &&
    [[ $(sql --execute "SELECT CONCAT_WS(' ', HOST, PORT, USER, AUTO_POSITION, SSL_ALLOWED, SSL_VERIFY_SERVER_CERTIFICATE)
      FROM performance_schema.replication_connection_configuration WHERE CHANNEL_NAME = ''") == "$source 3306 replicator 1 YES YES" ]]
}

# decide: sets $decision to nothing, channel or load
decide() {
  if [[ -n $reseed && $reseed != "$(marker reseed)" ]]; then
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
  elif channel_runs; then
    # somebody else's work, and good
    decision=channel
  elif [[ -z $own_set && -n $databases ]]; then
    fail "$replica holds databases that no transaction accounts for: $databases" "bring them to $source and drop them here, or give them up: set \`reseed\` of $replica to a word such as $(date +%F)"
  else
    decision=load
  fi
  if [[ $decision == channel ]] && channel_is_planned && channel_runs; then decision=nothing; fi
}

free_bytes() {
  df --block-size=1 --output=avail -- "$1" | tail --lines=1
}

# room BYTES: for the dump and what it becomes
room() {
  local free
  free=$(free_bytes "$DATA")
  ((free > $1 + 256 * 1024 * 1024)) ||
    fail "the data of $source need $(($1 / 1048576)) MB here, and $((free / 1048576)) MB are free" "give this node a larger disk in the plan, or make room on $DATA"
}

# fetch: a dump taken now and for this replica, checked
fetch() {
  local word value bytes='' sum='' data
  if (($(version_number "$(value '@@GLOBAL.version')") / 100 != $(version_number "$source_version") / 100)); then
    fail "MySQL $(value '@@GLOBAL.version') here cannot load a dump of $source_version at $source, another release series" "choose images with the same series for both nodes"
  fi
  data=$(ask_source state | sed --quiet 's/^data_bytes //p') || data=''
  [[ -n $data ]] || fail "$source does not serve dumps" "apply the link step, which says why"
  room "$data"
  say "asking $source for a dump of $((data / 1048576)) MB of data"
  while read -r word value; do
    case $word in
      progress) say "dump so far: $value" ;;
      bytes) bytes=$value ;;
      sha256) sum=$value ;;
    esac
  done < <(ask_source dump)
  [[ -n $bytes && -n $sum ]] || fail "$source gave no dump" "see what it says above, then apply again"
  room $((data + bytes))
  install --directory --mode=0700 "$INCOMING"
  transfer || transfer || transfer ||
    fail "the dump of $((bytes / 1048576)) MB did not come over" "see what rsync says above; apply the link step, then this one again"
  [[ $(file_sum "$INCOMING/dump.sql.zst") == "$sum" ]] ||
    fail "the dump that arrived is not the one that $source made" "apply again"
  # and the source has looked whether that one is whole
  say "fetched $bytes bytes over IPv6, the checksum is right"
}

# a broken connection is taken up where it was
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

reset_gtids() {
  sql --execute 'RESET BINARY LOGS AND GTIDS' 2>/dev/null || sql --execute 'RESET MASTER'
}

# Until a load is complete nothing here counts, and replication does not start: the dump says at its beginning which
# transactions it holds, before it holds them.
load() {
  local name complaint
  mark loading
  packet=$(value '@@GLOBAL.max_allowed_packet')
  writable=yes
  sql <<SQL
STOP REPLICA;
RESET REPLICA ALL;
SET GLOBAL event_scheduler = OFF;
SET GLOBAL max_allowed_packet = $PACKET;
SET GLOBAL super_read_only = OFF;
SQL
  while read -r name; do
    sql --execute "SET SESSION sql_log_bin = 0; DROP DATABASE \`${name//\`/\`\`}\`"
  done < <(user_databases)
  load_auth_socket
  reset_gtids
  say "loading"
  complaint=$(mktemp)
  remove_at_exit "$complaint"
  if ! load_dump 2>"$complaint"; then
    reset_gtids
    fail "the load broke off: $(<"$complaint")" "see the error log of mysqld on this node, then apply again: it begins anew"
  fi
  # accounts came as rows; LOCAL keeps the statement out of the binary log, where it would be a transaction of its own
  sql --execute 'FLUSH LOCAL PRIVILEGES'
  read_only
  mark loaded
  say "loaded all of $source up to $(value '@@GLOBAL.gtid_executed')"
}

load_dump() {
  local dump size told=$SECONDS position status=0
  size=$(stat --format %s -- "$INCOMING/dump.sql.zst")
  exec {dump}<"$INCOMING/dump.sql.zst"
  # a process group of its own, so that all of it can be ended
  set -m
  { zstd --quiet --decompress --stdout <&"$dump" | sql --max-allowed-packet=$PACKET >/dev/null; } &
  loading=$!
  set +m
  while kill -0 "$loading" 2>/dev/null; do
    sleep 0.2
    if ((SECONDS - told >= TELL_SECONDS)); then
      told=$SECONDS
      # zstd reads by this descriptor, so its position is known here as well
      position=$(sed --quiet 's/^pos:[[:space:]]*//p' "/proc/$$/fdinfo/$dump")
      say "loaded so far: $((100 * position / size))% of the dump"
    fi
  done
  wait "$loading" || status=$?
  loading=''
  exec {dump}<&-
  return "$status"
}

read_only() {
  sql --execute "SET GLOBAL super_read_only = ON; SET GLOBAL max_allowed_packet = ${packet:-@@GLOBAL.max_allowed_packet}"
  writable=no
}

set_channel() {
  sql --execute 'STOP REPLICA'
  sql <"$here/channel.sql"
  file_sum "$here/channel.sql" | remember channel
  sql --execute 'START REPLICA'
  within 30 "both threads of the channel" channel_runs ||
    fail "the channel from $source does not run: $(channel), $(channel_errors | tr '\n' ' ')" "apply the link step, which says what is in the way; an applier's error names the transaction"
  say "the channel from $source runs"
}

# also when the step is ended from outside
leave() {
  if [[ -n $loading ]]; then kill -- "-$loading" 2>/dev/null || true; fi
  if [[ $writable == yes ]]; then read_only || true; fi
  if [[ $fetched == yes ]]; then ask_source "done" || true; fi
  clean_up
}

main() {
  local replica=${2?} reseed=${3-} login=$here/replicator.cnf decision
  local own_uuid own_set source_uuid source_set source_purged source_version unknown missing databases
  begin seed
  source=${1?}
  trap leave EXIT
  trap 'exit 130' INT TERM HUP
  [[ $reseed =~ ^[A-Za-z0-9._-]*$ ]] || fail "\"$reseed\" is no word" "write \`reseed\` with letters, digits, dots and dashes"
  close_secrets "$login" "$here/channel.sql"
  mysqld_is_up || fail "mysqld does not answer on this node" "apply its configure step again"
  survey
  decide
  if [[ $decision == load ]]; then
    remove_at_exit "$INCOMING"
    fetched=yes
    fetch
    load
  fi
  if [[ $decision != nothing ]]; then set_channel; fi
  [[ $(value '@@GLOBAL.super_read_only') == 1 ]] || read_only
  say "$replica replicates $source"
}

here=$(cd -- "$(dirname -- "$0")" && pwd)
main "$@"; exit
