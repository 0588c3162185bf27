// @module-tag unit
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { LAB_ACCOUNT } from "../../../../lab/cloud/cloud";
import { Failure } from "../../../../lab/host/failure";
import {
  BACKEND_OVERRIDE,
  CONFIGURATION,
  isLoopback,
  refuseRealDeployment,
} from "../../../../lab/rehearsal/terraform/guard";

const GOOD_ENVIRONMENT = {
  MCP_USER: LAB_ACCOUNT.user,
  MCP_PASSWORD: LAB_ACCOUNT.password,
  TF_CLI_CONFIG_FILE: "/somewhere/terraform.rc",
  TF_VAR_endpoints: JSON.stringify({ EU: "http://127.0.0.1:8420", NA: "http://127.0.0.1:8421" }),
  TF_VAR_retry_delay: "1",
};
const LOCAL = { terraform: { backend: { local: { path: "../../../state/terraform.tfstate" } } } };
const PROVIDERS = {
  ddcloud: ["EU", "NA"].map((region) => ({
    cloudcontrol_endpoint: `\${lookup(var.endpoints, "${region}", null)}`,
    region: `\${lookup(var.endpoints, "${region}", null) == null ? "${region}" : null}`,
  })),
};

describe("the guard of a rehearsal", () => {
  let rehearsal: string;
  let stack: string;

  const write = (file: string, content: object) => writeFileSync(join(stack, file), JSON.stringify(content));
  const problems = (environment: NodeJS.ProcessEnv = {}): readonly string[] => {
    try {
      refuseRealDeployment({ stack, rehearsal, environment: { ...GOOD_ENVIRONMENT, ...environment } });
    } catch (error) {
      if (error instanceof Failure) {
        return error.hints;
      }
      throw error;
    }
    return [];
  };

  beforeEach(() => {
    rehearsal = mkdtempSync(join(tmpdir(), "plumbline-guard-"));
    stack = join(rehearsal, "cdktf.out", "stacks", "fittings");
    mkdirSync(stack, { recursive: true });
    const production = { local: { path: "../../../../../state/terraform.fittings.tfstate" } };
    write(CONFIGURATION, { terraform: { backend: production }, provider: PROVIDERS });
    write(BACKEND_OVERRIDE, LOCAL);
  });

  afterEach(() => rmSync(rehearsal, { recursive: true, force: true }));

  it("lets a rehearsal run", () => {
    expect(problems()).toEqual([]);
  });

  it("refuses an endpoint that is not loopback, and names it", () => {
    const endpoints = { EU: "https://api-eu.dimensiondata.com", NA: "http://127.0.0.1:8421" };
    expect(problems({ TF_VAR_endpoints: JSON.stringify(endpoints) })).toEqual([
      "the endpoint of EU is https://api-eu.dimensiondata.com; a loopback address is expected",
    ]);
  });

  it("refuses a region without an endpoint, which would be the public one", () => {
    expect(problems({ TF_VAR_endpoints: JSON.stringify({ EU: "http://127.0.0.1:1" }) })).toEqual([
      "region NA has no endpoint: its public one would be used",
    ]);
    expect(problems({ TF_VAR_endpoints: undefined })).toHaveLength(1);
    expect(problems({ TF_VAR_endpoints: "[]" })).toHaveLength(1);
  });

  it("refuses a provider that has an endpoint of its own", () => {
    const provider = { ddcloud: [{ cloudcontrol_endpoint: "https://api-na.dimensiondata.com" }, {}] };
    write(CONFIGURATION, { provider });
    expect(problems()).toEqual([
      "a provider has the endpoint https://api-na.dimensiondata.com; a loopback address is expected",
      "a provider has the endpoint undefined; a loopback address is expected",
    ]);
  });

  it("refuses credentials that are not the lab's", () => {
    expect(problems({ MCP_USER: "somebody" })).toEqual(["MCP_USER and MCP_PASSWORD are not those of the lab"]);
    expect(problems({ MCP_PASSWORD: undefined })).toHaveLength(1);
  });

  it.each([
    "TF_CLI_ARGS",
    "TF_CLI_ARGS_apply",
    "TF_DATA_DIR",
    "TF_WORKSPACE",
    "TF_VAR_other",
  ])("refuses %s in the environment, which could lead elsewhere", (name) => {
    expect(problems({ [name]: "x" })).toEqual([`the environment variable ${name} is set`]);
  });

  it.each([
    "terraform.tfvars",
    "my.auto.tfvars.json",
    "more.tf",
    "z_override.tf.json",
  ])("refuses the file %s in the stack's folder", (file) => {
    write(file, {});
    expect(problems()).toEqual([`${file} lies in the stack's folder and is none of the rehearsal's`]);
  });

  it("takes the file that npm run orphans asks for, while it holds import blocks and nothing else", () => {
    const block = 'import {\n  to = ddcloud_vlan.EU6_databases\n  id = "00000000-0000-4000-8000-000000000001"\n}\n';
    const problemsOf = (text: string) => {
      writeFileSync(join(stack, "adopted.tf"), text);
      return problems();
    };
    expect(problemsOf(block + block)).toEqual([]);
    for (const more of [
      'provider "ddcloud" {}\n',
      "# nothing\n",
      block.replace("}", "  provider = ddcloud.other\n}"),
    ]) {
      expect(problemsOf(block + more)).toEqual([expect.stringContaining("adopted.tf lies in the stack's folder")]);
    }
  });

  it("refuses the plan's own backend where no override is there", () => {
    rmSync(join(stack, BACKEND_OVERRIDE));
    expect(problems()).toEqual([expect.stringMatching(/^the state in the configuration is .*not below/)]);
    write(CONFIGURATION, { terraform: { backend: { s3: { bucket: "states" } } }, provider: PROVIDERS });
    expect(problems()).toEqual(["the backend in the configuration is s3; local is expected"]);
  });

  it("refuses a state elsewhere, also through a link", () => {
    write(BACKEND_OVERRIDE, { terraform: { backend: { local: { path: `${rehearsal}-other/terraform.tfstate` } } } });
    expect(problems()).toHaveLength(1);
    write(BACKEND_OVERRIDE, LOCAL);
    symlinkSync(tmpdir(), join(rehearsal, "state"));
    expect(problems()).toEqual([expect.stringContaining("not below")]);
  });

  it("refuses what Terraform was initialised with before, if that is another backend", () => {
    mkdirSync(join(stack, ".terraform"));
    write(".terraform/terraform.tfstate", { backend: { type: "s3", config: { bucket: "states" } } });
    expect(problems()).toEqual(["the backend in .terraform is s3; local is expected"]);
  });

  it("says all problems at once", () => {
    rmSync(join(stack, BACKEND_OVERRIDE));
    expect(problems({ MCP_USER: "somebody", TF_WORKSPACE: "x", TF_VAR_endpoints: "{}" })).toHaveLength(5);
  });
});

describe("loopback", () => {
  it.each(["http://127.0.0.1:8420", "http://127.64.1.2:1/EU", "http://[::1]:80"])("is %s", (endpoint) => {
    expect(isLoopback(endpoint)).toBe(true);
  });

  it.each([
    "http://127.example.com",
    "http://localhost:8420",
    "http://user@127.0.0.1:1",
    "http://127.0.0.1@example.com",
    "https://api-eu.dimensiondata.com",
    "http://10.0.0.1",
    "http://[::2]",
    "file:///127.0.0.1",
    "127.0.0.1",
    "",
  ])("is not %s", (endpoint) => {
    expect(isLoopback(endpoint)).toBe(false);
  });
});
