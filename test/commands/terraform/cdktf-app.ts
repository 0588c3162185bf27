import { writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Outputs } from "../../../commands/terraform/outputs";
import { type Project, STACK } from "../project";

export interface AppSettings {
  readonly outputs: Outputs;
  /** A shell command that Terraform runs while it deploys. */
  readonly provisioner?: string;
  /** Address of an HTTP backend; a local file where there is none. */
  readonly backend?: string;
  /** Name of the first resource. @default first */
  readonly first?: string;
  /** Further outputs. */
  readonly more?: Readonly<Record<string, unknown>>;
}

/** Writes a cdktf app that needs no provider: three resources built into Terraform, one behind the other. */
export function writeApp(
  project: Project,
  { outputs, provisioner, backend, first = "first", more = {} }: AppSettings,
): void {
  const cdktf = JSON.stringify({
    language: "typescript",
    app: "node app.cjs",
    projectId: "tiny",
    sendCrashReports: "false",
    terraformProviders: [],
    terraformModules: [],
    context: {},
  });
  writeFileSync(join(project.folder, "cdktf.json"), cdktf);
  const path = `../../../state/terraform.${STACK}.tfstate`;
  writeFileSync(
    join(project.folder, "app.cjs"),
    `const { App, DataResource, HttpBackend, LocalBackend, TerraformOutput, TerraformStack } = require("cdktf");
const outputs = ${JSON.stringify({ ...outputs, ...more })};
const app = new App({ stackTraces: false });
const stack = new TerraformStack(app, ${JSON.stringify(STACK)});
${
  backend === undefined
    ? `new LocalBackend(stack, { path: ${JSON.stringify(path)} });`
    : `new HttpBackend(stack, { address: ${JSON.stringify(backend)} });`
}
const command = ${JSON.stringify(provisioner ?? null)};
const first = new DataResource(stack, ${JSON.stringify(first)}, { input: "a" });
const provisioners = command === null ? undefined : [{ type: "local-exec", command }];
const slow = new DataResource(stack, "slow", { input: first.output, provisioners });
new DataResource(stack, "last", { input: slow.output });
for (const [name, value] of Object.entries(outputs)) {
  new TerraformOutput(stack, name, { value, sensitive: name === "secrets" });
}
app.synth();
`,
  );
}
