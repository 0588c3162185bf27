#!/bin/bash
# fresh-machine.sh [TASK...]: tries the README's commands on a fresh Debian: the smallest Debian root tree from this
# machine's archive, with only Node, npm, Go, Terraform and git added. It uses the commit that is checked out. Runs as
# root on Debian; needs mmdebstrap.
#
# Tasks (default: all):
# refusal         npm run rehearse, without a terminal: refuses before anything else, with the apt-get command
# infrastructure  npm run rehearse -- --infrastructure --yes: installs curl
# test            npm test, as root
# test-as-user    npm test, as another user
# rehearse        npm run rehearse -- --yes: installs what is missing, and proves the default plan
#
# Logs are in .cache/release. FRESH_TREE names a folder in which the tree is kept and used again.
set -Eeuo pipefail
umask 022
cd -- "$(dirname -- "${BASH_SOURCE[0]}")/.."

readonly project=$PWD
readonly logs=$PWD/.cache/release
readonly all=(refusal infrastructure test test-as-user rehearse)

codename() { sed -n 's/^VERSION_CODENAME=//p' /etc/os-release; }

# archives of this machine's own release, as lines of a sources.list, with Debian's keys
sources() {
  # shellcheck disable=SC2016
  apt-get indextargets --no-release-info --format '$(REPO_URI) $(RELEASE)' 'Created-By: Packages' | sort -u |
    awk -v codename="$(codename)" '$2 ~ "^" codename "(-updates|-security)?$" { print "deb", $1, $2, "main" }'
}

make_tree() {
  local tree=$1 line
  local -a settings=()
  while IFS= read -r line; do settings+=(--aptopt="$line"); done < <(apt-config dump | grep -iE '^Acquire::https?::Proxy')
  mkdir -p "$(dirname -- "$tree")"
  sources >"$tree.list"
  [[ -s $tree.list ]] || { echo "apt on this machine is configured with no archive of its own release" >&2; return 1; }
  mmdebstrap --mode=root --variant=minbase --format=directory --include=ca-certificates,git "${settings[@]}" \
    --dpkgopt=force-unsafe-io "$(codename)" "$tree" "$tree.list"
  rm "$tree.list"
  add_programs "$tree"
  # a root tree is not a machine: installed packages start no service
  printf '#!/bin/sh\nexit 101\n' >"$tree/usr/sbin/policy-rc.d"
  chmod 0755 "$tree/usr/sbin/policy-rc.d"
  chroot "$tree" useradd --create-home --shell /bin/bash somebody
}

# the host's own Node, npm, Go and Terraform, and the certificates and proxies of its network
add_programs() {
  local tree=$1 into=$1/usr/local
  install -m 0755 "$(readlink -f -- "$(command -v node)")" "$into/bin/node"
  install -m 0755 "$(readlink -f -- "$(command -v terraform)")" "$into/bin/terraform"
  mkdir -p "$into/lib/node_modules"
  cp -R "$(npm root --global)/npm" "$into/lib/node_modules/npm"
  ln -s ../lib/node_modules/npm/bin/npm-cli.js "$into/bin/npm"
  ln -s ../lib/node_modules/npm/bin/npx-cli.js "$into/bin/npx"
  cp -R "$(go env GOROOT)" "$into/go"
  ln -s ../go/bin/go "$into/bin/go"
  cp /etc/resolv.conf "$tree/etc/resolv.conf"
  cp /etc/ssl/certs/ca-certificates.crt "$tree/etc/ssl/certs/ca-certificates.crt"
}

# runs a command as ACCOUNT in its own copy of the project; the environment contains only what a login sets
within() {
  local tree=$1 account=$2 command=$3 home
  home=$(awk -F: -v name="$account" '$1 == name { print $6 }' "$tree/etc/passwd")
  chroot "$tree" /usr/sbin/runuser --login "$account" --command \
    "export NODE_EXTRA_CA_CERTS=/etc/ssl/certs/ca-certificates.crt; cd $home/plumbline && $command"
}

clone() {
  local tree=$1 account=$2
  # without hard links: the tree gets its own files
  git clone --quiet --no-local "file://$project" "$tree/tmp/plumbline"
  local home
  home=$(awk -F: -v name="$account" '$1 == name { print $6 }' "$tree/etc/passwd")
  rm -rf "$tree$home/plumbline"
  mv "$tree/tmp/plumbline" "$tree$home/plumbline"
  chroot "$tree" chown -R "$account:" "$home/plumbline"
}

# runs a set-up command, without which no task can run; "||" after a function would hide its failures
logged() {
  local log=$logs/$1.log
  shift
  trap 'tail -n 20 "$log" >&2' ERR
  "$@" >"$log" 2>&1
  trap - ERR
}

task() {
  local tree=$1 name=$2
  case $name in
    refusal)
      local said
      said=$(within "$tree" root 'npm run rehearse </dev/null 2>&1' && echo "it did not refuse") || true
      printf '%s\n' "$said"
      # checked before anything starts
      [[ $said == *"apt-get install --no-install-recommends "*mmdebstrap* && $said != *"[STARTED]"* && $said != *"it did not refuse" ]]
      ;;
    infrastructure) within "$tree" root 'npm run rehearse -- --infrastructure --yes </dev/null' ;;
    test) within "$tree" root 'npm test </dev/null' ;;
    test-as-user) within "$tree" somebody 'npm test </dev/null' ;;
    rehearse) within "$tree" root 'npm run rehearse -- --yes </dev/null' ;;
    *) echo "no such task: $name; there are ${all[*]}" >&2; return 2 ;;
  esac
}

main() {
  local -a tasks=("$@") failed=()
  local tree=${FRESH_TREE:-} account name began
  ((${#tasks[@]} > 0)) || tasks=("${all[@]}")
  mkdir -p "$logs"
  if [[ -z $tree ]]; then
    folder=$(mktemp -d /var/tmp/plumbline-fresh-XXXXXX)
    # mounts below it end with this process's namespace
    trap 'rm -rf --one-file-system -- "$folder"' EXIT
    tree=$folder/tree
  fi
  if [[ ! -d $tree/home/somebody ]]; then
    echo "the tree: $tree"
    logged tree make_tree "$tree"
  fi
  # a machine's root is a mount point, and programs that create namespaces rely on that
  mount --bind "$tree" "$tree"
  mount -t proc proc "$tree/proc"
  mount -t sysfs sysfs "$tree/sys"
  mount --rbind /dev "$tree/dev"
  mount -t tmpfs -o mode=1777 tmpfs "$tree/tmp"
  mount -t tmpfs -o mode=0755 tmpfs "$tree/run"
  for account in root somebody; do
    if [[ $account == somebody && " ${tasks[*]} " != *" test-as-user "* ]]; then continue; fi
    echo "npm ci, as $account"
    clone "$tree" "$account"
    logged "npm-ci-$account" within "$tree" "$account" 'npm ci'
  done
  for name in "${tasks[@]}"; do
    began=$SECONDS
    if task "$tree" "$name" >"$logs/$name.log" 2>&1; then
      echo "[x] $name, $((SECONDS - began)) s"
    else
      echo "[ ] $name failed after $((SECONDS - began)) s: $logs/$name.log"
      tail -n 20 "$logs/$name.log"
      failed+=("$name")
    fi
  done
  ((${#failed[@]} == 0))
}

if [[ -z ${FRESH_MACHINE_INSIDE:-} ]]; then
  [[ $(id -u) == 0 ]] || { echo "run it as root: it makes a root tree" >&2; exit 1; }
  FRESH_MACHINE_INSIDE=1 exec unshare --mount --propagation private --pid --fork --kill-child "${BASH_SOURCE[0]}" "$@"
fi
main "$@"
