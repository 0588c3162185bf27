#!/bin/bash
# stage.sh FOLDER COMMAND...: creates FOLDER once. COMMAND gets a temporary folder name as its last argument; the result
# is renamed to FOLDER when it is complete. Concurrent runs for the same FOLDER wait. Removes what interrupted runs
# left.
set -Eeuo pipefail
umask 022

folder=$1
making=$folder.making
shift

leave() {
  local mounted
  # do not remove through what COMMAND has mounted there
  while IFS= read -r mounted; do umount --lazy "$mounted"; done \
    < <(findmnt --list --noheadings --output TARGET | grep -F -- "$making" | tac)
  rm -rf --one-file-system -- "$making"
}

# COMMAND inherits the lock: no run starts while any process of an earlier one is alive
exec {lock}>"$folder.lock"
if ! flock --nonblock "$lock"; then
  echo "waiting for another run that makes ${folder##*/}"
  flock "$lock"
fi
if [[ -d $folder ]]; then exit; fi
trap leave EXIT
trap 'exit 143' TERM INT HUP
leave
"$@" "$making"
mv --no-target-directory -- "$making" "$folder"
