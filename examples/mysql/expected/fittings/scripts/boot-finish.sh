#!/bin/bash
# shellcheck disable=SC2317
# boot-finish.sh: waits until cloud-init has finished the first boot, and restarts the machine once more if the system's
# update needs it. It installs nothing.
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

# newest_kernel: version of the newest installed kernel; empty on a machine whose kernel comes from outside
newest_kernel() {
  find /boot -maxdepth 1 -name 'vmlinuz-*' -printf '%f\n' | sed 's/^vmlinuz-//' | sort --version-sort | tail --lines=1
}

newest_kernel_runs() {
  local newest
  newest=$(newest_kernel)
  [[ -z $newest || $newest == "$(uname -r)" ]]
}

# cloud_init_says: what cloud-init has recorded, one line each: "error TEXT" for the failure of a stage, "LEVEL TEXT"
# for a problem after which it continued, such as a word in the image's configuration that later releases will not know.
# Prints nothing if the release is too old to say.
cloud_init_says() {
  local record
  record=$(cloud-init status --format json 2>/dev/null) || true
  # not among its words, which everybody sees, since an error may have a secret
  printf '%s' "$record" | python3 -c '
import json, sys
def line(level, text):
    print(level, " ".join(str(text).split()))
record = json.load(sys.stdin)
for text in record.get("errors") or []:
    line("error", text)
for level, texts in sorted((record.get("recoverable_errors") or {}).items()):
    for text in texts:
        line(level, text)
' 2>/dev/null | masked || true
}

# stages: how long each stage of cloud-init took, by its own record. Prints nothing if there is none.
stages() {
  awk '
    /^  "[a-z-]+": \{/ { split($0, part, "\""); stage = part[2] }
    /^   "finished": [0-9]/ { finished = $2 + 0 }
    /^   "start": [0-9]/ { if (finished > 0) printf "%s%s %.0f s", (count++ ? ", " : ""), stage, finished - $2; finished = 0 }
  ' /run/cloud-init/status.json 2>/dev/null || true
}

GUEST=/var/lib/plumbline/guest

# masked: the input without the secrets of the node's cloud-config
masked() {
  if [[ -e $GUEST/guest.py ]]; then python3 "$GUEST/guest.py" mask; else cat; fi
}

# status_said: what cloud-init says of itself, in which words of a command that failed may be
status_said() {
  { cloud-init status --long 2>&1 || true; } | masked
}

# what the node's cloud-config has done: cloud-init tells of the last command alone
guest_failures() {
  if [[ ! -e $GUEST/guest.py ]] || python3 "$GUEST/guest.py" report; then return; fi
  fail "the first boot is over, and the above of the node's cloud-config failed" "mend it in the plan and apply again: the node then repeats its first boot, all of its commands included"
}

# await_cloud_init: waits until cloud-init has noted its result, at most an hour; its exit status is cloud-init's, or 124.
# `cloud-init status --wait` asks systemd anew after each quarter of a second, which takes much of a small machine's time
# from the boot that it waits for; so it is asked only now and then, for a cloud-init that never runs.
await_cloud_init() {
  # shellcheck disable=SC2016
  timeout 3600 bash -c '
    asked=-30
    until [[ -e /run/cloud-init/result.json ]]; do
      if ((SECONDS >= asked + 30)); then
        answer=$(cloud-init status 2>/dev/null)
        asked=$SECONDS
        [[ $answer =~ status:\ (running|not\ started|not\ run) ]] || break
      fi
      sleep 1
    done
    exec cloud-init status --wait >/dev/null'
}

first_boot_failed() {
  status_said >&2
  tail --lines=100 /var/log/cloud-init-output.log 2>/dev/null | masked >&2 || true
  if [[ -e $GUEST/guest.py ]]; then python3 "$GUEST/guest.py" report || true; fi
  fail "the first boot failed (cloud-init status $1), see above" "mend the cause (often a package, or no way to the package archive) and apply again: the node then repeats its first boot"
}

main() {
  local state=0 said line
  begin boot-finish
  if [[ -e /var/lib/plumbline/booted ]]; then
    say "this node has had its first boot; nothing to do"
    exit
  fi
  [[ -s /var/lib/plumbline/boot-id && $(</var/lib/plumbline/boot-id) != "$(</proc/sys/kernel/random/boot_id)" ]] ||
    fail "the machine has not restarted since boot.sh asked for it" "look at: systemctl status plumbline-reboot; then apply again"
  say "waiting for cloud-init: system update, packages, clock; usually some minutes, at most an hour"
  await_cloud_init || state=$?
  case $state in
  0) ;;
  2)
    # since 23.4, cloud-init continues after all such problems; its mark, below, says whether this node's own part is
    # done
    said=$(cloud_init_says)
    if grep --quiet '^error ' <<<"$said"; then first_boot_failed "$state"; fi
    if [[ -n $said ]]; then
      while read -r line; do say "notice: cloud-init went on after $line"; done <<<"$said"
    else
      say "notice: cloud-init ended with status 2, and does not say why"
    fi
    ;;
  124) fail "cloud-init is not through after an hour: $(status_said | tr '\n' ' ')" "see what it waits for: tail /var/log/cloud-init-output.log; and whether its units run: systemctl list-units 'cloud-*'; then apply again" ;;
  *) first_boot_failed "$state" ;;
  esac
  # cloud-init also ends with 0 if it is disabled
  [[ -e /var/lib/plumbline/contextualised &&
    $(</var/lib/plumbline/contextualised) == "$(sha256sum </var/lib/cloud/seed/nocloud/user-data | cut -d ' ' -f 1)" ]] ||
    fail "cloud-init is through, but not with this node's user-data: $(status_said | tr '\n' ' ')" "see which datasource it took: cloud-init query platform; and whether something disables it: cat /run/cloud-init/ds-identify.log"
  guest_failures
  said=$(stages)
  if [[ -n $said ]]; then say "cloud-init took: $said"; fi
  if [[ -e /run/reboot-required ]] || ! newest_kernel_runs; then
    say "the system's update asks for a restart: kernel $(uname -r) runs, $(newest_kernel) is installed"
    reboot_after_login
  elif [[ -e $GUEST/restart ]]; then
    say "power_state of the node's cloud-config asks for a restart"
    reboot_after_login
  else
    say "the first boot is complete"
  fi
}

main "$@"; exit
