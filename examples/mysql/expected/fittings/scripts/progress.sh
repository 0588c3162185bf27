#!/bin/bash
# shellcheck disable=SC2317
# progress.sh begin STEP=RUN [EARLIER=RUN@ADDRESS]... | end STEP=RUN: records how far the steps of this node have come.
# Terraform writes a step into its state when the step begins, and leaves it there if it is killed: so a step leaves its
# run's id here as its last action, and no step begins if an earlier one has not completed the run that Terraform
# considers done.
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

main() {
  local act=$1
  shift
  begin progress
  case $act in
    begin) begin_run "$@" ;;
    end) end_run "$1" ;;
  esac
}

main "$@"; exit
