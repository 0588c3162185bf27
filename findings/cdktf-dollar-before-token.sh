#!/bin/bash
# cdktf 0.21.0 with Terraform 1.11.4: a dollar sign beside a token (a value that is known only at apply) in one text.
#
# Expected: `$${` is the documented way to write a literal `${`; tokens elsewhere in the text go on working, and text in front of
# a token is just text.
#
# Seen: both ways to get a dollar sign break the token, and nothing fails at synthesis or apply.
# A token between `$${` and `}`, as in the shell's ${PRICE:-default}: it comes out as the bare words var.price, because cdktf takes
# the escape for the opening of an expression of Terraform.
# A `$` right in front of a token: both together become `$${var.price}`, which Terraform reads as the escape.
#
# Why it matters: shell scripts, cloud-init and prices are full of dollar signs. Machines get the name of a value instead of the
# value. Keep the dollar sign in a text of its own and join the two in Terraform.
set -Eeuo pipefail
# shellcheck source=/dev/null
. "$(dirname "$0")/cdktf.bash"

cat >main.js <<'JS'
const { App, Fn, TerraformOutput, TerraformStack, TerraformVariable } = require("cdktf");
const stack = new TerraformStack(new App(), "shop");
const price = new TerraformVariable(stack, "price", { type: "string", default: "5" }).stringValue;
const texts = {
  plain: `echo ${price}`,
  escape: `echo $\${HOME} ${price}`,
  inside: `echo $\${PRICE:-${price}}`,
  dollar: `echo $${price}`,
  joined: Fn.join("", ["echo $", price]),
};
for (const [name, value] of Object.entries(texts)) new TerraformOutput(stack, name, { value });
require("fs").writeFileSync("cdk.tf.json", JSON.stringify(stack.toTerraform()));
JS
node main.js 2>/dev/null
terraform init >/dev/null
terraform apply -auto-approve >/dev/null

for name in plain escape inside dollar joined; do seen "$name" "$(output "$name")"; done
# shellcheck disable=SC2016
{
  expected "a token alone works" "$(output plain)" = '"echo 5"'
  expected "a closed escape in front is harmless" "$(output escape)" = '"echo ${HOME} 5"'
  expected "a token inside an escape breaks" "$(output inside)" = '"echo ${PRICE:-var.price}"'
  expected "a dollar right in front breaks the token" "$(output dollar)" = '"echo ${var.price}"'
  expected "joined by Terraform it works" "$(output joined)" = '"echo $5"'
}
