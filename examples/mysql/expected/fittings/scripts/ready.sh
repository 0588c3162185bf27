#!/bin/bash
# shellcheck disable=SC2317
# ready.sh: checks whether the node is as the plan says, and changes nothing. Each flaw has its own message, and all are
# reported at once.
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

# name, login_user, root_gigabytes, clock_synchronised, peers, and what a cloud-config wants otherwise: sshd_otherwise and
# root_password
read_expectations() {
  # shellcheck source=/dev/null
  source "$here/expectations"
}

sshd_values() {
  local user effective keyword value is other
  install --directory --mode=0755 /run/sshd
  for user in root "$login_user"; do
    # the values that sshd uses for this user, wherever the login comes from
    if ! effective=$(sshd -T -C "user=$user,host=any.example,addr=2001:db8::1" 2>&1); then
      flaw "sshd does not take its configuration: ${effective//$'\n'/ }" "mend the file that it names in /etc/ssh, before the next restart locks everybody out"
      return
    fi
    while read -r keyword value; do
      for other in "${sshd_otherwise[@]}"; do
        if [[ ${other%% *} == "$keyword" ]]; then value=${other#* }; fi
      done
      # newer releases of OpenSSH print keywords with capitals
      is=$(awk -v keyword="${keyword,,}" 'tolower($1) == keyword { print $2; exit }' <<<"$effective")
      # the older of two names of one value, and the one that sshd prints
      if [[ $is == without-password ]]; then is=prohibit-password; fi
      [[ ${is,,} == "${value,,}" ]] ||
        flaw "sshd has $keyword $is for $user, the plan wants $value" "see which file in /etc/ssh/sshd_config.d says so before 10-plumbline.conf: sshd takes the first"
    done <<'VALUES'
PermitRootLogin no
PasswordAuthentication no
KbdInteractiveAuthentication no
PermitEmptyPasswords no
PubkeyAuthentication yes
AuthenticationMethods publickey
HostbasedAuthentication no
IgnoreRhosts yes
X11Forwarding no
AllowAgentForwarding no
AllowTcpForwarding no
AllowStreamLocalForwarding no
PermitTunnel no
PermitUserEnvironment no
MaxAuthTries 4
LoginGraceTime 30
MaxStartups 10:30:60
ClientAliveInterval 60
ClientAliveCountMax 5
LogLevel VERBOSE
HostKeyAlgorithms ssh-ed25519
KexAlgorithms curve25519-sha256,curve25519-sha256@libssh.org,sntrup761x25519-sha512@openssh.com,diffie-hellman-group18-sha512,diffie-hellman-group16-sha512
Ciphers chacha20-poly1305@openssh.com,aes256-gcm@openssh.com,aes128-gcm@openssh.com,aes256-ctr,aes192-ctr,aes128-ctr
MACs hmac-sha2-256-etm@openssh.com,hmac-sha2-512-etm@openssh.com,umac-128-etm@openssh.com
VALUES
  done
  [[ $root_password == allowed || $(passwd --status root | cut -d ' ' -f 2) == L* ]] ||
    flaw "root has a password" "lock it: sudo passwd --lock root"
}

synchronised() {
  if command -v chronyc >/dev/null && systemctl is-active --quiet chrony.service; then
    chronyc waitsync 1 0.5 >/dev/null 2>&1
  else
    [[ $(timedatectl show --property NTPSynchronized --value) == yes ]]
  fi
}

clock() {
  [[ $clock_synchronised == yes ]] || return 0
  within 180 "the clock to be synchronised" synchronised ||
    flaw "the clock is not synchronised" "see what the node's NTP client says (timedatectl timesync-status, or chronyc sources); UDP port 123 must be let out, and \`ntp\` of the plan must name servers that answer"
}

names() {
  local peer address found
  [[ -z $name || $(uname -n) == "$name" ]] ||
    flaw "the host name is $(uname -n), the plan says $name" "set it: sudo hostnamectl hostname $name"
  for peer in "${peers[@]}"; do
    # both in the form of getent, because an address has many spellings
    address=$(getent ahostsv6 "${peer#*=}" | awk '{ print $1; exit }') || true
    found=$(getent ahostsv6 "${peer%%=*}" | awk '{ print $1; exit }') || true
    if [[ -z $address ]]; then
      flaw "this node looks for no IPv6 address, since it has none itself" "see ip -6 address: the platform gives one to every server, often by router advertisements that something drops"
      return
    fi
    [[ -n $found && $found == "$address" ]] ||
      flaw "${peer%%=*} resolves to ${found:-nothing}, the plan says ${peer#*=}" "look for a second line with that name in /etc/hosts, or apply the configure step again"
  done
}

# the sum of the disks, minus a tenth for LVM and the file system, and minus 4 GB for /boot, the boot loader and swap of
# the image
size() {
  local least=$((root_gigabytes * 9 / 10 - 4)) is
  is=$(($(df --block-size=1 --output=size / | tail --lines=1) / 1024 / 1024 / 1024))
  ((is >= least)) ||
    flaw "the root file system has $is GB, with $root_gigabytes GB of disks it must have $least at least" "see which disk is not in it: lsblk -o NAME,SIZE,HCTL; pvs; then apply the grow step again"
}

firewall() {
  [[ $(nft list chain inet plumbline input 2>/dev/null) == *'policy drop'* ]] ||
    flaw "the node's firewall rules are not in force" "load them: sudo systemctl restart plumbline-firewall; and see what flushed them (nftables.service, ufw)"
  systemctl is-enabled --quiet plumbline-firewall.service ||
    flaw "the node's firewall rules do not come back after a restart" "sudo systemctl enable plumbline-firewall"
}

# what cloud-init and the node's cloud-config keep is for root alone; secrets of a first boot are gone
secrets() {
  local file
  for file in /var/lib/cloud/seed/nocloud/user-data /var/lib/cloud/instance/user-data.txt /var/lib/plumbline/guest; do
    if [[ -e $file && $(stat --format '%U %A' -- "$file") != 'root '?[rwx-][rwx-][rwx-]------ ]]; then
      flaw "others than root may read $file, in which secrets may be" "close it: sudo chown root:root $file; sudo chmod go= $file"
    fi
  done
  for file in "/home/$login_user/.plumbline/boot"/{user-data,settled-user-data,guest.json} /var/lib/plumbline/guest/settled-user-data; do
    if [[ -e $file ]]; then
      flaw "$file is still there, in which secrets of the first boot may be" "remove it: sudo rm $file"
    fi
  done
}

# not a flaw: a system update months later must neither stop nor restart a running database
restart() {
  if [[ -e /run/reboot-required ]]; then
    say "notice: the system asks for a restart ($(sort --unique /run/reboot-required.pkgs 2>/dev/null | tr '\n' ' ')); choose a time for it"
  fi
}

main() {
  local name login_user root_gigabytes clock_synchronised peers sshd_otherwise=() root_password=none
  begin ready
  read_expectations
  sshd_values
  names
  size
  firewall
  if [[ -e /var/lib/plumbline/guest-settled ]]; then secrets; fi
  restart
  clock
  no_flaws
  say "logins, names, disks, firewall and clock are as the plan says"
}

here=$(cd -- "$(dirname -- "$0")" && pwd)
main "$@"; exit
