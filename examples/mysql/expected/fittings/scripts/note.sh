#!/bin/bash
# shellcheck disable=SC2317
# note.sh begin|end FILE [BEFORE]: notes on the operator's machine that a step is at work, and that it has come to its end.
# Terraform takes a step for done as soon as it has begun, if it is killed then: the note tells the next plan otherwise.
# With BEFORE, the note that the step was run for, the end puts that back: the plan after it finds nothing new.
# Written for bash 3.2 (macOS).
set -Eeuo pipefail
umask 077

main() {
  case $1 in
  begin)
    mkdir -p "$(dirname "$2")"
    date -u '+broken off, begun %Y-%m-%dT%H:%M:%SZ' >"$2"
    ;;
  end)
    if [ -n "${3-}" ]; then printf '%s\n' "$3" >"$2"; else rm -f "$2"; fi
    ;;
  *)
    printf 'note.sh: "%s" is neither begin nor end\n' "$1" >&2
    exit 2
    ;;
  esac
}

main "$@"; exit
