#!/bin/bash
# cdktf 0.21.0: a Date, a Map or a Set of JavaScript in the value of an attribute.
#
# Expected: what cdktf writes is JSON, and a Date in JSON is its ISO text; or cdktf refuses what it cannot write.
#
# Seen: each of them becomes the empty object {}. cdktf copies values field by field, and these have no fields, so neither toJSON
# nor what is in them counts. Nothing is said, at any depth.
#
# Why it matters: readers of YAML such as js-yaml make a Date of 2026-11-28 without quotes, and outputs, locals and attributes of
# any type take it. The apply goes well, and the date is gone.
set -Eeuo pipefail
# shellcheck source=/dev/null
. "$(dirname "$0")/cdktf.bash"

cat >main.js <<'JS'
const { App, TerraformOutput, TerraformStack } = require("cdktf");
const stack = new TerraformStack(new App(), "shop");
const date = new Date(0);
const nested = { since: date, name: "shop" };
const values = { date, map: new Map([["a", 1]]), set: new Set([1]), nested, text: date.toISOString() };
for (const [name, value] of Object.entries(values)) new TerraformOutput(stack, name, { value });
require("fs").writeFileSync("cdk.tf.json", JSON.stringify(stack.toTerraform()));
JS
words=$(node main.js 2>&1)
terraform init >/dev/null
terraform apply -auto-approve >/dev/null

for name in date map set nested text; do seen "$name" "$(output "$name")"; done
seen "words of the synthesis" "${words:-none}"
expected "a Date is empty" "$(output date)" = '{}'
expected "so is a Map" "$(output map)" = '{}'
expected "so is a Set" "$(output set)" = '{}'
expected "so is a Date inside an object" "$(output nested | tr -d ' \n')" = '{"name":"shop","since":{}}'
expected "its ISO text arrives" "$(output text)" = '"1970-01-01T00:00:00.000Z"'
expected "the synthesis says nothing" -z "$words"
