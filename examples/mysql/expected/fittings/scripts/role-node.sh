#!/bin/bash
# shellcheck disable=SC2317
# role-node.sh look RUN READY | settle source|replica RUN: the part of role.sh that runs on a member of a replication.
# `look` prints what the server is, as lines of a word and a value, and changes nothing. `settle` sets its files and
# settings accordingly, after role.sh has found that all members are, or may become, what the plan says.
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

# ---- runs of steps, as a node notes them ----------------------------------------------------------------------------
RUNS=/var/lib/plumbline/steps

# note_run STEP TEXT
note_run() {
  install --directory --mode=0755 /var/lib/plumbline "$RUNS"
  replace_file - "$RUNS/$1" 0644 root:root <<<"$2" >/dev/null
}

# noted_run STEP: the id of the last completed run, or "begun" and the id of an incomplete one
noted_run() {
  cat -- "$RUNS/$1" 2>/dev/null || true
}

# begin_run STEP=RUN [EARLIER=RUN@ADDRESS]...
begin_run() {
  local name=${1%%=*} run=${1#*=} word earlier
  shift
  for word in "$@"; do
    earlier=${word#*=}
    [[ $(noted_run "${word%%=*}") == "${earlier%%@*}" ]] ||
      flaw "the step ${word%%=*} did not come to its end on this node: Terraform was killed in it" "npm run deploy runs it again; with Terraform alone: apply -replace=${earlier#*@}"
  done
  no_flaws
  note_run "$name" "begun $run"
}

# end_run STEP=RUN: what a killed Terraform has started continues, and may end after another run has begun
end_run() {
  local name=${1%%=*} run=${1#*=}
  [[ $(noted_run "$name") == "begun $run" ]] ||
    fail "another run of the step $name has begun meanwhile" "nothing: that one is the one that counts"
  note_run "$name" "$run"
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

# ---- what a configuration means, and what is in force --------------------------------------------------------------
# mysqld itself says what its files mean (--verbose --help), with sizes, prefixes, older names and words of sets in one
# form. So an option that is renamed, prefixed or spelled differently is the same setting.
CONF=/etc/mysql/mysql.conf.d/zz-plumbline.cnf

# variables that make a server a source or a replica: only the role step manages them
ROLE_VARIABLES=" super_read_only read_only event_scheduler "

# lines of the plan's file that every node has: one has no variable, one has no effect from 9.0 on
KNOWN_UNSEEN=" mysqlx binlog_transaction_dependency_tracking "

# all by the name of a variable. From the plan's file: the option as it is written, its text there, and how mysqld reads
# it. From all files: the value with which mysqld would start.
declare -A option_of=() text_of=() wanted=() next_start=()
# from the running mysqld: the value, its origin in words, and what SET PERSIST keeps for the next start
declare -A in_force=() set_by=() persisted=()

# names that a newer name of the same variable has replaced, or that only option files know
declare -A PRESENT_NAMES=(
  [character_set]=character_set_server
  [collation]=collation_server
  [default_time_zone]=time_zone
  [init_slave]=init_replica
  [log_slave_updates]=log_replica_updates
  [log_slow_slave_statements]=log_slow_replica_statements
  [master_verify_checksum]=source_verify_checksum
  [memlock]=locked_in_memory
  [rpl_stop_slave_timeout]=rpl_stop_replica_timeout
  [skip_slave_start]=skip_replica_start
  [sync_master_info]=sync_source_info
  [tx_isolation]=transaction_isolation
  [tx_read_only]=transaction_read_only
)

# options_in FILE: a line "name<TAB>value" for each option
options_in() {
  sed --quiet --regexp-extended 's/^([A-Za-z][A-Za-z0-9_.-]*)[[:space:]]*=[[:space:]]*(.*)$/\1\t\2/p' "$1"
}

# what_files_mean [OPTION]: a line "option<TAB>value" for each option of a mysqld that starts with these. Sizes of its
# caches depend on how many files it may open, so that limit must be the running mysqld's.
what_files_mean() {
  local process files
  files=''
  if process=$(mysqld_process); then files=$(awk '/^Max open files/ { print $4 }' "/proc/$process/limits"); fi
  {
    if [[ -n $files ]]; then ulimit -n "$files" 2>/dev/null || true; fi
    # what SET PERSIST keeps is not in the plan's files, and is compared separately
    mysqld "$@" --persisted-globals-load=OFF --verbose --help 2>/dev/null || true
  } | awk '
    /^-------/ { inside = 1; next }
    inside && NF == 0 { exit }
    inside {
      name = $1
      value = $0
      sub(/^[^ ]+ */, "", value)
      gsub("-", "_", name)
      if (value == "TRUE") value = "ON"
      if (value == "FALSE") value = "OFF"
      if (value == "(No default value)") value = ""
      print name "\t" value
    }'
}

# variable_of OPTION: sets $variable to its name since 8.0.26, without a prefix, for an option in any spelling. The
# associative array $known says which options mysqld has.
variable_of() {
  variable=${1,,}
  variable=${variable//-/_}
  variable=${variable#loose_}
  present_name
  if [[ -z ${known[$variable]+there} && $variable =~ ^(skip|disable|enable)_(.+)$ ]]; then
    variable=${BASH_REMATCH[2]}
    present_name
  fi
}

present_name() {
  if [[ -n ${PRESENT_NAMES[$variable]-} ]]; then
    variable=${PRESENT_NAMES[$variable]}
  elif [[ $variable == slave_* ]]; then
    variable=replica_${variable#slave_}
  fi
}

# ask_files ARRAY WHAT [OPTION]: fills an associative array, by the name of a variable, with what mysqld says about its
# files. Without its answer, every option would look changed.
ask_files() {
  local -n told_of=$1
  local what=$2 name value variable
  shift 2
  while IFS=$'\t' read -r name value; do
    variable=$name
    present_name
    told_of["$variable"]=$value
  done < <(what_files_mean "$@")
  ((${#told_of[@]} > 0)) ||
    fail "mysqld does not tell $what: $(mysqld "$@" --verbose --help 2>&1 >/dev/null | head --lines=3 | tr '\n' ' ')" "see whether mysqld may read the files in /etc/mysql (sudo dmesg | grep apparmor); then apply again"
}

# read_file FILE: how mysqld reads the options in this file alone, except those of a role: sets $meaning, $spelled and
# $written. An option for which mysqld prints no value stays as it is written.
declare -A meaning=() spelled=() written=()
read_file() {
  local -A known=()
  local name value variable file=$1
  meaning=() spelled=() written=()
  # AppArmor lets mysqld read configurations only there
  if [[ $1 != /etc/mysql/* ]]; then
    file=/etc/mysql/plumbline-before.cnf
    install --mode=0644 "$1" "$file"
  fi
  ask_files known "what $1 means" --defaults-file="$file"
  if [[ $file != "$1" ]]; then rm --force -- "$file"; fi
  while IFS=$'\t' read -r name value; do
    variable_of "$name"
    [[ $ROLE_VARIABLES != *" $variable "* ]] || continue
    meaning[$variable]=${known[$variable]-$(number_of "$value")}
    spelled[$variable]=$name
    written[$variable]=$value
  done < <(options_in "$1")
}

# read_wanted: what the plan's file says
read_wanted() {
  local variable
  read_file "$CONF"
  for variable in "${!meaning[@]}"; do
    wanted[$variable]=${meaning[$variable]}
    option_of[$variable]=${spelled[$variable]}
    text_of[$variable]=${written[$variable]}
  done
}

# read_next_start: what mysqld would start with, from all its files
read_next_start() {
  ask_files next_start "what it would start with"
}

# read_running: what is in force, and what SET PERSIST keeps
read_running() {
  local kind name value source rows
  rows=$(sql --execute "
    SELECT 'is', VARIABLE_NAME, REPLACE(REPLACE(VARIABLE_VALUE, '\n', ' '), '\t', ' '),
      CASE VARIABLE_SOURCE WHEN 'COMPILED' THEN 'its default' WHEN 'COMMAND_LINE' THEN 'the command line of mysqld'
        WHEN 'PERSISTED' THEN 'SET PERSIST' WHEN 'DYNAMIC' THEN COALESCE(CONCAT('SET GLOBAL by ', SET_USER, '@', SET_HOST), 'SET GLOBAL')
        ELSE VARIABLE_PATH END
      FROM performance_schema.global_variables JOIN performance_schema.variables_info USING (VARIABLE_NAME)
    UNION ALL SELECT 'persisted', VARIABLE_NAME, REPLACE(REPLACE(VARIABLE_VALUE, '\n', ' '), '\t', ' '), ''
      FROM performance_schema.persisted_variables") ||
    fail "mysqld does not say what is in force" "see the message of mysql above, and apply again"
  in_force=() set_by=() persisted=()
  # read treats a tab as white space, and would skip an empty value
  while IFS=$'\037' read -r kind name value source; do
    if [[ $kind == is ]]; then
      in_force[$name]=$value
      set_by[$name]=$source
    else
      persisted[$name]=$value
    fi
  done < <(tr '\t' '\037' <<<"$rows")
}

# number_of VALUE: 256M, as option files write it, as a number; anything else unchanged
number_of() {
  local suffixes=KMGTPE before
  if [[ $1 =~ ^([0-9]+)([KMGTPEkmgtpe])$ ]]; then
    before=${suffixes%%"${BASH_REMATCH[2]^^}"*}
    printf '%s' $((BASH_REMATCH[1] << (10 * (${#before} + 1))))
  else
    printf '%s' "$1"
  fi
}

# same VARIABLE VALUE VALUE: whether two values of it mean the same
same() {
  local one=${2,,} other=${3,,}
  [[ $one != "$other" ]] || return 0
  # this option takes the name of a file
  if [[ $1 == log_bin ]]; then
    [[ $one != off && $other != off ]]
    return
  fi
  # mysqld adds a slash to some folders, and shows 10 as 10.000000
  one=${one%/} other=${other%/}
  if [[ $one =~ ^-?[0-9]+(\.[0-9]+)?$ && $other =~ ^-?[0-9]+(\.[0-9]+)?$ ]]; then
    if [[ $one == *.* ]]; then one=${one%"${one##*[!0]}"}; fi
    if [[ $other == *.* ]]; then other=${other%"${other##*[!0]}"}; fi
    one=${one%.} other=${other%.}
  fi
  # values whose type mysqld does not know, such as options of plugins
  case $one in on | true | yes) one=1 ;; off | false | no) one=0 ;; esac
  case $other in on | true | yes) other=1 ;; off | false | no) other=0 ;; esac
  [[ $one == "$other" ]]
}

# files_read [FILE...]: the option files of mysqld, in the order in which it reads them
files_read() {
  local file word rest part
  for file in "${@:-/etc/my.cnf /etc/mysql/my.cnf}"; do
    for part in $file; do
      [[ -r $part ]] || continue
      echo "$part"
      while read -r word rest; do
        case $word in
          '!include') files_read "$rest" ;;
          '!includedir') for word in "${rest%/}"/*.cnf; do files_read "$word"; done ;;
        esac
      done <"$part"
    done
  done
}

# sayer VARIABLE: the line that decides at the next start, FILE:LINE; empty if that is the plan's
sayer() {
  local file number line variable winner=''
  local -A known=()
  for variable in "${!next_start[@]}"; do known[$variable]=there; done
  while read -r file; do
    while IFS=: read -r number line; do
      line=${line#"${line%%[![:space:]]*}"}
      variable_of "${line%%[[:space:]=]*}"
      if [[ $variable == "$1" ]]; then winner=$file:$number; fi
    done < <(grep --line-number --extended-regexp '^[[:space:]]*[A-Za-z]' "$file")
  done < <(files_read)
  if [[ $winner != "$CONF:"* ]]; then printf '%s' "$winner"; fi
}

# adjusted VARIABLE: whether mysqld itself changed the plan's value to the one in force
adjusted() {
  [[ ${set_by[$1]} == "$CONF" ]] ||
    grep --quiet --line-regexp --fixed-strings "$1"$'\t'"${wanted[$1]}"$'\t'"${in_force[$1]}" "$MEMORY/adjusted" 2>/dev/null
}

# compare VARIABLES: flaws of all settings in the plan's file except these variables; sets $no_effect to options without
# effect here, and $unseen to those for which mysqld has no variable
compare() {
  local variable is source said kept skipped=" $1 "
  no_effect=() unseen=()
  for variable in $(printf '%s\n' "${!wanted[@]}" | sort); do
    [[ $skipped != *" $variable "* ]] || continue
    source='' kept=no
    if [[ -z ${in_force[$variable]+there} ]]; then
      if [[ $KNOWN_UNSEEN == *" $variable "* ]]; then continue; fi
      if [[ -z ${next_start[$variable]+there} && ${option_of[$variable],,} == loose* ]]; then
        no_effect+=("${option_of[$variable]#loose_}")
        continue
      fi
      unseen+=("${option_of[$variable]}")
    else
      is=${in_force[$variable]} source=${set_by[$variable]}
      if [[ -n ${persisted[$variable]+there} && ${in_force[persisted_globals_load]} == ON ]]; then
        # a persisted value does not prove what is in force: SET PERSIST_ONLY changes only the next start
        kept=yes
        if ! same "$variable" "${wanted[$variable]}" "${persisted[$variable]}"; then
          flaw "mysqld would have $variable = ${persisted[$variable]} after a restart: SET PERSIST keeps it; it has $is now, and the plan wants ${text_of[$variable]}" "sudo mysql -e 'RESET PERSIST $variable', or give it that value in the plan; then $CONFIGURE"
          continue
        fi
      fi
      if ! same "$variable" "${wanted[$variable]}" "$is"; then
        if adjusted "$variable"; then
          say "notice: mysqld made $variable = $is of ${text_of[$variable]}"
        else
          case $source in
            'the command line of mysqld') said="take the option out of the unit's command line or environment (systemctl cat mysql), restart mysqld, then $CONFIGURE" ;;
            'SET PERSIST') said="restart mysqld when that suits you (sudo systemctl restart mysql); it does not keep that value any more" ;;
            'SET GLOBAL'* | 'its default') said="$CONFIGURE, which sets it" ;;
            *) said="take the line out of $source; then $CONFIGURE" ;;
          esac
          flaw "mysqld has $variable = $is from $source, the plan wants ${text_of[$variable]}" "$said"
        fi
      fi
    fi
    if [[ $kept == no && -n ${next_start[$variable]+there} ]] && ! same "$variable" "${wanted[$variable]}" "${next_start[$variable]}"; then
      said=$(sayer "$variable")
      if [[ -n $said && $source != "${said%:*}" ]]; then
        flaw "mysqld would start with $variable = ${next_start[$variable]}: $said, read after $CONF, says so; the plan wants ${text_of[$variable]}" "take that line out; then $CONFIGURE"
      fi
    fi
  done
}

# tell_compared: reports what the comparison could not see
tell_compared() {
  if ((${#no_effect[@]} > 0)); then
    say "notice: no effect here, as this mysqld has no such option or component: ${no_effect[*]}"
  fi
  if ((${#unseen[@]} > 0)); then
    say "notice: not compared with what is in force, as mysqld has no variable for it: ${unseen[*]}"
  fi
}
# --------------------------------------------------------------------------------------------------------------------

# ---- what a server is: a source, a replica, or neither yet -----------------------------------------------------------
# Nothing here says what it should be.

# mysqld reads it after the plan's file. Only a source has it: the role step writes it
SOURCE_CONF=/etc/mysql/mysql.conf.d/zzz-plumbline-source.cnf

# is_source: whether its files start mysqld as a source
is_source() {
  [[ -e $SOURCE_CONF ]]
}

# marker KEY: a value that the last load on this node left
marker() {
  sed --quiet "s/^$1=//p" "$MEMORY/seed" 2>/dev/null || true
}

# look_at_role: the state of mysqld, and where it comes from; sets the variables below
own_uuid='' databases='' own_set='' read_only='' read_only_by='' channels='' runs='' receives='' unapplied='' loading=''
look_at_role() {
  ask own_uuid '@@GLOBAL.server_uuid'
  # the server's own schemas are no reason to keep a node as it is
  ask databases "COALESCE(GROUP_CONCAT(SCHEMA_NAME ORDER BY SCHEMA_NAME SEPARATOR ' '), '') FROM information_schema.SCHEMATA WHERE SCHEMA_NAME NOT IN ('information_schema', 'mysql', 'performance_schema', 'sys')"
  ask own_set '@@GLOBAL.gtid_executed'
  ask read_only '@@GLOBAL.read_only'
  # setting either one sets both, and mysqld records it for the one that was named
  ask read_only_by "COALESCE((SELECT CONCAT(' (by ', SET_USER, '@', SET_HOST, ' at ', SET_TIME, ')') FROM performance_schema.variables_info WHERE VARIABLE_NAME IN ('read_only', 'super_read_only') AND SET_USER IS NOT NULL ORDER BY SET_TIME DESC LIMIT 1), '')"
  # settings of a channel remain when it is stopped, and when its threads no longer exist
  ask channels "COALESCE(GROUP_CONCAT(Host SEPARATOR ' '), '') FROM mysql.slave_master_info WHERE Host <> ''"
  ask runs "COUNT(*) FROM performance_schema.replication_connection_status WHERE SERVICE_STATE <> 'OFF'"
  ask receives "COUNT(*) FROM performance_schema.replication_connection_status WHERE SERVICE_STATE = 'ON'"
  ask unapplied "COALESCE(GROUP_CONCAT(GTID_SUBTRACT(RECEIVED_TRANSACTION_SET, @@GLOBAL.gtid_executed) SEPARATOR ''), '') FROM performance_schema.replication_connection_status"
  loading=no
  if [[ $(marker state) == loading && $(marker server_uuid) == "$own_uuid" ]]; then loading=yes; fi
}

# holds_data: a node without data may become anything; until a load is complete, no data count
holds_data() {
  [[ $loading == no && -n $own_set$databases ]]
}

# writes_of_its_own: whether it accepts writes, and no channel brings them. A server that receives nothing and has
# written by itself is a source that somebody made in a hurry, or with the way back kept open.
writes_of_its_own() {
  if [[ $read_only == 1 ]] || ! holds_data; then return 1; fi
  [[ -z $channels ]] || { ((receives == 0)) && [[ $own_set == *"$own_uuid"* ]]; }
}

# channel_words: the state of its channel, for a message
channel_words() {
  if [[ -z $channels ]]; then
    echo 'it has no channel'
  elif ((runs == 0)); then
    echo "its channel from $channels is stopped"
  elif ((receives == 0)); then
    echo "its channel does not reach $channels"
  else
    echo "its channel from $channels is running"
  fi
}
# --------------------------------------------------------------------------------------------------------------------

CONFIGURE="apply again"

look() {
  local state=silent
  if mysqld_is_up; then
    state=up
    look_at_role
  fi
  printf '%s\n' "mysqld $state" "server_uuid $own_uuid" "databases $databases" "gtid_executed $own_set" \
    "read_only $read_only" "read_only_by $read_only_by" "channels $channels" "runs $runs" "receives $receives" \
    "unapplied $unapplied" "loading $loading" 'end of look'
}

# open: events first, so that a run that breaks off before the file exists counts as one that has done nothing
open() {
  local events
  ask events '@@GLOBAL.event_scheduler'
  if ! is_source && [[ $events == OFF ]]; then sql --execute 'SET GLOBAL event_scheduler = ON'; fi
  replace_file - "$SOURCE_CONF" 0644 root:root <<'CONF'
# Written by Plumbline's role step: this server is the source of its replication. Read after zz-plumbline.cnf.
[mysqld]
super_read_only = OFF
read_only       = OFF
event_scheduler = ON
CONF
  if [[ $read_only == 1 ]]; then
    sql --execute 'SET GLOBAL super_read_only = OFF; SET GLOBAL read_only = OFF'
    say "opened this server for writes: it is the source"
  fi
}

# close: a load, even one that broke off, manages its own settings
close() {
  local is
  if is_source; then
    rm --force -- "$SOURCE_CONF"
    say "removed $SOURCE_CONF: this server is a replica"
  fi
  [[ $loading == no ]] || return 0
  ask is '@@GLOBAL.super_read_only'
  if [[ $is == 0 ]]; then
    sql --execute 'SET GLOBAL super_read_only = ON'
    say "set super_read_only: this server is a replica"
  fi
  ask is '@@GLOBAL.event_scheduler'
  if [[ $is == ON ]]; then sql --execute 'SET GLOBAL event_scheduler = OFF'; fi
}

# agrees VALUE VARIABLE...: checks the value in force and the value at the next start, whatever else sets them
agrees() {
  local value=$1 variable no_effect unseen
  shift
  for variable; do
    wanted[$variable]=$value text_of[$variable]=$value option_of[$variable]=$variable
  done
  read_next_start
  read_running
  compare ''
  no_flaws
}

main() {
  local act=$1
  shift
  begin role
  case $act in
    look)
      begin_run "role=$1" "ready=$2"
      look
      ;;
    settle)
      mysqld_is_up || fail "mysqld does not answer any more" "see journalctl --unit mysql, and apply again"
      look_at_role
      if [[ $1 == source ]]; then
        open
        # the administrator of a source decides whether events run there
        agrees OFF super_read_only read_only
      else
        close
        [[ $loading == yes ]] || agrees ON super_read_only read_only
      fi
      end_run "role=$2"
      ;;
  esac
}

main "$@"; exit
