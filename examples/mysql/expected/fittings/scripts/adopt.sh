#!/bin/bash
# shellcheck disable=SC2317
# adopt.sh: takes over a new server, from the operator's machine: from the administrator password of an image to a user
# (LOGIN_USER) with keys, a known host key, and no login of root. It is safe to run again after a break at any point,
# and changes nothing on a server that is already adopted: it needs root once.
#
# Environment: NODE (its name, for messages), HOST, PORT, LOGIN_USER, ADMIN_PASSWORD, DEPLOYER_KEY (private),
# DEPLOYER_PUBLIC, HOST_KEY_PRIVATE, HOST_KEY_PUBLIC, OPERATOR_KEYS (one per line); RUN (what this run leaves on the
# node at its end); LIMIT_SECONDS (default 900).
# Written for bash 3.2 and OpenSSH 8.4 (macOS), unlike adopt-node.sh.
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

# No argument and no command's environment contains a secret: each is in a file that only this user can read.
prepare() {
  work=$(mktemp -d)
  trap 'rm -rf "$work"' EXIT
  trap 'exit 130' INT
  trap 'exit 143' TERM HUP
  printf '%s\n' "$DEPLOYER_KEY" >"$work/deployer"
  printf '%s\n' "$ADMIN_PASSWORD" >"$work/password"
  printf '#!/bin/sh\ncat "%s/password"\n' "$work" >"$work/askpass"
  chmod 700 "$work/askpass"
  {
    printf 'LOGIN_USER=%q\n' "$LOGIN_USER"
    printf 'DEPLOYER_PUBLIC=%q\nOPERATOR_KEYS=%q\n' "$DEPLOYER_PUBLIC" "${OPERATOR_KEYS:-}"
    printf 'HOST_KEY_PRIVATE=%q\nHOST_KEY_PUBLIC=%q\nRUN=%q\n' "$HOST_KEY_PRIVATE" "$HOST_KEY_PUBLIC" "${RUN:-}"
    cat "$here/adopt-node.sh"
  } >"$work/node"
  host_key=$(printf '%s' "$HOST_KEY_PUBLIC" | awk '{ print $1 " " $2 }')
  printf 'node %s\n' "$host_key" >"$work/known_hosts"
  unset DEPLOYER_KEY ADMIN_PASSWORD HOST_KEY_PRIVATE
  "$work/askpass" >/dev/null 2>&1 ||
    fail "programs may not run in $work" "set TMPDIR to a folder of a file system that is not mounted noexec"
}

# connect USER OPTIONS... -- COMMAND: without the ssh configuration of the user who runs this, as Terraform connects,
# too. The answer of ssh is in $work/answer.
connect() {
  local user=$1
  shift
  ssh -F none -T -p "$PORT" -l "$user" -o ConnectTimeout=10 -o ServerAliveInterval=5 -o ServerAliveCountMax=6 \
    -o LogLevel=ERROR -o GlobalKnownHostsFile=/dev/null -o HostKeyAlias=node -o ControlPath=none \
    -o IdentitiesOnly=yes -o IdentityAgent=none "$@" 2>"$work/answer"
}

as_login_user() {
  connect "$LOGIN_USER" -i "$work/deployer" -o BatchMode=yes \
    -o PreferredAuthentications=publickey -o StrictHostKeyChecking=yes -o UserKnownHostsFile="$work/known_hosts" \
    -o HostKeyAlgorithms=ssh-ed25519 "$HOST" "sudo -n bash -s -- $1" <"$work/node"
}

# First contact: nobody can know the host key of a new image, so it is shown, but not checked.
as_root() {
  rm -f "$work/first_contact"
  DISPLAY=${DISPLAY:-none} SSH_ASKPASS="$work/askpass" SSH_ASKPASS_REQUIRE=force \
    connect root -o PubkeyAuthentication=no -o PreferredAuthentications=password,keyboard-interactive \
    -o NumberOfPasswordPrompts=1 -o StrictHostKeyChecking=accept-new -o UserKnownHostsFile="$work/first_contact" \
    "$HOST" "bash -s -- open" <"$work/node"
}

answer() {
  cat "$work/answer"
}

refused() {
  grep -q 'Permission denied' "$work/answer"
}

other_key() {
  grep -q 'Host key verification failed\|host key' "$work/answer"
}

# is_the_node: whether the known host key is among those that the server shows
is_the_node() {
  case $offered in
  *"$host_key"*) return 0 ;;
  *) return 1 ;;
  esac
}

# once: one attempt to adopt the server, whatever its state is now. Status 2: try again.
once() {
  local state status=0
  wait_for_sshd
  if is_the_node; then
    state=$(as_login_user state) || status=$?
    if [ "$status" -eq 0 ]; then
      # it may have waited before, and printed that
      case $state in
      *closed) say "adopted already, nothing to do" ;;
      *) close || return ;;
      esac
      return
    fi
    # prints its own words: the host key is right, so the node itself answers
    if [ "$status" -ne 255 ]; then
      answer >&2
      exit 1
    fi
    refused || return 2
  fi
  open_as_root || return
  close
}

open_as_root() {
  local status=0
  say "first login as root with the administrator password; the host key of a new image is not known to anybody"
  as_root || status=$?
  if [ -s "$work/first_contact" ]; then
    say "the server showed $(ssh-keygen -l -f "$work/first_contact" | awk '{ print $2, $NF }')"
  fi
  case $status in
  0) return 0 ;;
  255)
    refused || return 2
    if is_the_node; then
      fail "$HOST has the host key of this node, but refuses the deployer's key and root's password" "put the deployer's public key back into /home/$LOGIN_USER/.ssh/authorized_keys with an operator's key or at the console; root is closed by design"
    fi
    fail "$HOST refuses the administrator password of root, and its host key is not the one made for this node: the server has another password, or another machine answers there" "compare the host key above with the server's console, see that NAT and address lead to this server, and do not go on before you know; if the password was changed, replace the server"
    ;;
  *)
    answer >&2
    exit 1
    ;;
  esac
}

# close: closes root over the login that must work without root
close() {
  local status=0 tries=0
  as_login_user close || status=$?
  # the node has told its sshd to use the new host key, and that may take a moment
  while [ "$status" -eq 255 ] && other_key && [ "$tries" -lt 5 ]; do
    tries=$((tries + 1))
    sleep 1
    status=0
    as_login_user close || status=$?
  done
  case $status in
  0) say "adopted: $LOGIN_USER logs in by key, root does not log in" ;;
  255)
    if other_key; then
      fail "another host key answers at $HOST than the one just installed: somebody is in between, or the address leads to another server" "see that NAT and address lead to this server; root is still open there, so do not wait long"
    fi
    refused || return 2
    fail "$HOST refuses the deployer's key right after it was installed" "see its log at the console: journalctl -u ssh; often an AllowUsers or AllowGroups of the image"
    ;;
  *)
    answer >&2
    exit 1
    ;;
  esac
}

main() {
  local status
  : "${NODE:?}" "${HOST:?}" "${PORT:?}" "${LOGIN_USER:?}" "${ADMIN_PASSWORD:?}" "${DEPLOYER_KEY:?}" "${DEPLOYER_PUBLIC:?}"
  : "${HOST_KEY_PRIVATE:?}" "${HOST_KEY_PUBLIC:?}"
  limit=${LIMIT_SECONDS:-900}
  umask 077
  prepare
  while :; do
    status=0
    once || status=$?
    if [ "$status" -eq 0 ]; then exit 0; fi
    # a broken connection is tried again, a refused login is not: sshd punishes clients that ask again and again
    [ "$SECONDS" -lt "$limit" ] ||
      fail "the connection to $HOST broke off for $limit s, last: $(answer | tr '\n' ' ')" "see whether the server restarts again and again, at its console"
    say "the connection broke off ($(answer | tail -n 1)), trying again"
    sleep 2
  done
}

here=$(cd "$(dirname "$0")" && pwd)
main; exit
