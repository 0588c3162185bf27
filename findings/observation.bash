# shellcheck shell=bash
# Sourced by every script here: how an observation is shown and compared.

# no script ends without words
trap 'printf "CHANGED: line %s of %s failed: %s\n" "$LINENO" "$(basename "${BASH_SOURCE[0]}")" "$BASH_COMMAND" >&2' ERR

# refuse WORDS: this machine cannot show it. Not the same as an observation that changed.
refuse() {
  printf '%s: %s\n' "$(basename "$0")" "$*" >&2
  exit 2
}

# seen WORDS VALUE
seen() {
  printf '%s: %s\n' "$1" "$2"
}

# expected WORDS CONDITION...: a condition as for test. When it does not hold, the tool has changed, and so must the finding.
expected() {
  local words=$1
  shift
  if ! test "$@"; then
    printf 'CHANGED: "%s" does not hold any more: test %s\n' "$words" "$*" >&2
    exit 1
  fi
}
