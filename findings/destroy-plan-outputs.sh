#!/bin/bash
# Terraform 1.11.4: what a plan to destroy says about outputs.
#
# Expected: a destroy plan lists outputs with the value they had after the last apply ("before") and null ("after"). Nothing new
# is evaluated, since everything goes.
#
# Seen: outputs are evaluated anew first, with the variables of this plan. "before" is then a value that no apply ever gave out
# (here: the variable of the plan's own command line), in the words of the plan and in output_changes of its JSON, while
# `terraform output` goes on with the old value.
#
# Why it matters: guards and programs for approval read a destroy plan to say which addresses or names go. They name others than
# those that exist. Read `terraform output -json` or the state for what is there.
set -Eeuo pipefail
# shellcheck source=/dev/null
. "$(dirname "$0")/terraform.bash"

cat >main.tf <<'TF'
variable "address" { default = "10.0.0.1" }
resource "terraform_data" "node" {}
output "address" { value = var.address }
TF
terraform init >/dev/null
terraform apply -auto-approve >/dev/null
terraform plan -no-color -destroy -var address=10.0.0.2 -out=plan >plan.txt
line=$(grep 'address = ' plan.txt | tr -s ' ' | sed 's/^ //')
before=$(terraform show -json plan | node -p 'JSON.parse(require("fs").readFileSync(0)).output_changes.address.before')
kept=$(output address)

seen "terraform output" "$kept"
seen "the plan to destroy says" "$line"
seen "output_changes.address.before" "$before"
expected "the state keeps what was applied" "$kept" = '"10.0.0.1"'
expected "before is a value that was never applied" "$before" = 10.0.0.2
expected "so is what the plan says in words" "$line" = '- address = "10.0.0.2" -> null'
