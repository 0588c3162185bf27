#!/bin/bash
# shellcheck disable=SC2317
# boot.sh: puts the seed of cloud-init in place and restarts the machine into its first boot. It leaves alone a node
# that has had its first boot. boot-finish.sh continues after the restart.
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

# reboot_after_login: lets nobody log in any more, and restarts the machine after the login that runs this step has
# ended. So the next connection reaches the new boot, never the old one.
reboot_after_login() {
  local process=$$ await=''
  cp /proc/sys/kernel/random/boot_id /var/lib/plumbline/boot-id
  while ((process > 1)); do
    # sshd, and sshd-session since OpenSSH 9.8
    if [[ $(</proc/"$process"/comm) == sshd* ]]; then
      await="timeout 15 tail --pid=$process --sleep-interval=0.2 --follow /dev/null; "
      break
    fi
    process=$(awk '$1 == "PPid:" { print $2 }' /proc/"$process"/status)
  done
  # waits for the end of the login, for 15 s at most
  systemd-run --quiet --collect --unit plumbline-reboot --on-active=1 --timer-property=AccuracySec=100ms \
    /bin/sh -c "${await}systemctl reboot"
  # open logins survive this
  systemctl stop ssh.socket 2>/dev/null || true
  systemctl stop ssh.service
}

# a first boot that broke off, for example in a power cut, leaves packages with which apt does not continue
mend_packages() {
  if [[ -z $(dpkg --audit) && -z $(find /var/lib/dpkg/updates -type f -print -quit) ]]; then return; fi
  say "an installation broke off on this node; dpkg goes on with it"
  DEBIAN_FRONTEND=noninteractive dpkg --force-confold --configure --pending ||
    fail "packages are half installed, and dpkg cannot go on with them" "see what it says above; on a new server nothing is lost by replacing it: \`-replace\` its ddcloud_server"
}

# what only root reads, and only while the first boot lasts: cloud-init's schema is told to it as a notice, since words of
# another release than this node's keep nothing from being done
schema() {
  local said
  said=$(cloud-init schema --config-file "$here/user-data" 2>&1) || case $said in
  # a release that has no such check
  *"invalid choice"*) ;;
  *)
    if [[ -e $here/guest.json ]]; then
      say "notice: this node's cloud-init does not know all of the node's cloud-config: $(python3 "$here/guest.py" mask <<<"$said")"
    else
      printf '%s\n' "$said" >&2
      fail "this node's cloud-init ($(cloud-init --version 2>&1)) does not take the user-data" "see the key that it names above; nothing was changed on the node"
    fi
    ;;
  esac
}

# the part of a cloud-config that cloud-init is not given, because it would keep it where others look
guest() {
  local folder=/var/lib/plumbline/guest file
  rm --recursive --force -- "$folder"
  if [[ ! -e $here/guest.json ]]; then return; fi
  install --directory --mode=0700 "$folder"
  for file in guest.json guest.py settled-user-data; do
    if [[ -e $here/$file ]]; then replace_file "$here/$file" "$folder/$file" 0600 root:root; fi
  done
}

main() {
  local seed=/var/lib/cloud/seed/nocloud
  begin boot
  # whatever this step comes to, secrets are not left where they were uploaded
  if [[ -e $here/guest.json ]]; then remove_at_exit "$here"/{guest.json,user-data,settled-user-data}; fi
  if [[ -e /var/lib/plumbline/booted ]]; then
    say "this node has had its first boot; nothing to do"
    exit
  fi
  if ! command -v cloud-init >/dev/null; then
    say "the image has no cloud-init, installing it"
    export DEBIAN_FRONTEND=noninteractive
    # shellcheck disable=SC2015
    apt-get --quiet=2 update &&
      apt-get --quiet=2 --yes --no-install-recommends -o DPkg::Lock::Timeout=600 -o Dpkg::Use-Pty=0 install cloud-init ||
      fail "cloud-init could not be installed" "see what apt-get says above: usually the node reaches no package archive (DNS, outbound firewall)"
  fi
  schema
  mend_packages
  install --directory --mode=0755 /var/lib/cloud /var/lib/cloud/seed "$seed" /var/lib/plumbline /etc/cloud/cloud.cfg.d
  replace_file "$here/user-data" "$seed/user-data" 0600 root:root
  replace_file "$here/meta-data" "$seed/meta-data" 0600 root:root
  replace_file "$here/99-plumbline.cfg" /etc/cloud/cloud.cfg.d/99-plumbline.cfg 0644 root:root
  guest
  rm --force /etc/cloud/cloud-init.disabled /var/lib/plumbline/contextualised
  # forgets the image's earlier boots; the seed stays
  cloud-init clean --logs
  say "restarting into the first boot"
  reboot_after_login
}

here=$(cd -- "$(dirname -- "$0")" && pwd)
main "$@"; exit
