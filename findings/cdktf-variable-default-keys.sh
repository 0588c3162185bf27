#!/bin/bash
# cdktf 0.21.0: the keys of a map that is a variable's default.
#
# Expected: keys of a map are data. A local, an output or an attribute of a resource keeps them as they are, and so does a default.
#
# Seen: the keys of a default (and of an object in it) are made snake_case, as if they were arguments of a provider: EU becomes eu,
# NorthAmerica becomes north_america. The same map in a local or an output keeps its keys. Nothing is said.
#
# Why it matters: lookup(var.endpoints, "EU", ...) then misses the entry and takes its fallback, so that all works, with another
# value than the one that the program gave. Where keys meet in that way, one of the two entries is gone.
set -Eeuo pipefail
# shellcheck source=/dev/null
. "$(dirname "$0")/cdktf.bash"

cat >main.js <<'JS'
const { App, TerraformLocal, TerraformOutput, TerraformStack, TerraformVariable } = require("cdktf");
const stack = new TerraformStack(new App(), "shop");
const endpoints = { EU: "https://eu.example.org", NorthAmerica: "https://na.example.org" };
const variable = new TerraformVariable(stack, "endpoints", { type: "map(string)", default: endpoints });
const local = new TerraformLocal(stack, "same", endpoints);
new TerraformOutput(stack, "of_variable", { value: variable.value });
new TerraformOutput(stack, "of_local", { value: local.expression });
new TerraformOutput(stack, "looked_up", { value: '${lookup(var.endpoints, "EU", "the fallback")}' });
new TerraformVariable(stack, "both", { type: "map(string)", default: { EU: "first", eu: "second" } });
new TerraformOutput(stack, "of_both", { value: "${length(var.both)}" });
require("fs").writeFileSync("cdk.tf.json", JSON.stringify(stack.toTerraform()));
JS
words=$(node main.js 2>&1)
terraform init >/dev/null
terraform apply -auto-approve >/dev/null

keys() { output "$1" | node -e 'process.stdout.write(Object.keys(JSON.parse(require("fs").readFileSync(0, "utf8"))).sort().join(" "))'; }
seen "keys of the default" "$(keys of_variable)"
seen "keys of the same map as a local" "$(keys of_local)"
seen "what a lookup of EU gives" "$(output looked_up)"
seen "entries of a default with EU and eu" "$(output of_both)"
expected "keys of a default are snake_case" "$(keys of_variable)" = "eu north_america"
expected "keys of a local are kept" "$(keys of_local)" = "EU NorthAmerica"
expected "a lookup takes its fallback" "$(output looked_up)" = '"the fallback"'
expected "of two keys that meet one is left" "$(output of_both)" = 1
expected "the synthesis says nothing" -z "$words"
