#!/bin/bash
# chroot.sh MIRROR TARGET: a root file system with MySQL 9.7 and what a database node has of tools, from Debian's unstable
# suite. No service is started in it.
set -Eeuo pipefail

mirror=$1 target=$2
umask 022

leave() {
  if mountpoint --quiet "$target/proc"; then umount "$target/proc"; fi
}
trap leave EXIT

debootstrap --variant=minbase sid "$target" "$mirror" >/dev/null
mount -t proc proc "$target/proc"
printf '#!/bin/sh\nexit 101\n' >"$target/usr/sbin/policy-rc.d"
chmod 0755 "$target/usr/sbin/policy-rc.d"
# what is only for people to read; and dpkg need not wait for the disk
printf 'path-exclude=/usr/share/%s/*\n' doc man locale info >"$target/etc/dpkg/dpkg.cfg.d/no-documents"
echo force-unsafe-io >"$target/etc/dpkg/dpkg.cfg.d/unsafe-io"
chroot "$target" /usr/bin/env DEBIAN_FRONTEND=noninteractive LC_ALL=C PATH=/usr/sbin:/usr/bin:/sbin:/bin /bin/sh -euc '
  apt-get -o Acquire::Check-Valid-Until=false -qq update
  apt-get -qq --no-install-recommends install mysql-server openssh-server openssh-client rsync zstd python3 iproute2 \
    iputils-ping procps sudo openssl
  apt-get clean
  useradd --create-home --shell /bin/bash ubuntu
  rm -rf /var/lib/apt/lists/* /etc/ssh/ssh_host_*
  # names this server; each copy makes its own
  rm /var/lib/mysql/auto.cnf
' >/dev/null
