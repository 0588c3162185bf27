// Generates the TypeScript bindings of `ddcloud` from its committed schema, without Terraform and without a registry.
// null, random and tls have prebuilt packages; ddcloud has none.
import { existsSync, readFileSync, rmSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const here = dirname(fileURLToPath(import.meta.url));
const output = join(here, "bindings");
const require = createRequire(import.meta.url);

const { CodeMaker, TerraformProviderGenerator } = require("@cdktf/provider-generator");
const { ConstructsMakerProviderTarget, Language, TerraformProviderConstraint } = require("@cdktf/commons");

const schema = JSON.parse(readFileSync(join(here, "schemas", "ddcloud.schema.json"), "utf8"));
const constraint = new TerraformProviderConstraint({
  name: "ddcloud",
  source: "registry.terraform.io/DimensionDataResearch/ddcloud",
  // exact, as the prebuilt bindings pin theirs: a reviewed schema is of one version
  version: "3.0.6",
});

if (existsSync(output)) {
  rmSync(output, { recursive: true });
}
const code = new CodeMaker();
new TerraformProviderGenerator(code, schema).generate(
  new ConstructsMakerProviderTarget(constraint, Language.TYPESCRIPT),
);
await code.save(output);
