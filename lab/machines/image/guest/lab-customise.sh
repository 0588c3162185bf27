#!/bin/bash
# lab-customise: does what the platform's guest customisation does: host name, root's password, addresses, its own host
# key. Once per deployment id, so that later changes by an administrator survive restarts.
#
# Settings come from QEMU as the fw_cfg item opt/lab/guest: KEY=value lines that no shell ever evaluates:
#   ID=2f6c...             deployment id; a new id repeats everything
#   HOSTNAME=master-sql
#   PASSWORD_HASH=$6$...   of root, in the format of crypt(5)
#   NIC0=52:54:00:00:00:10|10.1.0.7/24,2001:db8:a::7/64|10.1.0.1,2001:db8:a::1|10.1.0.3
#                          MAC|addresses|gateways|DNS servers, each a comma separated list, empty if none; NIC1 ...
set -Eeuo pipefail

SETTINGS=/sys/firmware/qemu_fw_cfg/by_name/opt/lab/guest/raw
APPLIED=/var/lib/lab-customised
NETWORKS=/etc/systemd/network

setting() {
  sed -n "s/^$1=//p" "$SETTINGS" | head -n 1
}

name() {
  local name=$1
  printf '%s\n' "$name" >/etc/hostname
  printf '%s\n' "$name" >/proc/sys/kernel/hostname
  printf '127.0.0.1 localhost\n127.0.1.1 %s\n::1 localhost ip6-localhost ip6-loopback\nff02::1 ip6-allnodes\nff02::2 ip6-allrouters\n' \
    "$name" >/etc/hosts
}

# nic NUMBER MAC ADDRESSES GATEWAYS DNS
nic() {
  {
    printf '[Match]\nMACAddress=%s\n[Network]\nIPv6AcceptRA=no\n' "$2"
    each 'Address=%s\n' "$3"
    each 'Gateway=%s\n' "$4"
    each 'DNS=%s\n' "$5"
  } >"$NETWORKS/10-nic$1.network"
  each 'nameserver %s\n' "$5" >>/etc/resolv.conf.new
}

# each FORMAT LIST
each() {
  local -a items
  IFS=, read -r -a items <<<"$2"
  local item
  # shellcheck disable=SC2059
  for item in "${items[@]}"; do printf "$1" "$item"; done
}

nics() {
  local number mac addresses gateways dns
  mkdir -p "$NETWORKS"
  rm -f "$NETWORKS"/10-nic*.network /etc/resolv.conf.new
  for number in 0 1 2 3 4 5 6 7 8 9; do
    IFS='|' read -r mac addresses gateways dns < <(setting "NIC$number") || continue
    nic "$number" "$mac" "$addresses" "$gateways" "$dns"
  done
  if [[ -e /etc/resolv.conf.new ]]; then mv /etc/resolv.conf.new /etc/resolv.conf; fi
}

host_key() {
  rm -f /etc/ssh/ssh_host_*
  # an RSA key takes an emulated processor up to ten seconds
  ssh-keygen -q -t ed25519 -N '' -f /etc/ssh/ssh_host_ed25519_key
}

main() {
  local id hash host
  modprobe -q qemu_fw_cfg || true
  if [[ ! -r $SETTINGS ]]; then
    echo "lab-customise: no settings"
    [[ -e /etc/ssh/ssh_host_ed25519_key ]] || host_key
    return
  fi
  id=$(setting ID)
  if [[ -e $APPLIED && $(<"$APPLIED") == "$id" ]]; then return; fi
  host=$(setting HOSTNAME)
  if [[ -n $host ]]; then name "$host"; fi
  hash=$(setting PASSWORD_HASH)
  # not as an argument, which every user of the machine can read
  if [[ -n $hash ]]; then chpasswd --encrypted <<<"root:$hash"; fi
  nics
  host_key
  printf '%s\n' "$id" >"$APPLIED"
  echo "lab-customise: applied $id"
}

main
