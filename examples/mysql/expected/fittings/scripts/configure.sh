#!/bin/bash
# shellcheck disable=SC2317
# configure.sh LOGIN_USER [NAME]: what may change during a node's life, in place and only where it differs: its own name,
# names of peers, keys of operators, firewall rules. Restarts nothing and cuts no connection.
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

FIRST='# plumbline: names of nodes, from here'
LAST='# plumbline: to here'

# The first boot gave the host its name. cloud-init leaves a name alone that it did not give.
host_name() {
  [[ -n $name && $(uname -n) != "$name" ]] || return 0
  replace_file - /etc/hostname 0644 root:root <<<"$name"
  hostname "$name"
  say "the host is called $name now"
}

# keeps one block in /etc/hosts and leaves the rest alone
hosts() {
  local text
  if ! awk -v first="$FIRST" -v last="$LAST" '
    $0 == first { if (inside || seen) exit 1; inside = 1; seen = 1 }
    $0 == last { if (!inside) exit 1; inside = 0; next }
    END { if (inside) exit 1 }' /etc/hosts; then
    fail "/etc/hosts has lost one of the two lines around the block of plumbline, or has one twice" "take the block with its lines out of /etc/hosts and apply again"
  fi
  text=$(awk -v first="$FIRST" -v last="$LAST" '
    $0 == first { inside = 1 }
    !inside { print }
    $0 == last { inside = 0 }' /etc/hosts)
  replace_file - /etc/hosts 0644 root:root < <(printf '%s\n%s\n' "$text" "$FIRST" && cat -- "$here/hosts" && printf '%s\n' "$LAST")
}

authorized_keys() {
  local lines keys
  lines=$(grep --count --invert-match --extended-regexp '^[[:space:]]*(#|$)' "$here/authorized-keys" || true)
  keys=$(ssh-keygen -l -f "$here/authorized-keys" 2>/dev/null | wc -l || true)
  ((keys > 0 && keys == lines)) ||
    fail "$((lines - keys)) of $lines keys for the user $login_user are none; the keys stay as they were" "correct \`keys\` in the plan: each is one line of type, text and comment"
  install --directory --mode=0700 --owner="$login_user" --group="$login_user" "/home/$login_user/.ssh"
  replace_file "$here/authorized-keys" "/home/$login_user/.ssh/authorized_keys" 0600 "$login_user:$login_user"
}

# its own unit and its own table: this never flushes the rules of others
firewall() {
  local rules=/etc/plumbline/firewall.nft
  nft --check --file "$here/firewall.nft" ||
    fail "nftables does not take the node's firewall rules; those in force stay" "see the line that it names above"
  install --directory --mode=0755 /etc/plumbline
  replace_file - /etc/systemd/system/plumbline-firewall.service 0644 root:root <<'UNIT'
[Unit]
Description=Firewall rules of this node (nftables, table inet plumbline)
DefaultDependencies=no
Wants=network-pre.target
Before=network-pre.target shutdown.target
After=nftables.service
Conflicts=shutdown.target

[Service]
Type=oneshot
RemainAfterExit=yes
ExecStart=/usr/sbin/nft --file /etc/plumbline/firewall.nft
ExecReload=/usr/sbin/nft --file /etc/plumbline/firewall.nft
ExecStop=/usr/sbin/nft delete table inet plumbline

[Install]
WantedBy=sysinit.target
UNIT
  if [[ $replaced == yes ]]; then systemctl daemon-reload; fi
  replace_file "$here/firewall.nft" "$rules" 0644 root:root
  if [[ $replaced == yes ]] || ! nft list table inet plumbline >/dev/null 2>&1; then
    # one transaction of nftables, and open connections continue
    nft --file "$rules"
    say "firewall rules are in force"
  fi
  systemctl is-enabled --quiet plumbline-firewall.service || systemctl enable plumbline-firewall.service
  systemctl is-active --quiet plumbline-firewall.service || systemctl start plumbline-firewall.service
}

main() {
  # without a name, the node's cloud-config gives it one
  local login_user=${1?} name=${2-}
  begin configure
  hosts
  host_name
  authorized_keys
  firewall
  say "names, keys and firewall are as the plan says"
}

here=$(cd -- "$(dirname -- "$0")" && pwd)
main "$@"; exit
