#!/bin/bash
# Replaces Terraform under cdktf. Before a plan or a change, existing resources are read and the change is judged; a
# refused change does not start. cdktf runs Terraform on a pseudo-terminal and ends at once on Ctrl-C: the hang-up would
# end Terraform before it has saved its state. So hang-ups are ignored, here and in child processes. While Terraform
# runs, a file named by its process id tells the command above cdktf which process to interrupt and wait for.
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
