#!/bin/bash
# cdktf 0.21.0 with Terraform 1.11.4: an expression written by hand, as the value of an attribute and as the argument of a function.
#
# Expected: a text with ${...} is an expression of Terraform wherever it stands; or it is a literal text wherever it stands.
#
# Seen: as the value of an attribute "${var.password}" is an expression. The same text as the argument of a function (Fn.sensitive,
# Fn.join) is escaped and arrives as the literal text ${var.password}. Synthesis, plan and apply say nothing. Token.asString around
# the text changes nothing; ref("var.password"), or the value of a construct, works.
#
# Why it matters: who marks a value as sensitive afterwards, with Fn.sensitive around what stood there, changes the password into
# the name of the variable, and since it is sensitive no plan shows it.
set -Eeuo pipefail
# shellcheck source=/dev/null
. "$(dirname "$0")/cdktf.bash"

cat >main.js <<'JS'
const { App, Fn, TerraformOutput, TerraformStack, TerraformVariable, Token, ref } = require("cdktf");
const stack = new TerraformStack(new App(), "shop");
const password = new TerraformVariable(stack, "password", { type: "string", default: "correct horse" }).stringValue;
const byHand = "${var.password}";
const values = {
  attribute: byHand,
  sensitive: Fn.sensitive(byHand),
  joined: Fn.join("", ["is ", byHand]),
  token: Fn.sensitive(Token.asString(byHand)),
  reference: Fn.sensitive(ref("var.password")),
  construct: Fn.sensitive(password),
};
for (const [name, value] of Object.entries(values)) new TerraformOutput(stack, name, { value, sensitive: true });
require("fs").writeFileSync("cdk.tf.json", JSON.stringify(stack.toTerraform()));
JS
words=$(node main.js 2>&1)
terraform init >/dev/null
terraform apply -no-color -auto-approve >apply.txt 2>&1
warnings=$(grep -ci warning apply.txt || true)

for name in attribute sensitive joined token reference construct; do seen "$name" "$(output "$name")"; done
seen "words of the synthesis" "${words:-none}"
# shellcheck disable=SC2016
{
  expected "as an attribute it is an expression" "$(output attribute)" = '"correct horse"'
  expected "in a function it is its own text" "$(output sensitive)" = '"${var.password}"'
  expected "so it is in a list" "$(output joined)" = '"is ${var.password}"'
  expected "Token.asString does not help" "$(output token)" = '"${var.password}"'
  expected "ref does" "$(output reference)" = '"correct horse"'
  expected "so does the value of a construct" "$(output construct)" = '"correct horse"'
}
expected "the synthesis says nothing" -z "$words"
expected "the apply does not warn" "$warnings" -eq 0
