#!/bin/bash
# cdktf 0.21.0 with Terraform 1.11.4: what Testing.synth gives, beside the file that App.synth writes.
#
# Expected: Testing.synth is there to test the configuration of a stack, so it gives what App.synth writes, but for metadata.
#
# Seen: Testing.synth leaves out TerraformStack.prepareStack, which makes what stacks need from each other. Where one stack reads a
# value of another, the reader gets a name that is not declared in it, and the writer no output. Terraform refuses that
# configuration and takes the one that App.synth writes.
#
# Why it matters: tests and snapshots of several stacks check a configuration that is never applied: neither the output in which
# the value is stored nor the remote state is in it. Call prepareStack of every stack first, as App.synth does.
set -Eeuo pipefail
# shellcheck source=/dev/null
. "$(dirname "$0")/cdktf.bash"

mkdir test app prepared
cat >main.js <<'JS'
const { Testing, TerraformLocal, TerraformOutput, TerraformStack } = require("cdktf");
const { writeFileSync, copyFileSync } = require("fs");
function plan() {
  const app = Testing.app();
  const [writer, reader] = ["writer", "reader"].map((name) => new TerraformStack(app, name));
  const address = new TerraformLocal(writer, "address", "10.0.0.1").asString;
  new TerraformOutput(reader, "address", { value: address });
  return { app, writer, reader };
}
const show = (name, text) => console.log(`${name} ${Object.keys(JSON.parse(text).output ?? {})}`);
{
  const { writer, reader } = plan();
  show("test", Testing.synth(writer));
  writeFileSync("test/cdk.tf.json", Testing.synth(reader));
}
{
  const { app, writer, reader } = plan();
  for (const stack of [writer, reader]) stack.prepareStack();
  show("prepared", Testing.synth(writer));
  writeFileSync("prepared/cdk.tf.json", Testing.synth(reader));
  app.synth();
  show("app", require("fs").readFileSync(`${app.outdir}/stacks/writer/cdk.tf.json`, "utf8"));
  copyFileSync(`${app.outdir}/stacks/reader/cdk.tf.json`, "app/cdk.tf.json");
}
JS
writers=$(node main.js 2>/dev/null)
# valid FOLDER: what Terraform says about the stack that reads
valid() {
  (cd "$1" && terraform init -backend=false >/dev/null && terraform validate -json) |
    node -p 'JSON.parse(require("fs").readFileSync(0)).diagnostics.map(({ summary }) => summary).join() || "valid"'
}
test=$(valid test || true) prepared=$(valid prepared) app=$(valid app)

seen "outputs of the stack that writes" "$(printf '\n%s' "$writers")"
seen "the stack that reads, by Testing.synth" "$test"
seen "the same after prepareStack" "$prepared"
seen "the same by App.synth" "$app"
name=cross-stack-output-localaddress
expected "only a prepared stack has the output" "$writers" = $'test \nprepared '$name$'\napp '$name
expected "what Testing.synth gives is not valid" "$test" = "Reference to undeclared local value"
expected "after prepareStack it is" "$prepared" = valid
expected "what App.synth writes is" "$app" = valid
