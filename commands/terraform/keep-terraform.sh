#!/bin/bash
# Stands in for Terraform under cdktf. Before a plan or a change, what stands is looked at, and the change is judged:
# nothing is done where that says no. cdktf runs Terraform on a pseudo-terminal and, on Ctrl-C, ends at once: the
# hang-up would kill Terraform before it has saved what it made. So a hang-up is ignored, here and in what is run.
# While Terraform runs, a file named by its process id tells the command above cdktf whom to interrupt and to wait for.
set -Eeuo pipefail
more=()
case ${1-} in
apply | destroy | plan)
  here=${BASH_SOURCE[0]%/*}
  look=("$here/../../run" commands/before-terraform.ts)
  # in a package it is JavaScript already
  [[ ! -e $here/../before-terraform.js ]] || look=(node "$here/../before-terraform.js")
  "${look[@]}" "$@" || exit
  while read -r word; do more+=("$word"); done <"$PLUMBLINE_TERRAFORM_PROCESSES/arguments"
  ;;
esac
trap '' HUP
running=$PLUMBLINE_TERRAFORM_PROCESSES/$$
mkdir -- "$running"
code=0
(
  : > "$running/$BASHPID"
  exec "$PLUMBLINE_TERRAFORM" "$@" ${more[@]+"${more[@]}"}
) || code=$?
rm -r -- "$running"
exit "$code"
