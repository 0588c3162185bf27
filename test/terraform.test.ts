// @module-tag tools
// @module-tag needs/terraform
// Terraform itself reads what is synthesized from the default plan: with the providers' published schemas, in both forms.
import { execFile } from "node:child_process";
import { cpSync, existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { providerMirror } from "../lab/providers/mirror";

const ROOT = resolve(__dirname, "..");
const run = promisify(execFile);

interface PlannedResource {
  readonly address: string;
  readonly change: { readonly actions: readonly string[] };
}

describe.each([
  ["JSON", "false", "cdk.tf.json"],
  ["HCL", "true", "cdk.tf"],
])("the default plan in %s", (_, hcl, file) => {
  let folder: string;
  let stack: string;
  let environment: NodeJS.ProcessEnv;

  async function terraform(...words: string[]): Promise<string> {
    const { stdout } = await run("terraform", words, { cwd: stack, env: environment, maxBuffer: 1 << 26 });
    return stdout;
  }

  beforeAll(async () => {
    const { cliConfig } = await providerMirror({ root: ROOT });
    folder = mkdtempSync(join(tmpdir(), "plumbline-terraform-"));
    environment = {
      ...process.env,
      TF_CLI_CONFIG_FILE: cliConfig,
      CHECKPOINT_DISABLE: "1",
      // a first plan asks nobody
      MCP_USER: "nobody",
      MCP_PASSWORD: "nothing",
    };
    await run(join(ROOT, "run"), ["main.ts"], {
      cwd: ROOT,
      env: { ...environment, SYNTH_HCL_OUTPUT: hcl, CDKTF_OUTDIR: join(folder, "cdktf.out") },
    });
    stack = join(folder, "cdktf.out", "stacks", "fittings");
    await terraform("init", "-input=false", "-no-color");
  });

  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it("lies in one file beside the node files", () => {
    expect(existsSync(join(stack, file))).toBe(true);
    expect(existsSync(join(stack, "nodes", "EU6", "sql1", "boot", "user-data"))).toBe(true);
  });

  it("is valid", async () => {
    const { valid, error_count, diagnostics } = JSON.parse(await terraform("validate", "-json"));
    expect({ valid, error_count }).toEqual({ valid: true, error_count: 0 });
    const warnings = (diagnostics as { summary: string }[]).map(({ summary }) => summary);
    // cdktf quotes references in HCL; Terraform takes that, and says so
    const tolerated = hcl === "true" ? ["Quoted references are deprecated", "Quoted keywords are deprecated"] : [];
    expect(warnings.filter((summary) => !tolerated.includes(summary))).toEqual([]);
  });

  it("has a first plan that only creates, and shows no secret", async () => {
    await terraform("plan", "-input=false", "-no-color", "-out=first");
    const plan = JSON.parse(await terraform("show", "-json", "first"));
    const resources: PlannedResource[] = plan.resource_changes;
    expect(resources.filter(({ change }) => change.actions.join() !== "create")).toEqual([]);
    const types = new Set(resources.map(({ address }) => address.split(".")[0]));
    expect([...types].sort()).toEqual([
      "ddcloud_firewall_rule",
      "ddcloud_nat",
      "ddcloud_networkdomain",
      "ddcloud_server",
      "ddcloud_vlan",
      "null_resource",
      "random_password",
      "tls_cert_request",
      "tls_locally_signed_cert",
      "tls_private_key",
      "tls_self_signed_cert",
    ]);
    expect(plan.planned_values.outputs.secrets.sensitive).toBe(true);
  });

  it("talks to another endpoint where the variable names one for the region", async () => {
    const endpoints = '-var=endpoints={"EU":"http://127.0.0.1:9/EU","NA":"http://127.0.0.1:9/NA"}';
    await terraform("plan", "-input=false", "-no-color", endpoints, "-out=lab");
    const { configuration } = JSON.parse(await terraform("show", "-json", "lab"));
    const used: { type: string; provider_config_key: string }[] = configuration.root_module.resources;
    const providers = used.filter(({ type }) => type.startsWith("ddcloud_")).map((one) => one.provider_config_key);
    expect([...new Set(providers)].sort()).toEqual(["ddcloud.eu", "ddcloud.na"]);
  });

  it("can be copied elsewhere and is still valid: no path in it is absolute", async () => {
    const copy = mkdtempSync(join(tmpdir(), "plumbline-copy-"));
    cpSync(folder, copy, { recursive: true });
    const { stdout } = await run("terraform", ["validate", "-json"], {
      cwd: join(copy, "cdktf.out", "stacks", "fittings"),
      env: environment,
    });
    rmSync(copy, { recursive: true });
    expect(JSON.parse(stdout).valid).toBe(true);
  });
});
