#!/bin/bash
# shellcheck disable=SC2317
# boot-settled.sh: last part of the first boot, on the machine in its final state: it runs the newest kernel, and only
# the plan upgrades MySQL. It writes its mark last; boot.sh looks for that.
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

# newest_kernel: version of the newest installed kernel; empty on a machine whose kernel comes from outside
newest_kernel() {
  find /boot -maxdepth 1 -name 'vmlinuz-*' -printf '%f\n' | sed 's/^vmlinuz-//' | sort --version-sort | tail --lines=1
}

newest_kernel_runs() {
  local newest
  newest=$(newest_kernel)
  [[ -z $newest || $newest == "$(uname -r)" ]]
}

main() {
  local packages guest=/var/lib/plumbline/guest/guest.py
  begin boot-settled
  if [[ -e /var/lib/plumbline/booted ]]; then
    say "this node has had its first boot; nothing to do"
    exit
  fi
  [[ $(</var/lib/plumbline/boot-id) != "$(</proc/sys/kernel/random/boot_id)" ]] ||
    fail "the machine has not restarted since boot-finish.sh asked for it" "look at: systemctl status plumbline-reboot; then apply again"
  [[ ! -e /run/reboot-required ]] ||
    fail "the system asks for a restart, and has had one: $(sort --unique /run/reboot-required.pkgs 2>/dev/null | tr '\n' ' ')" "an update came in between; apply again"
  newest_kernel_runs ||
    fail "kernel $(uname -r) runs, but $(newest_kernel) is installed" "see why the boot loader does not take the newest (its default entry, or a kernel from outside), then apply again"
  mapfile -t packages < <(dpkg-query --show --showformat '${db:Status-Status} ${Package}\n' 'mysql-server*' 'mysql-client*' 2>/dev/null |
    awk '$1 == "installed" { print $2 }')
  if ((${#packages[@]} > 0)); then apt-mark hold "${packages[@]}"; fi
  if [[ -e $guest ]]; then
    python3 "$guest" close
    # ready looks for what must be gone
    touch /var/lib/plumbline/guest-settled
  fi
  cp /var/lib/plumbline/contextualised /var/lib/plumbline/booted.new
  mv /var/lib/plumbline/booted.new /var/lib/plumbline/booted
  say "kernel $(uname -r); the first boot is never repeated on this node"
}

main "$@"; exit
