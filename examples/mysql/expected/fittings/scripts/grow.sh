#!/bin/bash
# shellcheck disable=SC2317
# grow.sh UNIT:GIGABYTES...: adds the disks at these SCSI units to the volume group of / and grows / while it is
# mounted. Unit 0 is the image's own disk and stays as it is. If a disk grew, all of it is used.
set -Eeuo pipefail

# every program that this step runs has the descriptor of its lock open, and LVM's tools would warn about that
export LVM_SUPPRESS_FD_WARNINGS=1

# ---- what all steps share ------------------------------------------------------------------------------------------
STEP=${0##*/}
STEP=${STEP%.sh}
flaws=0
leftovers=()

# say MESSAGE: one line of progress
say() {
  printf '%s: %s\n' "$STEP" "$*"
}

# fail CAUSE REMEDY: ends the step
fail() {
  printf '%s: %s\n%s: to do: %s\n' "$STEP" "$1" "$STEP" "$2" >&2
  exit 1
}

# flaw CAUSE REMEDY: like fail, but continues, so that all flaws are reported at once; no_flaws then ends a step that
# has any
flaw() {
  printf '%s: %s\n%s: to do: %s\n' "$STEP" "$1" "$STEP" "$2" >&2
  flaws=$((flaws + 1))
}

no_flaws() {
  if ((flaws > 0)); then exit 1; fi
}

# begin NAME: first action of a step on a node. Only one step at a time runs on a node, because a script continues there
# when the Terraform that started it is killed. $lock is the descriptor that holds the lock; a daemon must not inherit
# it.
begin() {
  local file=${PLUMBLINE_LOCK:-/run/plumbline/lock}
  STEP=$1
  trap 'broke $? $LINENO' ERR
  trap clean_up EXIT
  umask 077
  [[ $EUID == 0 ]] || fail "runs as $(id -un), needs root" "run it with sudo"
  # its own folder, because a file that anybody could lock first would keep every step waiting
  if [[ $file == /run/plumbline/* ]]; then install --directory --mode=0700 --owner=root --group=root /run/plumbline; fi
  exec {lock}<>"$file"
  if ! flock --nonblock "$lock"; then
    say "waiting for the step that holds this node: $(cat -- "$file")"
    flock --wait 3600 "$lock" ||
      fail "another step has held this node for an hour: $(cat -- "$file")" "look at what it waits for, or end it, and apply again"
  fi
  printf '%s since %(%F %T)T, process %s\n' "$STEP" -1 "$$" >"$file"
}

broke() {
  # a failure inside $(...) is reported where its result is used
  ((BASH_SUBSHELL > 0)) ||
    printf '%s: a command in line %s of this script ended with status %s\n%s: to do: see what it printed above\n' \
      "$STEP" "$2" "$1" "$STEP" >&2
}

# remove_at_exit PATH...: for uploaded secrets, and for temporary files
remove_at_exit() {
  leftovers+=("$@")
}

clean_up() {
  if ((${#leftovers[@]} > 0)); then rm -rf -- "${leftovers[@]}"; fi
}

# replace_file SOURCE DESTINATION MODE OWNER:GROUP: puts the text of SOURCE (- for the standard input) in place
# atomically, unless it is already there. MODE is octal, OWNER and GROUP are names. Sets $replaced to yes or no.
replace_file() {
  local source=$1 destination=$2 mode=$3 owner=$4 new
  if [[ $source == - ]]; then
    source=$(mktemp --tmpdir=/run plumbline-XXXXXX)
    remove_at_exit "$source"
    cat >"$source"
  fi
  # shellcheck disable=SC2034
  replaced=no
  if cmp --silent -- "$source" "$destination" &&
    [[ $(stat --format '%04a %U:%G' -- "$destination") == "$mode $owner" ]]; then
    return
  fi
  # its ending is unknown, so that a folder of drop-ins ignores it
  new=$(mktemp -- "$destination.plumbline-XXXXXX")
  remove_at_exit "$new"
  cat -- "$source" >"$new"
  chown -- "$owner" "$new"
  chmod -- "$mode" "$new"
  mv --force --no-target-directory -- "$new" "$destination"
  say "wrote $destination"
  # shellcheck disable=SC2034
  replaced=yes
}

# within SECONDS WHAT COMMAND...: tries until the command succeeds, reports once what it waits for, returns 1 when the
# time is over. As in any condition, a failing command inside a function given to it does not end that function.
within() {
  local limit=$1 what=$2 end=$((SECONDS + $1)) pause=0.1 told=no
  shift 2
  until "$@"; do
    ((SECONDS < end)) || return 1
    if [[ $told == no ]]; then
      say "waiting for $what, at most $limit s"
      told=yes
    else
      pause=0.5
    fi
    sleep "$pause"
  done
}
# --------------------------------------------------------------------------------------------------------------------

rescan() {
  local host
  for host in /sys/class/scsi_host/host*/scan; do
    if [[ -w $host ]]; then echo '- - -' >"$host"; fi
  done
  # the kernel does not check the size of a known disk again by itself
  for host in /sys/class/scsi_disk/*/device/rescan; do
    if [[ -w $host ]]; then echo 1 >"$host"; fi
  done
  udevadm settle --timeout=30
}

# disk_at UNIT: the whole disk at a SCSI unit, which is the third number of host:channel:target:lun
disk_at() {
  lsblk --nodeps --noheadings --paths --raw --output NAME,TYPE,HCTL |
    awk -v unit="$1" '$2 == "disk" { split($3, address, ":"); if (address[3] == unit) print $1 }'
}

attached() {
  [[ -n $(disk_at "$1") ]]
}

add() {
  local unit=$1 gigabytes=$2 disks disk owner size extent used
  within 30 "the disk at SCSI unit $unit" attached "$unit" ||
    fail "there is no disk at SCSI unit $unit" "compare the server's disks with the plan; what the node sees: lsblk -o NAME,SIZE,HCTL"
  mapfile -t disks < <(disk_at "$unit")
  ((${#disks[@]} == 1)) ||
    fail "more than one disk is at SCSI unit $unit: ${disks[*]}" "keep the server's disks on one SCSI controller"
  disk=${disks[0]}
  size=$(blockdev --getsize64 "$disk")
  # a gigabyte of the platform is 2^30 bytes; the step accepts a few blocks less
  ((size >= gigabytes * 1024 * 1024 * 1024 * 95 / 100)) ||
    fail "$disk at SCSI unit $unit has $((size / 1024 / 1024 / 1024)) GB, the plan says $gigabytes" "wait until the platform has expanded the disk, then apply again"

  owner=$(pvs --noheadings --options vg_name --select "pv_name=$disk" | tr -d ' ')
  if [[ $owner == "$group" ]]; then
    read -r size extent used < <(pvs --noheadings --nosuffix --units b --options dev_size,vg_extent_size,pv_size "$disk")
    # LVM keeps less than two extents of a disk for itself
    if ((size - used >= 2 * extent)); then
      pvresize "$disk"
      say "$disk grew"
    fi
    return
  fi
  [[ -z $owner ]] ||
    fail "$disk at SCSI unit $unit belongs to the volume group $owner, not to $group" "it holds data of something else: use another unit, or take the disk off that group by hand"
  if ! pvs --noheadings "$disk" >/dev/null 2>&1; then
    [[ $(lsblk --noheadings --raw --output NAME "$disk" | wc -l) == 1 ]] ||
      fail "$disk at SCSI unit $unit has partitions" "it holds data: save it, empty the disk with wipefs, and apply again"
    [[ -z $(wipefs --no-act --noheadings "$disk") ]] ||
      fail "$disk at SCSI unit $unit is not blank: $(wipefs --no-act --noheadings --output TYPE "$disk" | tr '\n' ' ')" "it holds data: save it, empty the disk with wipefs, and apply again"
    # neither --force nor -ff: a disk that is not blank is never overwritten
    pvcreate --yes "$disk"
  fi
  vgextend "$group" "$disk"
  say "$disk added to the volume group $group"
}

main() {
  local root pair volume group
  begin grow
  root=$(findmnt --noheadings --output SOURCE /)
  [[ $(lsblk --nodeps --noheadings --raw --output TYPE "$root") == lvm ]] ||
    fail "/ is on $root, which is no logical volume" "use an image with its root file system on LVM, or a plan without extra disks"
  read -r group volume < <(lvs --noheadings --options vg_name,lv_path "$root")
  rescan
  for pair in "$@"; do
    [[ $pair =~ ^[0-9]+:[0-9]+$ ]] || fail "\"$pair\" is no UNIT:GIGABYTES" "give each disk as its SCSI unit, a colon and its size, e.g. 1:50"
    if [[ ${pair%%:*} != 0 ]]; then add "${pair%%:*}" "${pair#*:}"; fi
  done
  # lvextend ends with status 5 if nothing is free
  if (($(vgs --noheadings --options vg_free_count "$group") > 0)); then
    lvextend --resizefs --extents +100%FREE "$volume"
    say "/ grew to $(df --human-readable --output=size / | tail -n 1 | tr -d ' ')"
  elif (($(df --block-size=1 --output=size / | tail -n 1) < $(blockdev --getsize64 "$root") * 9 / 10)); then
    # an earlier run ended after it grew the volume, and before it grew the file system
    fsadm --yes resize "$volume"
    say "the file system of / takes all of $volume"
  fi
}

main "$@"; exit
