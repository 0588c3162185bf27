#!/bin/bash
# qemu-tree.sh TARGET: unpacks QEMU and its libraries into the new folder TARGET. QEMU runs there with that tree's
# dynamic linker; nothing is installed.
#
# Environment: ARCHIVE (URL), SUITE, KEYRING, APT_CONF (a file of apt settings). Runs as root.
set -Eeuo pipefail
umask 022

target=$1

main() {
  local -a settings=()
  local line
  while IFS= read -r line; do settings+=(--aptopt="$line"); done <"$APT_CONF"
  echo "packages of QEMU from $SUITE"
  mmdebstrap --mode=root --variant=extract --format=directory --include=qemu-system-x86,qemu-utils,seabios \
    "${settings[@]}" \
    --aptopt='Acquire::Languages "none"' \
    --dpkgopt='path-exclude=/usr/share/doc/*' \
    "$SUITE" "$target" "deb [signed-by=$KEYRING] $ARCHIVE $SUITE main"
}

main
