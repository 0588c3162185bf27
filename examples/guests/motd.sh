#!/bin/sh
# motd.sh TEXT: what a login to {{ node.name }} ({{ node.ipv6 }}) shows
set -eu
printf '%s\n' "$1" >/etc/motd
