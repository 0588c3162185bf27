#!/bin/bash
# Terraform 1.11.4: a destroy-time provisioner of a resource that leaves the configuration, and what the plan says about it.
#
# Expected: the manual says that a destroy-time provisioner goes with its block, and that a `removed` block can hold one instead.
# Whether cleaning up will happen is then a part of the plan, or at least a warning where a `removed` block holds none.
#
# Seen: three configurations (the block is just gone; `removed` without a provisioner; `removed` with the provisioner repeated)
# give the same plan, byte for byte, in words and in JSON (but for the time of the plan). None warns. Only the apply of the third
# one's saved plan runs the command.
#
# Why it matters: who approves a plan cannot see whether a machine will be drained before it goes, nor that a command will run at
# all. A check for that has to read the configuration.
set -Eeuo pipefail
# shellcheck source=/dev/null
. "$(dirname "$0")/terraform.bash"

provisioner='provisioner "local-exec" {
    when = destroy
    command = "echo drained >>ran"
  }'
resource="resource \"terraform_data\" \"node\" {
  $provisioner
}"
removed() {
  printf 'removed {\n  from = terraform_data.node\n  lifecycle { destroy = true }\n  %s\n}\n' "$1"
}

printf '%s\n' "$resource" >main.tf
terraform init >/dev/null
terraform apply -auto-approve >/dev/null
cp terraform.tfstate before

# attempt NAME CONFIGURATION: plans it from the same state, keeps the words and the JSON, applies that plan; what the command said
attempt() {
  local name=$1
  cp before terraform.tfstate
  rm -f ran
  printf '%s\n' "$2" >main.tf
  terraform plan -no-color -out=plan >"$name.txt" 2>&1
  terraform show -json plan |
    node -p 'const plan = JSON.parse(require("fs").readFileSync(0)); delete plan.timestamp; JSON.stringify(plan)' >"$name.json"
  terraform apply plan >/dev/null
  if [[ -e ran ]]; then cat ran; else echo nothing; fi
}
# different KIND: how many different files the three plans of one kind are
different() {
  sha256sum "gone.$1" "bare.$1" "held.$1" | cut -d ' ' -f 1 | sort -u | wc -l
}
gone=$(attempt gone '') bare=$(attempt bare "$(removed '')") held=$(attempt held "$(removed "$provisioner")")
warnings=$(cat gone.txt bare.txt held.txt | grep -ci warning || true)

seen "run at the apply when the block is gone" "$gone"
seen "run at the apply with removed" "$bare"
seen "run at the apply with removed and a provisioner in it" "$held"
seen "different plans in words, in JSON" "$(different txt), $(different json)"
expected "without a provisioner in removed nothing runs" "$gone $bare" = "nothing nothing"
expected "with one it runs" "$held" = drained
expected "the plans have the same words" "$(different txt)" -eq 1
expected "the plans have the same JSON" "$(different json)" -eq 1
expected "no plan warns" "$warnings" -eq 0
