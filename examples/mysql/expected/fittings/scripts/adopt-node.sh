#!/bin/bash
# shellcheck disable=SC2317
# adopt-node.sh ACT: the part of adopt that runs on a node; adopt.sh passes it to bash over the connection. Acts:
#   state  prints `closed` if all of this is done, which then also ends this run, otherwise `open`
#   open   (as root) makes the user of LOGIN_USER with keys and sudo, and installs the host key that Terraform made
#   close  (as that user, with sudo) does the same, because an earlier run may have ended anywhere; then closes root
# The last two read LOGIN_USER, DEPLOYER_PUBLIC, OPERATOR_KEYS, HOST_KEY_PRIVATE and HOST_KEY_PUBLIC. RUN is what
# progress.sh looks for, so that a later step knows that root's login is closed.
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

DROP_INS=/etc/ssh/sshd_config.d
ROOT_CLOSED=$DROP_INS/05-plumbline-root.conf

state() {
  if [[ $(passwd --status root | cut -d ' ' -f 2) == L* ]] && effective permitrootlogin no && effective hostkeyalgorithms ssh-ed25519; then
    ended
    echo closed
  else
    echo open
  fi
}

# ended: writes the id of this run where progress.sh looks for it
ended() {
  [[ -n ${RUN-} ]] || return 0
  install --directory --mode=0755 /var/lib/plumbline /var/lib/plumbline/steps
  replace_file - /var/lib/plumbline/steps/adopt 0644 root:root <<<"$RUN" >/dev/null
}

# effective KEYWORD VALUE: whether sshd uses this value for root; newer releases of OpenSSH print keywords with capitals
effective() {
  [[ $(sshd -T -C user=root,host=any.example,addr=192.0.2.1 | awk -v keyword="$1" 'tolower($1) == keyword { print $2 }') == "$2" ]]
}

user() {
  command -v sudo >/dev/null || fail "the image has no sudo" "choose an image that has it"
  local home=/home/$LOGIN_USER
  if ! id "$LOGIN_USER" >/dev/null 2>&1; then
    useradd --create-home --shell /bin/bash --user-group "$LOGIN_USER"
    say "made the user $LOGIN_USER"
  fi
  install --directory --mode=0700 --owner="$LOGIN_USER" --group="$LOGIN_USER" "$home/.ssh"
  replace_file - "$home/.ssh/authorized_keys" 0600 "$LOGIN_USER:$LOGIN_USER" < <(printf '%s\n' "$DEPLOYER_PUBLIC" "$OPERATOR_KEYS" | sed '/^[[:space:]]*$/d')
  # one broken file there makes sudo refuse everybody
  printf '%s ALL=(ALL) NOPASSWD:ALL\n' "$LOGIN_USER" >"$work/sudoers"
  visudo --check --quiet --file="$work/sudoers"
  replace_file "$work/sudoers" /etc/sudoers.d/90-plumbline 0440 root:root
  for step in adopt grow prepare boot configure ready role source link seed verify; do
    install --directory --mode=0700 --owner="$LOGIN_USER" --group="$LOGIN_USER" "$home/.plumbline" "$home/.plumbline/$step"
  done
}

# the only host key from now on; writes files first, and configures sshd last
host_key() {
  install --directory --mode=0755 /run/sshd "$DROP_INS"
  replace_file - /etc/ssh/ssh_host_ed25519_key 0600 root:root <<<"$HOST_KEY_PRIVATE"
  replace_file - /etc/ssh/ssh_host_ed25519_key.pub 0644 root:root <<<"$HOST_KEY_PUBLIC"
  replace_file - "$DROP_INS/05-plumbline-host-key.conf" 0644 root:root <<'CONF'
# one host key, made by Terraform and pinned by every connection
HostKey /etc/ssh/ssh_host_ed25519_key
HostKeyAlgorithms ssh-ed25519
CONF
  take_in "$DROP_INS/05-plumbline-host-key.conf" hostkeyalgorithms ssh-ed25519
}

root_closed() {
  install --directory --mode=0755 /run/sshd
  replace_file - "$ROOT_CLOSED" 0644 root:root <<<'PermitRootLogin no'
  take_in "$ROOT_CLOSED" permitrootlogin no
  # last, because `state` checks it
  passwd --lock root >/dev/null
  say "root can no longer log in"
}

# take_in FILE KEYWORD VALUE: sshd continues with its new configuration, or without the file if that does not work
take_in() {
  local said
  if ! said=$(sshd -t 2>&1); then
    rm -- "$1"
    fail "sshd does not take $1: $said" "choose an image with OpenSSH 8.9 or newer"
  fi
  if ! effective "$2" "$3"; then
    rm -- "$1"
    fail "sshd does not read $1, or another value of $2 comes first" "choose an image whose /etc/ssh/sshd_config includes $DROP_INS/*.conf at its top"
  fi
  # even if the file existed before: an earlier run may have broken off before this line
  systemctl reload ssh.service 2>/dev/null || systemctl reload sshd.service 2>/dev/null || within 10 "sshd to be through with its last reload" hang_up
}

# for a node without systemd; while sshd restarts itself, the file does not exist
hang_up() {
  [[ -s /run/sshd.pid ]] && kill -HUP "$(</run/sshd.pid)"
}

main() {
  begin adopt
  work=$(mktemp --directory)
  remove_at_exit "$work"
  case $1 in
  state) state ;;
  open)
    user
    host_key
    ;;
  close)
    user
    host_key
    root_closed
    ended
    ;;
  esac
}

main "$@" </dev/null; exit
