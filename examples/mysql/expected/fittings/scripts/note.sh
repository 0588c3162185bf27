#!/bin/bash
# shellcheck disable=SC2317
# note.sh begin|end FILE [BEFORE]: a marker on the operator's machine that a step is running, removed at its end. If
# Terraform is killed during a step, it considers the step done: the marker tells the next plan otherwise. BEFORE is the
# marker for which the step was run; the end writes it back, so that the following plan finds nothing new.
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
