#!/bin/bash
# Terraform 1.11.4: a resource that a plan forgets (removed, destroy = false), in the JSON of the plan.
#
# Expected: where the JSON gives a reason for an action, it is a reason for that action; and planned_values is what there will be
# after the apply.
#
# Seen: the action is "forget" in `terraform show -json` and "remove" in `terraform plan -json`. In both the reason is
# delete_because_no_resource_config, the reason of a deletion, the same as for the resource beside it that is destroyed. And
# planned_values lists the forgotten resource, without values (versions after 1.15.4 should not), while the destroyed one is not
# there.
# The words of the plan are right: destroy = false is set in the configuration.
#
# Why it matters: a policy that stops deletions by action_reason stops the one step that deletes nothing, and an inventory from
# planned_values counts an object that Terraform does not know any more. Read change.actions alone.
set -Eeuo pipefail
# shellcheck source=/dev/null
. "$(dirname "$0")/terraform.bash"

cat >main.tf <<'TF'
resource "terraform_data" "kept" {}
resource "terraform_data" "gone" {}
TF
terraform init >/dev/null
terraform apply -auto-approve >/dev/null
cat >main.tf <<'TF'
removed {
  from = terraform_data.kept
  lifecycle { destroy = false }
}
TF
terraform plan -no-color -out=plan >plan.txt
terraform plan -json >events
terraform show -json plan >plan.json
# shellcheck disable=SC2016
changes=$(node -p '
  const changes = JSON.parse(require("fs").readFileSync("plan.json")).resource_changes;
  changes.map(({ name, change, action_reason }) => `${name} ${change.actions} ${action_reason}`).sort().join("\n")')
# shellcheck disable=SC2016
events=$(node -p '
  const events = require("fs").readFileSync("events", "utf8").trim().split("\n").map((line) => JSON.parse(line));
  events.filter(({ type }) => type === "planned_change")
    .map(({ change }) => `${change.resource.resource_name} ${change.action} ${change.reason}`).sort().join("\n")')
# shellcheck disable=SC2016
planned=$(node -p '
  JSON.parse(require("fs").readFileSync("plan.json")).planned_values.root_module.resources
    .map(({ name, values }) => `${name} ${values}`).join("\n")')
words=$(grep -c 'destroy = false is set in the configuration' plan.txt)

seen "terraform show -json" "$(printf '\n%s' "$changes")"
seen "terraform plan -json" "$(printf '\n%s' "$events")"
seen "planned_values" "$planned"
reason=delete_because_no_resource_config
expected "one reason for both in the plan" "$changes" = $'gone delete '$reason$'\nkept forget '$reason
expected "one reason for both in the events" "$events" = $'gone delete '$reason$'\nkept remove '$reason
expected "the forgotten one is planned, without values" "$planned" = "kept undefined"
expected "the words have the real reason" "$words" -eq 1
