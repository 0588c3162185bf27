#!/bin/bash
# Terraform 1.11.4, JSON syntax: a text with a carriage return that no line feed follows.
#
# Expected: in a .tf.json file each ${...} in a text is replaced, whatever stands around it; or Terraform says that it cannot.
#
# Seen: behind a lone carriage return, up to the end of that text, ${...} stays as it is, without an error or a warning. In front
# of it, and with "\r\n" or "\n", it is replaced. The same text in HCL syntax ("a\r${...}" as an escape) is replaced too.
#
# Why it matters: generated configuration (CDK for Terraform, scripts) is JSON, and puts together a person's text and references.
# One stray character in a script or a message, and machines get the letters ${var.name} instead of the value.
set -Eeuo pipefail
# shellcheck source=/dev/null
. "$(dirname "$0")/terraform.bash"

cat >main.tf.json <<'TF'
{
  "variable": { "name": { "default": "VALUE" } },
  "output": {
    "line_feed": { "value": "${var.name}\n${var.name}" },
    "both": { "value": "${var.name}\r\n${var.name}" },
    "lone": { "value": "${var.name}\r${var.name}\n${var.name}" }
  }
}
TF
cat >hcl.tf <<'TF'
output "hcl" { value = "${var.name}\r${var.name}" }
TF
terraform init >/dev/null
status=0
terraform apply -auto-approve >apply.txt 2>&1 || status=$?
warnings=$(grep -c Warning apply.txt || true)

for name in line_feed both lone hcl; do seen "$name" "$(output "$name")"; done
seen "apply" "exit status $status, $warnings warnings"
expected "a line feed changes nothing" "$(output line_feed)" = '"VALUE\nVALUE"'
expected "a carriage return with a line feed changes nothing" "$(output both)" = '"VALUE\r\nVALUE"'
# shellcheck disable=SC2016
expected "a lone one ends the replacing" "$(output lone)" = '"VALUE\r${var.name}\n${var.name}"'
expected "HCL syntax replaces" "$(output hcl)" = '"VALUE\rVALUE"'
expected "Terraform says nothing" "$status $warnings" = "0 0"
