#!/bin/bash
# root-tree.sh TARGET: unpacks and configures the guest's packages into the new folder TARGET/tree. TARGET/mysql gets
# MySQL's own packages unopened; all their dependencies are in the tree.
#
# Environment: ARCHIVE (URL), SUITE, COMPONENTS, KEYRING, SECURITY_ARCHIVE (URL or empty), MYSQL_SUITE (another suite of
# ARCHIVE, or empty), PACKAGES, KERNEL, APT_CONF (a file of apt settings that stays in the tree). Runs as root in its
# own mount namespace.
set -Eeuo pipefail
umask 022

target=$1
tree=$target/tree

sources() {
  local suites=("$SUITE" "$SUITE-updates")
  stanza "$ARCHIVE" "${suites[*]}" "$COMPONENTS"
  if [[ -n $SECURITY_ARCHIVE ]]; then stanza "$SECURITY_ARCHIVE" "$SUITE-security" "$COMPONENTS"; fi
}

stanza() {
  printf 'Types: deb\nURIs: %s\nSuites: %s\nComponents: %s\nSigned-By: %s\n\n' "$1" "$2" "$3" "$KEYRING"
}

in_tree() {
  chroot "$tree" /usr/bin/env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin DEBIAN_FRONTEND=noninteractive LC_ALL=C.UTF-8 "$@"
}

bootstrap() {
  local -a settings=()
  local line
  while IFS= read -r line; do settings+=(--aptopt="$line"); done <"$APT_CONF"
  sources >"$target/archive.sources"
  # documentation takes time to unpack; the lab makes initrd and boot loader itself
  mmdebstrap --mode=root --variant=minbase --format=directory \
    --include="${PACKAGES// /,},$KERNEL" \
    "${settings[@]}" \
    --aptopt='Acquire::Check-Valid-Until "false"' \
    --aptopt='Acquire::Languages "none"' \
    --dpkgopt=force-unsafe-io --dpkgopt=force-confold \
    --dpkgopt='path-exclude=/usr/share/doc/*' \
    --dpkgopt='path-exclude=/usr/share/man/*' \
    --dpkgopt='path-exclude=/usr/share/info/*' \
    --dpkgopt='path-exclude=/usr/share/locale/*' \
    --essential-hook="mkdir -p \"\$1/etc/initramfs-tools\" && echo 'update_initramfs=no' >\"\$1/etc/initramfs-tools/update-initramfs.conf\"" \
    --skip=cleanup/apt/lists,cleanup/apt/cache \
    "$SUITE" "$tree" "$target/archive.sources"
  rm "$target/archive.sources"
}

# MySQL's dependencies go into the image, MySQL itself does not: the guest's first boot installs it
mysql() {
  local from=() package
  local -a needed own
  if [[ -n $MYSQL_SUITE ]]; then
    stanza "$ARCHIVE" "$MYSQL_SUITE" "$COMPONENTS" >"$tree/etc/apt/sources.list.d/mysql.sources"
    printf 'Package: *\nPin: release n=%s\nPin-Priority: 100\n' "$MYSQL_SUITE" >"$tree/etc/apt/preferences.d/mysql"
    in_tree apt-get -qq update
    from=(--target-release "$MYSQL_SUITE")
  fi
  mapfile -t own < <(planned | grep -E '^mysql-')
  mapfile -t needed < <(planned | grep -vE '^mysql-')
  ((${#own[@]} > 0)) || { echo "the suite has no mysql-server" >&2; exit 1; }
  in_tree apt-get -qq --yes "${from[@]}" --no-install-recommends install "${needed[@]}"
  in_tree apt-get -qq clean
  mkdir "$tree/tmp/mysql"
  for package in "${own[@]}"; do
    in_tree sh -c "cd /tmp/mysql && apt-get -qq ${from[*]} download $package"
  done
  mv "$tree/tmp/mysql" "$target/mysql"
  if [[ -n $MYSQL_SUITE ]]; then
    rm "$tree/etc/apt/sources.list.d/mysql.sources" "$tree/etc/apt/preferences.d/mysql"
    rm -f "$tree"/var/lib/apt/lists/*_dists_"$MYSQL_SUITE"_*
  fi
}

# names of the packages that installing MySQL would add, as a guest's apt-get sees it
planned() {
  in_tree apt-get "${from[@]}" --simulate --option APT::Install-Recommends=true install mysql-server |
    awk '$1 == "Inst" { print $2 }'
}

main() {
  mkdir -p "$target"
  bootstrap
  # the mounts that package scripts need end with this namespace
  mount -t proc proc "$tree/proc"
  cp /etc/resolv.conf "$tree/etc/resolv.conf"
  printf '#!/bin/sh\nexit 101\n' >"$tree/usr/sbin/policy-rc.d"
  chmod 0755 "$tree/usr/sbin/policy-rc.d"
  mysql
  rm "$tree/usr/sbin/policy-rc.d"
}

main
