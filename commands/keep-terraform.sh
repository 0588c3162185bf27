#!/bin/bash
# Stands in for Terraform under cdktf. cdktf runs Terraform on a pseudo-terminal and, on Ctrl-C, ends at once: the
# hang-up would kill Terraform before it has saved what it made. So a hang-up is ignored, here and in what is run.
# While Terraform runs, a file named by its process id tells the command above cdktf whom to interrupt and to wait for.
set -Eeuo pipefail
trap '' HUP
running=$PLUMBLINE_TERRAFORM_PROCESSES/$$
mkdir -- "$running"
code=0
(
  : > "$running/$BASHPID"
  exec "$PLUMBLINE_TERRAFORM" "$@"
) || code=$?
rm -r -- "$running"
exit "$code"
