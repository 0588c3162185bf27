#!/bin/bash
# shellcheck disable=SC2317
# role.sh: runs on the operator's machine, which sees all members of a replication, and compares the roles in the plan
# with those of the servers. It makes no replicating server a source, and no server that accepts writes a replica,
# before somebody has decided whose data count: it then reports all problems at once and changes nothing. It opens the
# source of a new group for writes.
#
# Environment: GROUP (its name), SOURCE (id of the member that should be the source), PORT, DEPLOYER_KEY (private), RUN
# (what this run leaves on each node at its end), MEMBERS (one per line: id, login, address, run of the previous step,
# public host key); LIMIT_SECONDS (default 900).
# Written for bash 3.2 and OpenSSH 8.4 (macOS), unlike role-node.sh.
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

prepare() {
  work=$(mktemp -d)
  trap 'rm -rf "$work"' EXIT
  trap 'exit 130' INT
  trap 'exit 143' TERM HUP
  printf '%s\n' "$DEPLOYER_KEY" >"$work/deployer"
  unset DEPLOYER_KEY
  count=0
  while read -r id login host ready host_key; do
    count=$((count + 1))
    ids[count]=$id
    logins[count]=$login
    hosts[count]=$host
    readies[count]=$ready
    printf 'node %s\n' "$(printf '%s' "$host_key" | awk '{ print $1 " " $2 }')" >"$work/$count.known_hosts"
  done <<MEMBERS
$MEMBERS
MEMBERS
}

# on MEMBER WORDS...: runs role-node.sh there, without the ssh configuration of the user who runs this, as Terraform
# connects, too
on() {
  local member=$1 status=0 HOST=${hosts[$1]} NODE=${ids[$1]} offered
  shift
  wait_for_sshd
  ssh -F none -T -p "$PORT" -l "${logins[$member]}" -i "$work/deployer" -o BatchMode=yes \
    -o ConnectTimeout=10 -o ServerAliveInterval=5 -o ServerAliveCountMax=6 -o LogLevel=ERROR \
    -o GlobalKnownHostsFile=/dev/null -o HostKeyAlias=node -o ControlPath=none -o IdentitiesOnly=yes -o IdentityAgent=none \
    -o PreferredAuthentications=publickey -o StrictHostKeyChecking=yes -o UserKnownHostsFile="$work/$member.known_hosts" \
    -o HostKeyAlgorithms=ssh-ed25519 "$HOST" "sudo -n bash -s -- $*" <"$here/role-node.sh" || status=$?
  if [ "$status" -eq 255 ]; then
    fail "the connection to $HOST broke off, or its host key or login is another one than this deployment's" "see the line of ssh above; apply again"
  fi
  return "$status"
}

# everywhere ACT: runs it for all members at the same time; the output of each is in $work/MEMBER.ACT
everywhere() {
  local act=$1 member failed=0 processes=
  for member in $(members); do
    ("$act" "$member" >"$work/$member.$act" 2>"$work/$member.$act.complaints") &
    processes="$processes $!"
  done
  for member in $processes; do wait "$member" || failed=1; done
  for member in $(members); do told "$member" "$act"; done
  return "$failed"
}

members() {
  local member=1
  while [ "$member" -le "$count" ]; do
    echo "$member"
    member=$((member + 1))
  done
}

# told MEMBER ACT: prints its messages, under its name
told() {
  named "$1" <"$work/$1.$2.complaints" >&2
}

named() {
  sed "s/^role: /role ${ids[$1]}: /"
}

look() {
  on "$1" look "$RUN" "${readies[$1]}"
}

# flaw CAUSE REMEDY: of the member $NODE; all are reported at once
flaw() {
  printf '%s %s: %s\n%s %s: to do: %s\n' "$STEP" "$NODE" "$1" "$STEP" "$NODE" "$2" >&2
  flaws=$((flaws + 1))
}

# fact MEMBER WORD: what it said about itself
fact() {
  sed -n "s/^$2 //p" "$work/$1.look"
}

# facts MEMBER: sets all of its facts as variables
facts() {
  NODE=${ids[$1]}
  mysqld=$(fact "$1" mysqld)
  own_uuid=$(fact "$1" server_uuid)
  databases=$(fact "$1" databases)
  own_set=$(fact "$1" gtid_executed)
  read_only=$(fact "$1" read_only)
  read_only_by=$(fact "$1" read_only_by)
  channels=$(fact "$1" channels)
  runs=$(fact "$1" runs)
  receives=$(fact "$1" receives)
  unapplied=$(fact "$1" unapplied)
  loading=$(fact "$1" loading)
}

may_be_source() {
  local state=stopped
  if [ "$runs" -gt 0 ]; then state=running; fi
  if [ -n "$channels" ]; then
    flaw "the plan calls this node the source of $GROUP, and it is a replica of $channels (its channel is $state${unapplied:+; received and not applied yet: $unapplied}); nothing was changed" "$PUT_BACK. To make this node the source by hand: (1) see that nobody writes at $channels any more: stop it, or set super_read_only = ON there; (2) on this node, sudo mysql -e \"STOP REPLICA IO_THREAD; START REPLICA SQL_THREAD; SELECT WAIT_FOR_EXECUTED_GTID_SET(RECEIVED_TRANSACTION_SET, 3600) FROM performance_schema.replication_connection_status\" must say 0, for each channel: all that was received is applied; (3) sudo mysql -e 'STOP REPLICA; RESET REPLICA ALL; SET GLOBAL super_read_only = OFF; SET GLOBAL read_only = OFF'; (4) apply again, with the source as the plan has it now"
  elif [ "$loading" = yes ]; then
    flaw "the plan calls this node the source of $GROUP, and it holds part of a copy only: loading it broke off" "$PUT_BACK, and apply: the seed step loads it anew"
  elif [ "$read_only" = 1 ] && [ -n "$own_set$databases" ]; then
    # a node without data may become anything
    flaw "the plan calls this node the source of $GROUP, and it takes no writes: read_only is ON$read_only_by; nothing was changed" "if somebody keeps writes off on purpose, wait for that, or make the member the source in the plan that is it; if this node is to take writes: sudo mysql -e 'SET GLOBAL super_read_only = OFF; SET GLOBAL read_only = OFF', see that no SET PERSIST says otherwise, and apply again"
  fi
}

# a channel that receives nothing, and this server's own writes: somebody made it a source, in a hurry or with the way
# back kept open
promoted() {
  [ "$receives" -eq 0 ] || return 1
  case $own_set in
  *"$own_uuid"*) return 0 ;;
  *) return 1 ;;
  esac
}

may_be_replica() {
  local channel="its channel from $channels is stopped"
  # until a load is complete, no data there count, and a node without data loses nothing
  if [ "$read_only" = 1 ] || [ "$loading" = yes ] || [ -z "$own_set$databases" ]; then return 0; fi
  if [ -z "$channels" ]; then
    channel='it has no channel'
  elif [ "$runs" -gt 0 ]; then
    channel="its channel does not reach $channels"
  fi
  if [ -z "$channels" ] || promoted; then
    flaw "the plan calls this node a replica in $GROUP, and it takes writes: read_only is OFF, $channel, and it holds data (${databases:-transactions $own_set}); nothing was changed" "if applications write here (it is the source still, or was promoted by hand): make this node the \`source\` of $GROUP in the plan. If it is to be a replica, and nobody writes here any more: on this node, sudo mysql -e 'RESET PERSIST IF EXISTS super_read_only; RESET PERSIST IF EXISTS read_only; SET GLOBAL super_read_only = ON', and apply again; data that the source does not have are then not given up without \`reseed\`"
  fi
}

# judge: checks whether each member may be what the plan calls it
judge() {
  local member
  for member in $(members); do
    facts "$member"
    if [ "$mysqld" != up ]; then
      flaw "mysqld does not run on this node, so nobody can tell whose data count in $GROUP; nothing was changed" "start it as it is (sudo systemctl start mysql), and apply again; if it does not start: journalctl --unit mysql"
    elif [ "$NODE" = "$SOURCE" ]; then
      may_be_source
    else
      may_be_replica
    fi
  done
  if [ "$flaws" -gt 0 ]; then exit 1; fi
}

settle_replica() {
  if [ "${ids[$1]}" != "$SOURCE" ]; then on "$1" settle replica "$RUN"; fi
}

settle_source() {
  if [ "${ids[$1]}" = "$SOURCE" ]; then on "$1" settle source "$RUN"; fi
}

main() {
  local flaws=0 act member
  : "${GROUP:?}" "${SOURCE:?}" "${PORT:?}" "${MEMBERS:?}" "${DEPLOYER_KEY:?}" "${RUN:?}"
  NODE=$GROUP
  limit=${LIMIT_SECONDS:-900}
  PUT_BACK="put \`source\` of $GROUP in the plan back as it was: a plan does not change the source yet"
  umask 077
  prepare
  say "looking at the servers of $count members"
  everywhere look || exit 1
  judge
  # replicas first: two servers must never accept writes at the same time
  for act in settle_replica settle_source; do
    everywhere "$act" || exit 1
    for member in $(members); do named "$member" <"$work/$member.$act"; done
  done
  NODE=$GROUP
  say "$SOURCE is the source"
}

here=$(cd "$(dirname "$0")" && pwd)
main; exit
