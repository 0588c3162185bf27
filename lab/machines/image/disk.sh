#!/bin/bash
# disk.sh ROOT TARGET: builds what a machine boots from the packages in ROOT (see root-tree.sh): TARGET/disk.raw (volume
# group vg0 with one logical volume, the root file system), TARGET/vmlinuz, TARGET/initrd and TARGET/versions.
#
# Environment: DISK_MIB (size of the disk), KERNEL (name of the package that depends on the newest kernel), GUEST
# (folder with the lab's files for the guest). Runs as root in its own mount namespace. ROOT is only read.
set -Eeuo pipefail
umask 022

root=$1
target=$2
: "${DISK_MIB:?}" "${KERNEL:?}" "${GUEST:?}"
tree=$target/work/tree
loop=''

# LVM may touch only this device, nothing of the build machine
LVM_CONFIG="devices { filter=[\"a|^LOOP\$|\",\"r|.*|\"] use_devicesfile=0 }
  global { event_activation=0 use_lvmlockd=0 use_lvmpolld=0 }
  activation { udev_sync=0 udev_rules=0 monitoring=0 }
  backup { backup=0 archive=0 }"

in_tree() {
  chroot "$tree" /usr/bin/env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin DEBIAN_FRONTEND=noninteractive LC_ALL=C.UTF-8 "$@"
}

leave() {
  if [[ -n $loop ]]; then losetup --detach "$loop"; fi
}
trap leave EXIT

# copy on write, so that ROOT can be used again
mount_tree() {
  mkdir -p "$target/work"/{tree,upper,scratch}
  mount -t overlay overlay -o "lowerdir=$root/tree,upperdir=$target/work/upper,workdir=$target/work/scratch" "$tree"
  mount -t proc proc "$tree/proc"
}

# A repository of MySQL's packages, for the guest's own apt-get install. They are repacked in a format that an emulated
# processor unpacks fast.
mysql_archive() {
  local archive=$tree/usr/share/lab/archive package
  mkdir -p "$archive"
  for package in "$root"/mysql/*.deb; do
    pack_again "$package" "$archive/${package##*/}"
  done
  (
    cd "$archive"
    for package in *.deb; do
      dpkg-deb --field "$package"
      printf 'Filename: ./%s\nSize: %s\nSHA256: %s\n\n' "$package" "$(stat --format=%s "$package")" "$(sha256sum "$package" | cut -d ' ' -f 1)"
    done >Packages
  )
  printf 'Types: deb\nURIs: file:/usr/share/lab/archive\nSuites: ./\nTrusted: yes\n' >"$tree/etc/apt/sources.list.d/lab.sources"
}

# pack_again FROM TO: repacks a package with both archives compressed by zstd; deb(5)
pack_again() {
  local members=$target/work/members member size
  mkdir -p "$members"
  printf '2.0\n' >"$members/debian-binary"
  dpkg-deb --ctrl-tarfile "$1" | in_tree zstd -q -3 >"$members/control.tar.zst"
  dpkg-deb --fsys-tarfile "$1" | in_tree zstd -q -3 >"$members/data.tar.zst"
  {
    printf '!<arch>\n'
    for member in debian-binary control.tar.zst data.tar.zst; do
      size=$(stat --format=%s "$members/$member")
      printf '%-16s%-12s%-6s%-6s%-8s%-10s`\n' "$member" 0 0 0 100644 "$size"
      cat "$members/$member"
      if ((size % 2 == 1)); then printf '\n'; fi
    done
  } >"$2"
}

kernel_version() {
  basename "$tree"/boot/vmlinuz-* | sed 's/^vmlinuz-//'
}

configure() {
  local kernel
  mkdir -p "$tree/etc/systemd/timesyncd.conf.d"
  install -m 0755 "$GUEST/lab-customise.sh" "$tree/usr/local/sbin/lab-customise"
  install -m 0644 "$GUEST/lab-customise.service" "$tree/etc/systemd/system/lab-customise.service"
  install -m 0755 "$GUEST/lab-arguments.py" "$tree/usr/local/sbin/lab-arguments"
  install -m 0644 "$GUEST/lab-arguments.service" "$tree/etc/systemd/system/lab-arguments.service"
  install -m 0644 "$GUEST/50-lab.cfg" "$tree/etc/cloud/cloud.cfg.d/50-lab.cfg"
  # the first query is often lost, because it is sent while the card comes up
  printf '[Time]\nConnectionRetrySec=2\n' >"$tree/etc/systemd/timesyncd.conf.d/10-lab.conf"
  # lazy initialisation of the inode tables would write to the disk all the time
  printf '/dev/vg0/root / ext4 errors=remount-ro,noinit_itable 0 1\n' >"$tree/etc/fstab"
  # like the platform's images: the first login is root's, by password. sshd takes the first value that it reads, and
  # drop-ins come first.
  sed -i '/^#\?PermitRootLogin/d; /^#\?PasswordAuthentication/d' "$tree/etc/ssh/sshd_config"
  printf 'PermitRootLogin yes\nPasswordAuthentication yes\n' >>"$tree/etc/ssh/sshd_config"
  sed -i '/^force-confold$/d' "$tree"/etc/dpkg/dpkg.cfg.d/*

  in_tree systemctl --quiet enable lab-arguments.service lab-customise.service systemd-networkd.service systemd-networkd-wait-online.service
  in_tree systemctl --quiet mask apt-daily.timer apt-daily-upgrade.timer dpkg-db-backup.timer e2scrub_all.timer \
    e2scrub_reap.service fstrim.timer lvm2-monitor.service getty@tty1.service serial-getty@ttyS0.service

  # a kernel installed on this disk never runs: QEMU loads the kernel from outside, which must stay the newest installed
  # one
  kernel=linux-image-$(kernel_version)
  in_tree apt-mark manual "$kernel" >/dev/null
  in_tree apt-mark hold "$kernel" >/dev/null
  in_tree dpkg --remove "$KERNEL" >/dev/null

  # each machine creates its own; systemd would copy the D-Bus id into an empty machine-id
  : >"$tree/etc/machine-id"
  rm -f "$tree/var/lib/dbus/machine-id" "$tree"/etc/ssh/ssh_host_* "$tree/etc/hostname" "$tree/etc/resolv.conf"
  printf '127.0.0.1 localhost\n::1 localhost\n' >"$tree/etc/hosts"
  find "$tree/var/log" -type f -delete

  # AppArmor profiles of absent programs cost fifteen seconds of a boot; MySQL's comes with MySQL
  find "$tree/etc/apparmor.d" -maxdepth 1 -type f -delete
  # the linker's cache is already up to date
  touch "$tree/etc/.updated" "$tree/var/.updated"
}

# the guest's first apt-get update then finds nothing new
package_lists() {
  in_tree apt-get -qq --option Dir::Etc::SourceList=/etc/apt/sources.list.d/lab.sources --option Dir::Etc::SourceParts=- \
    --option APT::Get::List-Cleanup=false update
  in_tree apt-cache gencaches
}

boot_files() {
  local kernel
  kernel=$(kernel_version)
  printf 'MODULES=list\nFSTYPE=ext4\n' >"$tree/etc/initramfs-tools/conf.d/lab"
  printf '%s\n' virtio_pci virtio_scsi virtio_blk sd_mod dm_mod ext4 >>"$tree/etc/initramfs-tools/modules"
  in_tree mkinitramfs -o /tmp/initrd "$kernel"
  # an emulated processor boots faster if nothing is compressed; a guest does not need the names of hardware vendors
  in_tree unmkinitramfs /tmp/initrd /tmp/initrd.parts
  rm "$tree/tmp/initrd.parts/usr/lib/udev/hwdb.bin"
  in_tree sh -c 'cd /tmp/initrd.parts && find . | sort | cpio --quiet --create --format=newc --owner=+0:+0' >"$target/initrd"
  cp "$tree/boot/vmlinuz-$kernel" "$target/vmlinuz"
  rm -rf "$tree"/tmp/initrd* "$tree"/boot/initrd.img*
}

lvm() {
  in_tree "$1" --config "${LVM_CONFIG/LOOP/$loop}" --driverloaded n "${@:2}"
}

# LVM keeps its metadata in the first MiB, and the logical volume follows: filling it needs no device mapper
disk() {
  local bytes
  truncate --size="${DISK_MIB}M" "$target/disk.raw"
  mount --rbind /dev "$tree/dev"
  loop=$(losetup --find --show "$target/disk.raw")
  {
    lvm pvcreate --yes --dataalignment 1m "$loop"
    lvm vgcreate vg0 "$loop"
    lvm lvcreate --yes --activate n --zero n --wipesignatures n --name root --extents 100%FREE vg0
  } >/dev/null
  bytes=$(lvm lvs --noheadings --nosuffix --units b --options lv_size vg0/root | tr -d ' ')
  losetup --detach "$loop"
  loop=''
  umount --recursive "$tree/dev"
  umount "$tree/proc"

  # the guest's own mke2fs, because the guest's kernel and fsck must support the features it enables
  MKE2FS_CONFIG=$tree/etc/mke2fs.conf "$tree/usr/lib/x86_64-linux-gnu/ld-linux-x86-64.so.2" \
    --library-path "$tree/usr/lib/x86_64-linux-gnu" "$tree/usr/sbin/mke2fs" \
    -q -F -t ext4 -b 4096 -L root -E offset=1048576,lazy_itable_init=1,lazy_journal_init=1 -d "$tree" \
    "$target/disk.raw" "$((bytes / 4096))"
}

versions() {
  # shellcheck source=/dev/null
  printf 'os=%s\n' "$(source "$tree/etc/os-release" && printf '%s' "$PRETTY_NAME")"
  printf 'kernel=%s\n' "$(kernel_version)"
  printf 'mysql=%s\n' "$(for package in "$root"/mysql/mysql-server_*.deb; do dpkg-deb --field "$package" Version; done)"
}

main() {
  mkdir -p "$target"
  mount_tree
  mysql_archive
  configure
  package_lists
  boot_files
  versions >"$target/versions"
  disk
  umount "$tree"
  rm -rf "$target/work"
}

main
