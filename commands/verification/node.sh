# shellcheck shell=bash
# Given to bash on a node, as root, behind mysqld.sh: what the node is, as facts. Looks only. Arguments: the account
# of the login, the role in a replication (source, replica or none), the database, names of variables of mysqld (quoted,
# with commas), then the name of each peer. One more variable is set before: NO_CHANNEL_QUESTION, which finds channels of a
# source.
system() {
  fact os "$(sed --quiet 's/^PRETTY_NAME="\{0,1\}\([^"]*\)"\{0,1\}$/\1/p' /etc/os-release)"
  fact boot_id "$(cat /proc/sys/kernel/random/boot_id)"
  fact kernel "$(uname -r)"
  fact newest_kernel "$(find /boot -maxdepth 1 -name 'vmlinuz-*' -printf '%f\n' | sed 's/^vmlinuz-//' | sort --version-sort | tail --lines=1)"
}

# the steps that are complete here, each with the id of its last run
steps() {
  local file
  for file in /var/lib/plumbline/steps/*; do
    if [[ -f $file ]]; then fact step "${file##*/} $(cat -- "$file")"; fi
  done
}

disks() {
  local root device type address size group
  lsblk --nodeps --bytes --noheadings --paths --raw --output NAME,TYPE,HCTL,SIZE | while read -r device type address size; do
    # the unit is the third number of host:channel:target:lun
    if [[ $type == disk && $address == *:*:*:* ]]; then
      address=${address#*:*:}
      fact disk "${address%%:*} $size $(pvs --noheadings --options vg_name --select "pv_name=$device" 2>/dev/null | tr -d ' ')"
    fi
  done
  root=$(findmnt --noheadings --output SOURCE /)
  fact root_device "$root"
  fact root_type "$(lsblk --nodeps --noheadings --raw --output TYPE "$root" 2>/dev/null)"
  group=$(lvs --noheadings --options vg_name "$root" 2>/dev/null)
  fact root_group "${group//[[:space:]]/}"
  fact root_bytes "$(df --block-size=1 --output=size / | tail --lines=1 | tr -d ' ')"
}

updates() {
  local plan
  # the simulation gives the same answer without the lock, for which it would wait while another apt runs
  if plan=$(timeout 60 apt-get --simulate --quiet --quiet -o Debug::NoLocking=true dist-upgrade 2>&1); then
    sed --quiet 's/^Inst \([^ ]*\) .*/\1/p' <<<"$plan" | while read -r package; do fact upgradable "$package"; done
    fact updates known
  else
    fact updates "$(tail --lines=3 <<<"$plan")"
  fi
  fact held "$(apt-mark showhold 2>/dev/null | sort)"
}

clock() {
  local client
  if systemctl is-active --quiet chrony.service; then
    fact clock_client chrony
    fact clock_synchronised "$(timeout 10 chronyc waitsync 1 0.5 >/dev/null 2>&1 && echo yes || echo no)"
    fact clock_server "$(timeout 10 chronyc -N -c sources 2>/dev/null | awk -F , '$2 == "*" { print $3 }')"
    return
  fi
  for client in systemd-timesyncd ntpsec ntp openntpd; do
    if systemctl is-active --quiet "$client.service"; then
      fact clock_client "$client"
      fact clock_synchronised "$(timedatectl show --property NTPSynchronized --value)"
      if [[ $client == systemd-timesyncd ]]; then
        fact clock_server "$(timedatectl show-timesync --property ServerName --value 2>/dev/null)"
      fi
      return
    fi
  done
  fact clock_client none
}

logins() {
  local user effective
  install --directory --mode=0755 /run/sshd
  for user in root "$account"; do
    if ! effective=$(sshd -T -C "user=$user,host=any.example,addr=2001:db8::1" 2>&1); then
      fact sshd_error "$effective"
      continue
    fi
    # since OpenSSH 10 the keywords have capital letters
    while read -r keyword is; do fact "sshd $user ${keyword,,}" "$is"; done < <(grep -iE "^($SSHD_KEYWORDS) " <<<"$effective")
  done
  fact root_password "$(passwd --status root | cut -d ' ' -f 2)"
}

# address NAME: the first address that the C library finds
address() {
  getent ahostsv6 "$1" | awk '{ print $1; exit }'
}

# answer ADDRESS: the way in which that address answers
answer() {
  local port
  if command -v ping >/dev/null && ping -6 -n -q -c 3 -i 0.2 -W 3 "$1" >/dev/null 2>&1; then
    echo echo
    return
  fi
  for port in 22 3306; do
    if timeout 3 bash -c "exec 3<>/dev/tcp/$1/$port" 2>/dev/null; then
      echo "tcp/$port"
      return
    fi
  done
  echo nothing
}

peers() {
  local peer found
  for peer in "$@"; do
    found=$(address "$peer")
    fact "peer $peer address" "${found:-nothing}"
    if [[ -n $found ]]; then fact "peer $peer answer" "$(answer "$found")"; fi
  done
}

firewall() {
  fact firewall "$(nft list chain inet plumbline input 2>/dev/null | grep --only-matching --max-count=1 'policy [a-z]*')"
}

mysqld() {
  local state
  fact mysqld_active "$(systemctl is-active mysql.service 2>/dev/null)"
  state=$(mysqld_state)
  fact mysqld_state "$state"
  if [[ $state != up ]]; then
    fact mysqld_error "$(complaint)"
    return
  fi
  fact mysqld_process "$(pgrep --oldest --exact mysqld)"
  variables
  fact listening "$(ss --no-header --listening --tcp --numeric 'sport = :3306 or sport = :33060' | awk '{ print $4 }' | sort | tr '\n' ' ')"
  certificates
  tell database "COUNT(*) FROM information_schema.SCHEMATA WHERE SCHEMA_NAME = '$database'"
  views
  if [[ $role == source ]]; then
    tell_each channel_of_source "SELECT CONCAT_WS('|', found, remedy) FROM ($NO_CHANNEL_QUESTION) AS flaws"
    logged
  fi
  prepared
}

# the value of each variable, who set it, and what SET PERSIST will make of it after a restart
variables() {
  local rows name value origin
  if ! rows=$(sql --execute "SELECT VARIABLE_NAME, CONCAT_WS(' ', VARIABLE_SOURCE, NULLIF(VARIABLE_PATH, ''),
        CONCAT('a statement of ', NULLIF(CONCAT_WS('@', SET_USER, SET_HOST), ''), ' at ', SET_TIME)), VARIABLE_VALUE
      FROM performance_schema.global_variables JOIN performance_schema.variables_info USING (VARIABLE_NAME)
      WHERE VARIABLE_NAME IN ('version', 'server_uuid', 'mandatory_roles', $VARIABLES)"); then
    fact unanswered "variables: $(complaint)"
    return
  fi
  while IFS=$'\t' read -r name origin value; do
    fact "mysqld $name" "$value"
    fact "origin $name" "$origin"
  done <<<"$rows"
  if ! rows=$(sql --execute "SELECT VARIABLE_NAME, VARIABLE_VALUE FROM performance_schema.persisted_variables WHERE VARIABLE_NAME IN ($VARIABLES)"); then
    fact unanswered "persisted variables: $(complaint)"
    return
  fi
  while IFS=$'\t' read -r name value; do
    if [[ -n $name ]]; then fact "persisted $name" "$value"; fi
  done <<<"$rows"
  # never prints a value that may be a secret
  option_files | grep --invert-match --ignore-case --extended-regexp '^[^ ]+ [^=]*(passw|secret)' | while IFS= read -r name; do fact option "$name"; done
}

# options of mysqld in the order in which it reads them, each after the path of its file
option_files() {
  local file
  for file in /etc/my.cnf /etc/mysql/my.cnf; do
    if [[ -f $file ]]; then options_in "$file"; fi
  done
}

options_in() {
  local line section='' place
  while IFS= read -r line || [[ -n $line ]]; do
    line=${line#"${line%%[![:space:]]*}"}
    case $line in
      '!includedir '*)
        for place in "${line#* }"/*.cnf; do
          if [[ -f $place ]]; then options_in "${place//\/\//\/}"; fi
        done
        ;;
      '!include '*) if [[ -f ${line#* } ]]; then options_in "${line#* }"; fi ;;
      '['*) section=${line%%]*} ;;
      '' | '#'* | ';'*) ;;
      *)
        case $section in
          '[mysqld' | '[server' | '[mysqld-'*)
            line=${line%%#*}
            printf '%s %s\n' "$1" "$(sed -E 's/[[:space:]]*(=)[[:space:]]*/\1/; s/[[:space:]]+$//; s/="(.*)"$/=\1/' <<<"$line" | sed -E "s/='(.*)'$/=\1/")"
            ;;
        esac
        ;;
    esac
  done <"$1"
}

certificates() {
  local end=''
  ask end "certificate of the server" \
    "(SELECT VARIABLE_VALUE FROM performance_schema.global_status WHERE VARIABLE_NAME = 'Ssl_server_not_after')"
  certificate server "$end"
  certificate authority "$(openssl x509 -noout -enddate -in /etc/mysql/tls/ca.pem 2>/dev/null | cut -d = -f 2)"
}

# views whose columns cannot be read: they fail every dump
views() {
  local statements
  if ! statements=$(sql --execute "SELECT CONCAT('SHOW FIELDS FROM \`', REPLACE(TABLE_SCHEMA, '\`', '\`\`'), '\`.\`', REPLACE(TABLE_NAME, '\`', '\`\`'), '\`;')
      FROM information_schema.VIEWS WHERE TABLE_SCHEMA NOT IN ($SYSTEM_SCHEMAS)"); then
    fact unanswered "views: $(complaint)"
    return
  fi
  sql --force <<<"$statements" >/dev/null
  # a view that was dropped meanwhile (1049, 1146), or is locked (1205), is not broken
  grep --invert-match --extended-regexp '^ERROR (1049|1146|1205) ' "$complaints" |
    sed --quiet --regexp-extended 's/^ERROR ([0-9]+) \([^)]*\) at line [0-9]+: /\1 /p' | sort --unique |
    while IFS= read -r view; do fact broken_view "$view"; done
}

# filters of the binary log; the statement has another name up to 8.3
logged() {
  local row
  if ! row=$(sql --execute 'SHOW BINARY LOG STATUS') && ! row=$(sql --execute 'SHOW MASTER STATUS'); then
    fact unanswered "binary log: $(complaint)"
    return
  fi
  # the last column, a GTID set of several servers, contains line feeds
  fact log_filter "$(cut -f 3,4 <<<"${row%%$'\n'*}" | tr '\t' ' ')"
}

# transactions of XA that are prepared: format, length, length, name
prepared() {
  tell_each prepared 'XA RECOVER CONVERT XID'
}

# copies of a dump
leftovers() {
  case $role in
    source) fact leftovers "$(find /var/lib/plumbline-seed/outgoing -type f 2>/dev/null)" ;;
    replica) fact leftovers "$(find /var/lib/plumbline/mysql/incoming -type f 2>/dev/null)" ;;
  esac
}

# certificate WHOSE END: the end in OpenSSL's format
certificate() {
  fact "certificate $1" "$(date --date "${2:-nothing}" +%s 2>/dev/null)"
}

main() {
  account=$1 role=$2 database=$3 VARIABLES=$4
  shift 4
  system
  steps
  disks
  updates
  clock
  logins
  firewall
  peers "$@"
  if [[ $role != none ]]; then
    mysqld
    leftovers
  fi
  fact complete yes
}

main "$@" </dev/null; exit
