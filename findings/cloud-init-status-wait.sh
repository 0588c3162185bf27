#!/bin/bash
# cloud-init 25.1.4: what `cloud-init status --wait` does while it waits.
#
# Expected: a wait looks for the file in which cloud-init notes its result (/run/cloud-init/result.json), which costs next to
# nothing. Up to 22.4 it is just that: a look at that folder, four times a second.
#
# Seen: each look starts systemctl, up to twice: `show-environment` where the systemd generator has left no mark, and `show` for
# the units of the stages. A wait of some seconds starts a dozen processes, each of which is a question to systemd, too.
#
# Why it matters: scripts wait like this for the first boot, when a small machine installs its packages and has no time to
# spare. In an emulated machine of one or two processors the wait took a part of the boot that one can measure. To look for the
# file oneself, and ask cloud-init only for the result, costs nothing.
set -Eeuo pipefail
# shellcheck source=/dev/null
. "$(dirname "$0")/observation.bash"

readonly VERSION=25.1.4-1+deb13u1
readonly CALLS=/run/calls

if [[ -z ${FINDINGS_ROOT:-} ]]; then
  ((EUID == 0)) || refuse "run this as root: it needs namespaces, mounts and chroot"
  for program in debootstrap unshare apt-get; do
    command -v "$program" >/dev/null || refuse "this needs a Debian machine with $program"
  done
  work=$(mktemp -d)
  trap 'rm -rf --one-file-system "$work"' EXIT
  # the archive that this machine's own release comes from
  release=$(sed -n 's/^VERSION_CODENAME=//p' /etc/os-release)
  # shellcheck disable=SC2016
  archive=$(apt-get indextargets --format '$(SITE) $(RELEASE)' 'Created-By: Packages' |
    awk -v release="$release" '$2 == release && !found++ { print $1 }')
  [[ -n $archive ]] || refuse "apt of this machine knows no archive for its own release; add one and run apt-get update"
  debootstrap --variant=minbase trixie "$work/tree" "$archive" >"$work/debootstrap.log" ||
    refuse "debootstrap made no tree: $(tail -n 3 "$work/debootstrap.log")"
  printf '#!/bin/sh\nexit 101\n' >"$work/tree/usr/sbin/policy-rc.d"
  chmod 0755 "$work/tree/usr/sbin/policy-rc.d"
  DEBIAN_FRONTEND=noninteractive LC_ALL=C chroot "$work/tree" apt-get -qq --no-install-recommends \
    -o Dpkg::Options::=--force-unsafe-io install cloud-init >"$work/install.log" 2>&1 ||
    refuse "cloud-init did not install: $(tail -n 3 "$work/install.log")"
  # shellcheck disable=SC2016
  installed=$(dpkg-query --admindir="$work/tree/var/lib/dpkg" --show --showformat '${Version}' cloud-init)
  [[ $installed == "$VERSION" ]] || refuse "the archive has cloud-init $installed; this finding was seen with $VERSION"
  FINDINGS_ROOT=$work/tree unshare --mount --net --pid --fork --kill-child bash "$0"
  exit
fi

tree=$FINDINGS_ROOT
mount -t proc proc "$tree/proc"
mount -t tmpfs tmpfs "$tree/run"
mkdir -p "$tree/run/cloud-init" "$tree/run/systemd/system"
# as systemd's generator and the stages leave it in the middle of a boot
: >"$tree/run/cloud-init/enabled"
cat >"$tree/run/cloud-init/status.json" <<'END'
{"v1": {"datasource": "DataSourceNoCloud", "stage": "modules-final",
  "init-local": {"start": 1.0, "finished": 2.0, "errors": [], "recoverable_errors": {}},
  "init": {"start": 3.0, "finished": 4.0, "errors": [], "recoverable_errors": {}},
  "modules-config": {"start": 5.0, "finished": 6.0, "errors": [], "recoverable_errors": {}},
  "modules-final": {"start": 7.0, "finished": null, "errors": [], "recoverable_errors": {}}}}
END
# answers as systemd does for a unit that is at work, and counts
cat >"$tree/usr/local/sbin/systemctl" <<END
#!/bin/sh
echo "\$1" >>$CALLS
[ "\$1" != show ] || printf 'MainPID=4242\nUnitFileState=enabled\nActiveState=activating\nSubState=start\n'
END
chmod 0755 "$tree/usr/local/sbin/systemctl"

chroot "$tree" cloud-init status --wait >/dev/null &
waiting=$!
for ((second = 0; second < 60; second++)); do
  calls=$(wc -l 2>/dev/null <"$tree$CALLS") || calls=0
  if ((calls >= 12)); then break; fi
  sleep 1
done
ended=yes
kill -0 "$waiting" 2>/dev/null && ended=no
# the wait ends with the result
echo '{"v1": {"datasource": "DataSourceNoCloud", "errors": []}}' >"$tree/run/cloud-init/result.json"
result=0
wait "$waiting" || result=$?

seen "systemctl was started while cloud-init was waited for" "$calls times"
seen "what for" "$(sort -u "$tree$CALLS" | tr '\n' ' ')"
seen "the wait was over before there was a result, and its exit status with it" "$ended, $result"
expected "one wait starts systemctl a dozen times" "$calls" -ge 12
expected "it waits for the result" "$ended$result" = no0
