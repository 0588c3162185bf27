#!/bin/bash
# shellcheck disable=SC2317
# database.sh DATABASE: the plan's database at the source, with its first rows. It leaves alone what exists, so that a
# second run writes no transaction.
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

# ---- filling a database from a file ---------------------------------------------------------------------------------
# first statement of the session that runs the plan's file: the server decides what SQL means there, as for any client
FILL_SESSION="SET NAMES utf8mb4 COLLATE utf8mb4_0900_ai_ci, SESSION sql_mode = @@GLOBAL.sql_mode, SESSION autocommit = 1, SESSION completion_type = NO_CHAIN, SESSION transaction_isolation = 'REPEATABLE-READ', SESSION transaction_read_only = 0, SESSION time_zone = @@GLOBAL.time_zone, SESSION lc_messages = 'en_US', SESSION lc_time_names = @@GLOBAL.lc_time_names, SESSION max_execution_time = 0, SESSION wait_timeout = 86400, SESSION interactive_timeout = 86400, SESSION net_read_timeout = 86400, SESSION net_write_timeout = 86400, SESSION lock_wait_timeout = 60, SESSION innodb_lock_wait_timeout = 60, SESSION sql_safe_updates = 0, SESSION sql_select_limit = 18446744073709551615, SESSION max_join_size = 18446744073709551615, SESSION sql_big_selects = 1, SESSION sql_auto_is_null = 0, SESSION sql_notes = 1, SESSION sql_quote_show_create = 1, SESSION group_concat_max_len = 1073741824, SESSION max_sort_length = 8388608, SESSION cte_max_recursion_depth = @@GLOBAL.cte_max_recursion_depth, SESSION div_precision_increment = @@GLOBAL.div_precision_increment, SESSION foreign_key_checks = 1, SESSION unique_checks = 1, SESSION default_storage_engine = InnoDB, SESSION default_tmp_storage_engine = InnoDB, SESSION big_tables = 0, SESSION explicit_defaults_for_timestamp = @@GLOBAL.explicit_defaults_for_timestamp, SESSION updatable_views_with_limit = 1, SESSION show_create_table_verbosity = 0, SESSION print_identified_with_as_hex = 1, SESSION old_alter_table = 0, SESSION sql_require_primary_key = @@GLOBAL.sql_require_primary_key, SESSION sql_generate_invisible_primary_key = @@GLOBAL.sql_generate_invisible_primary_key, SESSION show_gipk_in_create_table_and_information_schema = 1, SESSION innodb_strict_mode = @@GLOBAL.innodb_strict_mode, SESSION default_collation_for_utf8mb4 = @@GLOBAL.default_collation_for_utf8mb4"
# that session holds this lock as long as it lives, even if the script that started it no longer runs
FILL_LOCK=plumbline.population
# the session prints this when the file has run to its end
FILLED='plumbline: the file has run to its end'

fill_is_over() {
  [[ $(value "IS_FREE_LOCK('$FILL_LOCK')") == 1 ]]
}

# fill_text FILE HASH: the statements of a fill. The file is passed on byte for byte, after one line that records how to
# distinguish the transactions of this session from others.
fill_text() {
  local skip=1
  # the client skips a byte order mark only at the beginning of its input
  [[ $(head --bytes=3 -- "$1" | od -An -tx1) != ' ef bb bf' ]] || skip=4
  printf '%s' "DO GET_LOCK('$FILL_LOCK', 0); " \
    'REPLACE INTO plumbline.population (name, state, changed_at, file, session, gtids, log) ' \
    "SELECT '$database', 'begun', UTC_TIMESTAMP(), '$2', CONNECTION_ID(), @@GLOBAL.gtid_executed, " \
    "LOCAL->>'\$.binary_log_file' FROM performance_schema.log_status;"
  printf '\n'
  # if reading stops in the middle, it did not reach the end of the file, and the ending must not follow. The client
  # treats a blank at the end of such a line, including the \r of a Windows line, as part of the delimiter, unless it is
  # a space
  tail --bytes="+$skip" -- "$1" |
    LC_ALL=C sed --regexp-extended 's/^([[:space:]]*DELIMITER[[:space:]]+[^[:space:]]+)([[:space:]]+)$/\1 \2/I' || return 1
  # transactions and locks that the file left open belong to it. Before DELIMITER the client sends the text that it has
  # kept, which is no statement if it is only comments: so DO 0 comes first
  printf '\nDO 0\nDELIMITER ;\nCOMMIT AND NO CHAIN NO RELEASE;\nUNLOCK TABLES;\n%s;\n' "$ROOT_SESSION"
  printf '%s\n' "UPDATE plumbline.population SET state = 'ran', changed_at = UTC_TIMESTAMP() WHERE name = '$database';" \
    "SELECT '$FILLED';"
}

# fill FILE HASH: runs the file in the database. Sets $complaint, and returns 1 if the file did not run to its end.
fill() {
  local last errors
  errors=$(mktemp --tmpdir=/run plumbline-XXXXXX)
  last=$(mktemp --tmpdir=/run plumbline-XXXXXX)
  remove_at_exit "$errors" "$last"
  # its own process group, so that all of it can be ended. Binary mode: the client changes no line end, and runs none of
  # its own commands
  set -m
  { fill_text "$1" "$2" 2>/dev/null | mysql --no-defaults --init-command="$FILL_SESSION" --default-character-set=utf8mb4 --user=root \
    --batch --skip-column-names --raw --binary-mode --comments --local-infile=0 --max-allowed-packet=1G \
    --database="$database" 2>"$errors" | tail --lines=1 >"$last"; } &
  filling=$!
  set +m
  until_ended "$filling"
  filling=''
  complaint=$(<"$errors")
  [[ $(<"$last") == "$FILLED" ]]
}

# end_fill: ends the session first, so that a statement that was not read to its end never runs
end_fill() {
  local session
  [[ -n $filling ]] || return 0
  session=$(sql --connect-timeout=20 --execute "SELECT IS_USED_LOCK('$FILL_LOCK')" 2>/dev/null) || true
  if [[ $session =~ ^[0-9]+$ ]]; then sql --connect-timeout=20 --execute "KILL $session" 2>/dev/null || true; fi
  kill -- "-$filling" 2>/dev/null || true
  filling=''
}

# until_ended PROCESS: waits for it, and reports once if mysqld waits for room on its disk, which it does silently and
# for ever
until_ended() {
  local folder looked=$SECONDS told=no
  ask folder '@@GLOBAL.datadir'
  while kill -0 "$1" 2>/dev/null; do
    sleep 0.1
    if ((SECONDS - looked >= 5)) && [[ $told == no ]]; then
      looked=$SECONDS
      if (($(free_bytes "$folder") < 1048576)); then
        say "$folder has no room left: mysqld waits until somebody makes some"
        told=yes
      fi
    fi
  done
  wait "$1" || true
}

free_bytes() {
  df --output=avail --block-size=1 -- "$1" | tail --lines=1
}

# foreign_transactions SESSION GTIDS LOG: transactions since a fill began that are not from its session and may be
# somebody's work in the database, one per line. The log names the session of each; mysqld numbers sessions anew when it
# starts. Rows of other databases and accounts do not matter here. Returns 1 if the log does not say.
foreign_transactions() {
  local since own
  ask since "GTID_SUBTRACT(@@GLOBAL.gtid_executed, '$2')"
  ask own '@@GLOBAL.server_uuid'
  [[ -n $since ]] || return 0
  mysqlbinlog --no-defaults --read-from-remote-server --user=root --base64-output=DECODE-ROWS --to-last-log \
    --include-gtids="$since" -- "$3" 2>/dev/null |
    awk -v session="$1" -v own="$own" -v database="$database" -v quote="'" '
      /^#.*\tStart: binlog / { if (files++ && / at startup/) restarted = 1 }
      /^SET @@SESSION.GTID_NEXT= / { split($0, part, quote); gtid = part[2]; text = 0 }
      /^#.*\tQuery\tthread_id=/ {
        match($0, /thread_id=[0-9]+/)
        seen++
        foreign = restarted || substr($0, RSTART + 10, RLENGTH - 10) != session || index(gtid, own) != 1
        text = foreign
        next
      }
      /^#.*\tTable_map: / { if (foreign && index($0, "`" database "`.")) print gtid }
      text && /^[^#]/ {
        if (/^(SET |use |\/\*!(\\C |[0-9]+ SET @@)|DELIMITER )/) next
        text = 0
        if (/^(BEGIN|COMMIT)/) next
        if (/^((CREATE|ALTER|DROP|RENAME) (USER|ROLE)|GRANT|REVOKE|SET PASSWORD|(CREATE|DROP) (DATABASE|SCHEMA)) / && !index($0, database)) next
        print gtid
      }
      END { exit files == 0 || seen == 0 }' | uniq
}

# errors of MySQL whose text contains names, and nothing from the file
NAMES_ONLY=' 1007 1008 1046 1048 1049 1050 1051 1054 1060 1061 1068 1072 1075 1091 1109 1114 1115 1136 1146 1153 1205 1213
  1215 1217 1227 1264 1265 1273 1286 1290 1304 1305 1317 1356 1359 1364 1406 1418 1419 1449 1451 1452 1553 1792 1824 2006
  2013 2020 3730 3750 3780 3819 '

# explain COMPLAINT NAME: mysql's message, with the line of the plan's file. Values and pieces of statements, which
# mysql quotes, may be anything, so they are left out.
explain() {
  local text=${1//$'\n'/ } line number
  if [[ ! $text =~ ^(.*' ')?ERROR\ ([0-9]+)\ \([0-9A-Z]+\)\ at\ line\ ([0-9]+):\ (.*)$ ]]; then
    printf '%s: %s' "$2" "${text:-mysql ended without a word}"
    return
  fi
  number=${BASH_REMATCH[2]}
  # one line comes before the file
  line=$((BASH_REMATCH[3] - 1))
  text=${BASH_REMATCH[4]}
  if [[ $NAMES_ONLY != *[[:space:]]"$number"[[:space:]]* ]]; then
    text=$(sed --regexp-extended "s/'.*' for (key|column) ('[^']*'( at row [0-9]+)?)\$/... for \1 \2/; t; s/'.*'/.../" <<<"$text")
  fi
  printf '%s:%s: error %s: %s' "$2" "$line" "$number" "$text"
}

# remedy COMPLAINT: what to do before the step runs again
remedy() {
  case $1 in
    *ERROR\ 1114\ * | *ERROR\ 1021\ * | *ERROR\ 3\ * | *'No space left'*) printf 'make room: see df -h and which tables are large' ;;
    *ERROR\ 1205\ * | *ERROR\ 1213\ * | *ERROR\ 3572\ *) printf 'end the session that holds the lock: see SHOW PROCESSLIST, performance_schema.data_locks and metadata_locks' ;;
    *ERROR\ 1153\ * | *ERROR\ 2020\ *) printf "raise max_allowed_packet in \`settings\`, or write smaller statements" ;;
    *ERROR\ 2006\ * | *ERROR\ 2013\ *) printf 'mysqld ended, or ended the session: see /var/log/mysql/error.log and journalctl --unit mysql' ;;
    *ERROR\ 1317\ *) printf 'somebody ended the statement or the session' ;;
    *ERROR\ 1418\ *) printf "write DETERMINISTIC or READS SQL DATA into the function, or set log_bin_trust_function_creators in \`settings\`" ;;
    *ERROR\ 1290\ * | *ERROR\ 1792\ *) printf 'see why the server is read-only: apply the ready step of this node again' ;;
    *ERROR\ 1366\ * | *ERROR\ 1300\ * | *ERROR\ 3854\ *) printf 'correct the line (text is UTF-8 unless the file says SET NAMES)' ;;
    *ERROR\ 3750\ *) printf "give the table a primary key, or leave sql_require_primary_key out of \`settings\`" ;;
    *) printf "correct the line of the file that \`populate\` names" ;;
  esac
}
# --------------------------------------------------------------------------------------------------------------------

# ---- a database that had another name in the plan ------------------------------------------------------------------
# former_databases: other databases that are not empty, and on which accounts of the plan still have rights
former_databases() {
  local former
  sql --execute "SELECT SCHEMA_NAME FROM information_schema.SCHEMATA WHERE SCHEMA_NAME <> '$database' AND SCHEMA_NAME IN (
      SELECT REPLACE(Db, '\\_', '_') FROM mysql.db JOIN mysql.user USING (Host, User)
        WHERE JSON_EXTRACT(User_attributes, '\$.metadata.plumbline') IS NOT NULL) ORDER BY SCHEMA_NAME" |
    while read -r former; do
      if (($(objects_in_database "$former") > 0)); then echo "$former"; fi
    done | paste --serial --delimiters=, | sed 's/,/, /g'
}

# A database cannot be renamed. With another name in the plan, there would be an empty one, and the accounts step would
# revoke the applications' rights on the old one.
keep_database() {
  local former
  former=$(former_databases)
  [[ -n $former ]] || return 0
  if [[ $is_there == 1 ]]; then
    say "notice: the plan's users lose their rights on $former, which stays with all that is in it; the plan's database is $database"
    return
  fi
  fail "the plan calls the database $database, and its users have their rights on $former, where the data are: a plan does not rename a database; there would be an empty $database, and the users would lose their rights on $former; nothing was changed" "write \`database: ${former%%, *}\` into the plan again; or, where the users shall go over to a database of another name: end what they write, sudo mysql -e 'CREATE DATABASE \`$database\`' here, move the tables that are wanted there (RENAME TABLE), and apply again"
}
# --------------------------------------------------------------------------------------------------------------------

# the process group that fills; it ends with the step, however the step ends
filling=''

# Plumbline's own schema: it is replicated with all others
own_schema() {
  if [[ $(value "COUNT(*) FROM information_schema.TABLES WHERE TABLE_SCHEMA = 'plumbline'") == 3 ]]; then return; fi
  sql <<'SQL'
CREATE DATABASE IF NOT EXISTS plumbline CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;
-- rows that verify writes here and reads at the replicas
CREATE TABLE IF NOT EXISTS plumbline.canary (
  token VARCHAR(64) NOT NULL PRIMARY KEY, written_at DATETIME(6) NOT NULL) ENGINE = InnoDB;
-- databases that are filled from the plan: with which file (a hash), by which session, and where the log was before
CREATE TABLE IF NOT EXISTS plumbline.population (
  name VARCHAR(64) NOT NULL PRIMARY KEY, state VARCHAR(8) NOT NULL, changed_at DATETIME NOT NULL,
  file CHAR(64) NOT NULL, session BIGINT UNSIGNED NOT NULL, gtids LONGTEXT NOT NULL, log VARCHAR(512) NOT NULL)
  ENGINE = InnoDB;
-- replicas that asked for a dump
CREATE TABLE IF NOT EXISTS plumbline.seed (
  replica VARCHAR(64) NOT NULL PRIMARY KEY, taken_at DATETIME NOT NULL) ENGINE = InnoDB;
SQL
  say "made the schema plumbline"
}

make_database() {
  sql --execute "CREATE DATABASE \`$database\`"
  say "made the database $database"
}

# objects_in_database [NAME]: how many there are; in the plan's database by default
objects_in_database() {
  local name=${1-$database}
  value "(SELECT COUNT(*) FROM information_schema.TABLES WHERE TABLE_SCHEMA = '$name')
    + (SELECT COUNT(*) FROM information_schema.ROUTINES WHERE ROUTINE_SCHEMA = '$name')
    + (SELECT COUNT(*) FROM information_schema.EVENTS WHERE EVENT_SCHEMA = '$name')"
}

# a replica that was seeded, or that receives now, has transactions of this source
replicas_with_transactions() {
  value "(SELECT COUNT(*) FROM plumbline.seed)
    + (SELECT COUNT(*) FROM performance_schema.threads WHERE PROCESSLIST_COMMAND LIKE 'Binlog Dump%')"
}

# accounts and other databases, which a plan's file should not make
outside() {
  sql --execute "SELECT CONCAT('database ', SCHEMA_NAME) FROM information_schema.SCHEMATA WHERE SCHEMA_NAME <> '$database'
    UNION ALL SELECT CONCAT('account ', QUOTE(User), '@', QUOTE(Host)) FROM mysql.user" | LC_ALL=C sort
}

# those that did not exist before the fill began, on one line
came_outside() {
  LC_ALL=C comm -13 "$MEMORY/populate-outside" <(outside) 2>/dev/null | paste --serial --delimiters=, | sed 's/,/, /g'
}

populate() {
  local state objects replicas
  within 3600 "the session that fills a database, which goes on" fill_is_over ||
    fail "a session has filled a database for an hour" "see what it waits for (SHOW PROCESSLIST), and apply again"
  ask state "COALESCE(MAX(state), 'never') FROM plumbline.population WHERE name = '$database'"
  objects=$(objects_in_database)
  if [[ $state == ran ]]; then
    # the step broke off between the end of the file and the rest of its work
    if ((objects > 0)); then
      finish
      return
    fi
    state=begun
  fi
  if [[ ! -e $here/populate.sql ]]; then
    [[ $state != begun ]] ||
      say "filling $database had broken off; what is in it stays, since the plan has no \`populate\` any more"
    return
  fi
  hash=$(file_sum "$here/populate.sql")
  if [[ $state == "done" ]]; then
    if ((objects == 0)); then
      say "$database was filled before and is empty now; it is not filled again; to fill it, run mysql $database <FILE here"
      return
    fi
    [[ $(value "COUNT(*) FROM plumbline.population WHERE name = '$database' AND file = '$hash'") == 1 ]] ||
      say "$database was filled before, with other text than is in $file now; it is not filled again"
    return
  fi
  if [[ $state == begun ]]; then
    if ((objects > 0)); then begin_anew; fi
  elif ((objects > 0)); then
    say "$database is not filled from the plan: it is not empty"
    return
  else
    replicas=$(replicas_with_transactions)
    if ((replicas > 0)); then
      say "$database is not filled from the plan: a replica holds transactions of this source; to fill it, run mysql $database <FILE here"
      return
    fi
  fi
  run_file
  finish
}

# Drops an incomplete fill only if nobody but its own session has written since it began.
begin_anew() {
  local session gtids log foreign
  ask session "session FROM plumbline.population WHERE name = '$database'"
  ask gtids "gtids FROM plumbline.population WHERE name = '$database'"
  ask log "log FROM plumbline.population WHERE name = '$database'"
  if ! foreign=$(foreign_transactions "$session" "$gtids" "$log"); then
    fail "filling $database had broken off, and the binary logs do not tell whether somebody wrote since: nothing is dropped" \
      "$(ways_out)"
  fi
  [[ -z $foreign ]] ||
    fail "filling $database had broken off, and others wrote since it began: ${foreign//$'\n'/, }; nothing is dropped" \
      "see what they wrote (mysqlbinlog --include-gtids), and $(ways_out)"
  room
  say "filling $database had broken off; it is begun anew"
  sql --execute "SET foreign_key_checks = 0; DROP DATABASE \`$database\`" ||
    fail "what is in $database cannot be dropped" "see the message of mysql above; end the sessions that use it, and apply again"
  make_database
}

ways_out() {
  printf '%s' "if nothing in $database is needed, run here: sudo mysql -e 'DROP DATABASE \`$database\`', and apply again: it is filled;" \
    " if it is to stay as it is, run: sudo mysql -e \"UPDATE plumbline.population SET state = 'done' WHERE name = '$database'\", and apply again"
}

# checks the room for the rows, their indexes and the binary log
room() {
  local folder available needed
  ask folder '@@GLOBAL.datadir'
  available=$(free_bytes "$folder")
  needed=$((4 * $(stat --format=%s -- "$here/populate.sql") + 64 * 1024 * 1024))
  ((available >= needed)) ||
    fail "$((available >> 20)) MiB are free in $folder; filling $database takes up to $((needed >> 20)) MiB" "make room, and apply again"
}

run_file() {
  local complaint='' came
  room
  outside | remember populate-outside
  fill "$here/populate.sql" "$hash" && return
  # mysqld may have ended, and be starting again
  mysqld_is_up || fail "$(explain "$complaint" "$file"); mysqld does not answer" "$(remedy "$complaint"); start it, and apply again"
  came=$(came_outside)
  fail "$database could not be filled: $(explain "$complaint" "$file")" \
    "$(remedy "$complaint"), and apply again: what the file made in $database is dropped first, unless somebody else wrote meanwhile${came:+; outside of it there came $came: drop that by hand first if the file made it}"
}

# finish: a file that ran to its end may still have filled nothing
finish() {
  local came
  came=$(came_outside)
  [[ -z $came ]] || say "while $database was filled there came outside of it: $came; if the file made it, no step looks after it"
  (($(objects_in_database) > 0)) ||
    fail "$file ran to its end, and $database is empty" "see whether the file makes its tables in $database; the next run runs it again"
  sql --execute "UPDATE plumbline.population SET state = 'done', changed_at = UTC_TIMESTAMP() WHERE name = '$database'"
  say "filled $database from the plan"
}

# also runs if the step is ended from outside: the next run starts an incomplete fill anew
leave() {
  end_fill
  clean_up
}

main() {
  local database=${1-} file=populate.sql hash='' is_there
  begin source
  trap leave EXIT
  trap 'exit 130' INT TERM HUP
  [[ $database =~ ^[A-Za-z0-9_-]+$ ]] || fail "\"$database\" is no name of a database" "correct \`database\` in the plan"
  mysqld_is_up || fail "mysqld does not answer" "apply the configure step of this node again"
  own_schema
  if [[ -s $here/populate.name ]]; then file=$(<"$here/populate.name"); fi
  ask is_there "COUNT(*) FROM information_schema.SCHEMATA WHERE SCHEMA_NAME = '$database'"
  keep_database
  if [[ $is_there == 0 ]]; then make_database; fi
  populate
  say "the database $database is there"
}

here=$(cd -- "$(dirname -- "$0")" && pwd)
main "$@"; exit
