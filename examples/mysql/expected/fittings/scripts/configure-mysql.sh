#!/bin/bash
# shellcheck disable=SC2317
# configure-mysql.sh source|replica: certificate, settings and unit of mysqld, and the way by which a replica fetches its
# dump. mysqld restarts only when a setting changed that it cannot change while it runs; the files of a refused
# configuration are taken back.
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
  local file=${PLUMBLINE_LOCK:-/run/plumbline/lock}
  STEP=$1
  trap 'broke $? $LINENO' ERR
  trap clean_up EXIT
  umask 077
  [[ $EUID == 0 ]] || fail "runs as $(id -un), needs root" "run it with sudo"
  # a folder of its own, since a file that anybody could lock first would keep every step waiting
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

mysqld_answers() {
  sql --execute 'DO 0' >/dev/null 2>&1
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

# mysqld_is_up: whether mysqld answers. One that is starting is waited for: after a power cut it first mends its tables.
mysqld_is_up() {
  mysqld_answers && return
  mysqld_starts && within 1800 "mysqld, which is starting" mysqld_has_started && mysqld_answers
}

# restart_mysqld: with systemd, or by the command that is named where there is none. Returns 1 when it does not come up.
restart_mysqld() {
  if [[ -d /run/systemd/system ]]; then
    systemctl reset-failed mysql.service 2>/dev/null || true
    systemctl restart mysql.service || return 1
  else
    # a daemon must not inherit the lock
    "${PLUMBLINE_MYSQL_RESTART:?names the command that restarts mysqld, where systemd does not run}" {lock}>&- || return 1
  fi
  within 120 "mysqld to answer" mysqld_answers
}

# last words of mysqld, for a message
mysqld_errors() {
  tail --lines=200 /var/log/mysql/error.log 2>/dev/null | grep -F '[ERROR]' | tail --lines=5 || true
}
# --------------------------------------------------------------------------------------------------------------------

CONF=/etc/mysql/mysql.conf.d/zz-plumbline.cnf
TLS=/etc/mysql/tls
SEEDS=/var/lib/plumbline-seed
# changed while mysqld runs, open connections would go on with the old one
RESTART_FOR=" server_id "

# own_addresses: what mysqld is to bind to
own_addresses() {
  settings_of "$here/mysql.cnf" | sed --quiet 's/^bind_address\t//p' | tr ',' '\n'
}

check_uploads() {
  local file address
  for file in mysql.cnf mysql-service.conf ca.pem server.pem server-key.pem; do
    [[ -s $here/$file ]] || flaw "$file is not beside this script" "apply the step, which uploads it"
  done
  no_flaws
  openssl verify -CAfile "$here/ca.pem" "$here/server.pem" >/dev/null 2>&1 ||
    flaw "the node's certificate is not signed by the authority beside it, or one of them is not valid now" "see whether the clock is right (timedatectl) and when it ends (openssl x509 -noout -dates), then apply again"
  [[ $(openssl x509 -noout -pubkey -in "$here/server.pem" 2>&1) == "$(openssl pkey -pubout -in "$here/server-key.pem" 2>&1)" ]] ||
    flaw "the node's certificate does not belong to its key" "apply again, so that both are uploaded together"
  while read -r address; do
    [[ $address == 127.* || -n $(ip -6 -oneline address show to "$address" 2>/dev/null) ]] ||
      flaw "this node does not have the address $address, which mysqld would bind to" "compare the node's network card with the plan: ip -6 address"
  done < <(own_addresses)
  no_flaws
}

certificates() {
  install --directory --mode=0755 --owner=root --group=root "$TLS"
  replace_file "$here/ca.pem" "$TLS/ca.pem" 0400 mysql:mysql
  replace_file "$here/server-key.pem" "$TLS/server-key.pem" 0400 mysql:mysql
  replace_file "$here/server.pem" "$TLS/server.pem" 0400 mysql:mysql
}

unit() {
  local folder=/etc/systemd/system/mysql.service.d
  install --directory --mode=0755 "$folder"
  replace_file "$here/mysql-service.conf" "$folder/10-plumbline.conf" 0644 root:root
  if [[ $replaced == yes && -d /run/systemd/system ]]; then systemctl daemon-reload; fi
}

# settings_of FILE: a line "name<TAB>value" for each setting
settings_of() {
  sed --quiet --regexp-extended 's/^([A-Za-z][A-Za-z0-9_-]*)[[:space:]]*=[[:space:]]*(.*)$/\1\t\2/p' "$1"
}

take_back() {
  if [[ -e $MEMORY/applied.cnf ]]; then
    install --mode=0644 "$MEMORY/applied.cnf" "$CONF"
  else
    rm --force -- "$CONF"
  fi
}

# install_configuration: as the file says, unless mysqld would not start with it
install_configuration() {
  local said
  replace_file "$here/mysql.cnf" "$CONF" 0644 root:root
  if ! said=$(mysqld --user=mysql --validate-config 2>&1); then
    take_back
    [[ $said == *'[ERROR]'* ]] || said=$(mysqld_errors)
    fail "mysqld refuses its configuration, the old one is back: $(grep -F '[ERROR]' <<<"$said" | sed 's/.*\[ERROR\] //' | tr '\n' ' ')" "correct \`mysql: settings\` of this node in the plan"
  fi
}

# literal VALUE: as SET GLOBAL takes it: 256M is an option file's word
literal() {
  local suffixes=KMGTPE number
  if [[ $1 =~ ^([0-9]+)([KMGTPEkmgtpe])$ ]]; then
    number=${suffixes%%"${BASH_REMATCH[2]^^}"*}
    printf '%d' $((BASH_REMATCH[1] << (10 * (${#number} + 1))))
  elif [[ $1 =~ ^-?[0-9]+(\.[0-9]+)?$ ]]; then
    printf '%s' "$1"
  else
    printf "'%s'" "$(sed -e 's/\\/\\\\/g' -e "s/'/''/g" <<<"$1")"
  fi
}

# change_while_running NAME LITERAL: or adds to $reasons why mysqld must restart
change_while_running() {
  local name=$1 said
  local option=${name,,}
  option=${option//-/_}
  if [[ $RESTART_FOR != *" $option "* ]]; then
    if said=$(sql --execute "SET GLOBAL ${option#loose_} = $2" 2>&1); then
      say "set $option while mysqld runs"
      return
    fi
    # a version that does not know a loose option ignores it
    if [[ $option == loose_* && $said == *'ERROR 1193 '* ]]; then return; fi
    # anything but "read only variable" is unusual, and worth a word
    [[ $said == *'ERROR 1238 '* ]] || say "$option cannot be set while mysqld runs: ${said##*: }"
  fi
  reasons+=("$option changed")
}

# apply_changes: what differs from the settings that the running mysqld has
apply_changes() {
  local name value
  local -A before=() now=()
  while IFS=$'\t' read -r name value; do before[$name]=$value; done < <(settings_of "$MEMORY/applied.cnf")
  while IFS=$'\t' read -r name value; do now[$name]=$value; done < <(settings_of "$CONF")
  for name in "${!now[@]}"; do
    [[ ${before[$name]-} == "${now[$name]}" ]] || change_while_running "$name" "$(literal "${now[$name]}")"
  done
  for name in "${!before[@]}"; do
    [[ -n ${now[$name]+there} ]] || change_while_running "$name" DEFAULT
  done
}

restart() {
  local words
  words=$(printf '%s, ' "${reasons[@]}")
  if ! restart_mysqld; then
    words="mysqld does not start with its new configuration: $(mysqld_errors | tr '\n' ' ')"
    if [[ -e $MEMORY/applied.cnf ]]; then
      take_back
      restart_mysqld || fail "$words; and not with the old one either" "see journalctl --unit mysql, and mend it by hand"
      words+="; it runs with the old one again"
    fi
    fail "$words" "correct \`mysql: settings\` of this node in the plan, or what the message names"
  fi
  say "restarted mysqld because ${words%, }"
}

settings() {
  local reasons=() restarted=no
  local certificates_sum
  certificates_sum=$(file_sum "$TLS/ca.pem" "$TLS/server.pem" "$TLS/server-key.pem")
  install_configuration
  if ! mysqld_is_up; then
    reasons+=("it was not running")
  elif [[ ! -e $MEMORY/applied.cnf ]]; then
    reasons+=("this is its first configuration")
  elif ! cmp --silent "$CONF" "$MEMORY/applied.cnf"; then
    apply_changes
  fi
  if ((${#reasons[@]} > 0)); then
    restart
    restarted=yes
  fi
  if [[ $restarted == no && $certificates_sum != "$(cat "$MEMORY/applied-certificates" 2>/dev/null)" ]]; then
    sql --execute 'ALTER INSTANCE RELOAD TLS' ||
      fail "mysqld does not take the new certificate, and goes on with the old one" "see the message above"
    say "mysqld has taken the new certificate; connections that are open go on"
  fi
  # written last: a run that broke off is taken up where it was
  cmp --silent "$CONF" "$MEMORY/applied.cnf" || remember applied.cnf <"$CONF"
  [[ $certificates_sum == "$(cat "$MEMORY/applied-certificates" 2>/dev/null)" ]] ||
    remember applied-certificates <<<"$certificates_sum"
}

# on a source: an account that can be asked for a dump, over SSH, and for nothing else
serve_dumps() {
  local programs=/usr/local/lib/plumbline
  command -v rrsync >/dev/null ||
    fail "rrsync is not installed, which keeps replicas within the folder of their dump" "install rsync 3.2.4 or later: sudo apt-get install rsync"
  if ! getent passwd plumbline-seed >/dev/null; then
    useradd --system --home-dir "$SEEDS" --no-create-home --shell /bin/sh plumbline-seed
    # no password fits, yet sshd does not take the account for locked
    usermod --password '*' plumbline-seed
    say "made the account plumbline-seed"
  fi
  install --directory --mode=0755 "$programs"
  replace_file "$here/serve-seed" "$programs/serve-seed" 0755 root:root
  replace_file "$here/seed-dump" "$programs/seed-dump" 0755 root:root
  visudo --check --quiet --file="$here/seed-sudoers" ||
    fail "sudo does not take the rule of the account plumbline-seed; the old one stays" "see the line that it names above"
  replace_file "$here/seed-sudoers" /etc/sudoers.d/plumbline-seed 0440 root:root
  # root's, so that the account cannot give itself other keys
  install --directory --mode=0750 --owner=root --group=plumbline-seed "$SEEDS" "$SEEDS/.ssh" "$SEEDS/outgoing"
  replace_file "$here/seed-authorized-keys" "$SEEDS/.ssh/authorized_keys" 0640 root:plumbline-seed
  forget_replicas
  # a source fetches nothing
  rm --force -- /root/.ssh/plumbline-seed /root/.ssh/plumbline-seed.known_hosts
}

# dumps of replicas that have left
forget_replicas() {
  local folder
  for folder in "$SEEDS"/outgoing/*/; do
    if [[ -d $folder ]] && ! grep --quiet --fixed-strings "serve-seed $(basename -- "$folder")\"" "$here/seed-authorized-keys"; then
      rm --recursive --force -- "$folder"
    fi
  done
}

# serve_nothing: who is no source any more gives nobody a dump
serve_nothing() {
  rm --force -- /etc/sudoers.d/plumbline-seed /usr/local/lib/plumbline/serve-seed /usr/local/lib/plumbline/seed-dump
  if getent passwd plumbline-seed >/dev/null; then
    rm --recursive --force -- "$SEEDS"
    userdel plumbline-seed 2>/dev/null || true
    say "removed the account plumbline-seed: this node serves no dumps any more"
  fi
}

# on a replica: the key that fetches dumps, and the host key of the one source it is shown to
fetch_dumps() {
  install --directory --mode=0700 /root/.ssh
  replace_file "$here/seed-key" /root/.ssh/plumbline-seed 0600 root:root
  ssh-keygen -y -P '' -f /root/.ssh/plumbline-seed >/dev/null ||
    fail "the key for fetching dumps is none" "apply the step again, which uploads it"
  replace_file "$here/seed-known-hosts" /root/.ssh/plumbline-seed.known_hosts 0644 root:root
}

main() {
  local role=${1-}
  begin configure-mysql
  [[ $role == source || $role == replica ]] || fail "the role is \"$role\"" "call this script with source or replica"
  close_secrets "$here/server-key.pem"
  if [[ $role == replica ]]; then close_secrets "$here/seed-key"; fi
  command -v mysqld >/dev/null ||
    fail "MySQL is not installed" "see why the boot step did not install mysql-server: sudo less /var/log/cloud-init-output.log"
  check_uploads
  if [[ $role == source ]]; then serve_dumps; else fetch_dumps; fi
  unit
  certificates
  settings
  # only now is it known that the node has its role
  if [[ $role == replica ]]; then serve_nothing; fi
  say "mysqld runs as the plan says"
}

here=$(cd -- "$(dirname -- "$0")" && pwd)
main "$@"; exit
