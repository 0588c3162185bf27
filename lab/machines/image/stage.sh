#!/bin/bash
# stage.sh FOLDER COMMAND...: makes FOLDER, once. COMMAND gets the name of a folder to make as its last argument; that
# becomes FOLDER when all of it is there. Whoever else wants the same waits. What a run left behind that ended in
# between is removed.
set -Eeuo pipefail
umask 022

folder=$1
making=$folder.making
shift

leave() {
  local mounted
  # what COMMAND mounted there is not to be removed with it
  while IFS= read -r mounted; do umount --lazy "$mounted"; done \
    < <(findmnt --list --noheadings --output TARGET | grep -F -- "$making" | tac)
  rm -rf --one-file-system -- "$making"
}

# held by COMMAND too: nobody starts again while any of it still runs
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
