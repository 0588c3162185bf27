#!/bin/bash
# shellcheck disable=SC2317
# reach.sh: waits on the operator's machine until a node that restarts answers at its SSH port. Terraform would wait by
# itself, but would soon look only every 20 s.
#
# Environment: NODE (its name, for messages), HOST, PORT; LIMIT_SECONDS (default 900).
# Written for bash 3.2 and OpenSSH 8.4 (macOS).
set -Eeuo pipefail

# ---- what scripts on the operator's machine share; they set NODE, HOST, PORT and limit --------------------------------
STEP=${0##*/}
STEP=${STEP%.sh}

say() {
  printf '%s %s: %s\n' "$STEP" "$NODE" "$*"
}

fail() {
  printf '%s %s: %s\n%s %s: to do: %s\n' "$STEP" "$NODE" "$1" "$STEP" "$NODE" "$2" >&2
  exit 1
}

# wait_for_sshd: waits until the server answers; its Ed25519 host key, if it has one, is then in $offered. It asks for
# one kind of key, because each kind is a connection: a newer sshd punishes clients that connect often and do not log
# in.
wait_for_sshd() {
  local told=no
  while :; do
    offered=$(ssh-keyscan -T 5 -t ed25519 -p "$PORT" "$HOST" 2>&1) || true
    case $offered in
    *SSH-2.0*) return 0 ;;
    esac
    [ "$SECONDS" -lt "$limit" ] ||
      fail "no answer from $HOST port $PORT for $limit s" "see whether the server is started, its NAT rule is there, and the firewall lets this machine in (\`operators\` of the plan)"
    if [ "$told" = no ]; then
      say "waiting for $HOST port $PORT to answer, at most $limit s: the server may still be starting"
      told=yes
    fi
    sleep 1
  done
}
# --------------------------------------------------------------------------------------------------------------------

main() {
  : "${NODE:?}" "${HOST:?}" "${PORT:?}"
  limit=${LIMIT_SECONDS:-900}
  wait_for_sshd
}

main; exit
