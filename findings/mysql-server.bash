# shellcheck shell=bash
# Sourced by the scripts beside it. The script that sources this file goes on as root inside namespaces of its own (mounts,
# network, processes), in which MySQL 9.7.4 from Debian's unstable suite is installed and not yet started. Everything that the
# script starts or writes ends with it. Gives start, stop, sql, inside and copy, and what observation.bash gives.
#
# The tree of packages takes some minutes. FINDINGS_TREE=FOLDER keeps it for the next run; no script writes to it.

# shellcheck source=/dev/null
. "$(dirname "${BASH_SOURCE[0]}")/observation.bash"

readonly VERSION=9.7.4-2
readonly SOCKET=/run/mysqld/mysqld.sock

# The archive that this machine's own release comes from: it holds the unstable suite too.
archive() {
  local release
  release=$(sed -n 's/^VERSION_CODENAME=//p' /etc/os-release)
  # shellcheck disable=SC2016
  apt-get indextargets --format '$(SITE) $(RELEASE)' 'Created-By: Packages' |
    awk -v release="$release" '$2 == release && !found++ { print $1 }'
}

build() {
  local target=$1 from candidate
  from=$(archive)
  [[ -n $from ]] || refuse "apt of this machine knows no archive for its own release; add one and run apt-get update"
  debootstrap --variant=minbase sid "$target" "$from" >"$work/debootstrap.log" ||
    refuse "debootstrap made no tree: $(tail -n 3 "$work/debootstrap.log")"
  printf '#!/bin/sh\nexit 101\n' >"$target/usr/sbin/policy-rc.d"
  chmod 0755 "$target/usr/sbin/policy-rc.d"
  echo force-unsafe-io >"$target/etc/dpkg/dpkg.cfg.d/unsafe-io"
  chroot "$target" apt-get -qq -o Acquire::Check-Valid-Until=false update
  candidate=$(chroot "$target" apt-cache policy mysql-server | sed -n 's/^ *Candidate: //p')
  [[ $candidate == "$VERSION" ]] ||
    refuse "the archive has mysql-server $candidate; this finding was seen with $VERSION and says nothing about others"
  # the package prepares its data directory with a server of its own: keep that off the network of this machine
  chroot "$target" apt-get -qq --download-only --no-install-recommends install "mysql-server=$VERSION" >/dev/null
  # shellcheck disable=SC2016
  unshare --mount --net --pid --fork --kill-child /bin/sh -euc '
    mount -t proc proc "$1/proc"
    exec chroot "$1" /usr/bin/env DEBIAN_FRONTEND=noninteractive LC_ALL=C \
      apt-get -qq --no-download --no-install-recommends install "mysql-server=$2"' - "$target" "$VERSION" >/dev/null 2>&1 ||
    refuse "mysql-server $VERSION did not install"
}

# Part one: outside. It needs the network for the packages; then it starts the script again, inside.
if [[ -z ${FINDINGS_ROOT:-} ]]; then
  ((EUID == 0)) || refuse "run this as root: it needs namespaces, mounts and chroot"
  for program in debootstrap unshare apt-get; do
    command -v "$program" >/dev/null || refuse "this needs a Debian machine with $program"
  done
  work=$(mktemp -d)
  child=
  trap 'if [[ -n $child ]]; then kill -KILL "$child" 2>/dev/null || true; fi; rm -rf --one-file-system "$work"' EXIT
  trap 'exit 130' INT TERM
  tree=${FINDINGS_TREE:-$work/tree}
  if [[ ! -e $tree/usr/sbin/mysqld ]]; then
    build "$work/made"
    mv "$work/made" "$tree"
  fi
  # shellcheck disable=SC2016
  installed=$(dpkg-query --admindir="$tree/var/lib/dpkg" --show --showformat '${Version}' mysql-server)
  [[ $installed == "$VERSION" ]] || refuse "the tree has mysql-server $installed; this needs $VERSION: remove the tree"
  mkdir "$work/upper" "$work/scratch" "$work/root"
  FINDINGS_ROOT=$work/root FINDINGS_TREE=$tree FINDINGS_UPPER=$work/upper FINDINGS_SCRATCH=$work/scratch \
    unshare --mount --net --pid --fork --kill-child bash "$0" &
  child=$!
  result=0
  wait "$child" || result=$?
  child=
  exit "$result"
fi

# Part two: inside.
mount -t overlay overlay \
  -o "lowerdir=$FINDINGS_TREE,upperdir=$FINDINGS_UPPER,workdir=$FINDINGS_SCRATCH" "$FINDINGS_ROOT"
mount -t proc proc "$FINDINGS_ROOT/proc"
mount -t proc proc /proc
mount --bind /dev "$FINDINGS_ROOT/dev"
ip link set lo up
install -d -m 0755 "$FINDINGS_ROOT/etc/findings"
chroot "$FINDINGS_ROOT" install -d -o mysql -g mysql /run/mysqld /var/log/mysql

# inside COMMAND...: runs it where MySQL is installed.
inside() {
  chroot "$FINDINGS_ROOT" /usr/bin/env LC_ALL=C PATH=/usr/sbin:/usr/bin:/sbin:/bin HOME=/root "$@"
}

# start [--defaults-file=FILE] [OPTION...]: a server that answers when this returns; nonzero when it does not start.
start() {
  local first=--no-defaults
  if [[ ${1:-} == --defaults-file=* ]]; then
    first=$1
    shift
  fi
  inside mysqld "$first" --user=mysql --mysqlx=OFF --socket="$SOCKET" --log-error=/var/log/mysql/findings.log "$@" \
    >>"$FINDINGS_ROOT/var/log/mysql/findings.out" 2>&1 &
  server=$!
  until sql 'SELECT 1' >/dev/null 2>&1; do
    kill -0 "$server" 2>/dev/null || return 1
    sleep 0.3
  done
}

stop() {
  inside mysqladmin --no-defaults --socket="$SOCKET" shutdown
  wait "$server"
}

# sql STATEMENTS [OPTION OF THE CLIENT...]: tab-separated rows without heads.
sql() {
  local statements=$1
  shift
  inside mysql --no-defaults --socket="$SOCKET" --batch --skip-column-names "$@" <<<"$statements"
}

# copy FROM TO: writes database FROM with mysqldump and loads that into a new database TO of the same server.
copy() {
  sql "CREATE DATABASE $2"
  inside mysqldump --no-defaults --socket="$SOCKET" --single-transaction --set-gtid-purged=OFF "$1" \
    >"$FINDINGS_ROOT/tmp/$1.sql" 2>"$FINDINGS_ROOT/tmp/$1.warnings"
  inside mysql --no-defaults --socket="$SOCKET" "$2" <"$FINDINGS_ROOT/tmp/$1.sql"
}
