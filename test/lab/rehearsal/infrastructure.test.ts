// @module-tag tools
// @module-tag needs/terraform
// @module-tag needs/go
// @module-tag needs/curl
// The real Terraform against the simulated cloud, from synthesis to nothing left.
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { LAB_ACCOUNT } from "../../../lab/cloud/cloud";
import { Cancellation } from "../../../lab/host/cancellation";
import { rehearseInfrastructure } from "../../../lab/rehearsal/infrastructure";
import type { Rehearsal } from "../../../lab/rehearsal/rehearsal";
import { PlanFile, ROOT } from "./plan-file";

describe("a rehearsal of the default plan's infrastructure", () => {
  let file: PlanFile;
  let cancellation: Cancellation;
  let said: string[];
  let rehearsal: Rehearsal | undefined;

  const rehearse = (onBegin: (begun: Rehearsal) => void = () => {}, settings = {}, users: NodeJS.ProcessEnv = {}) =>
    rehearseInfrastructure({
      root: ROOT,
      plan: file.path,
      environment: { ...file.environment, ...users },
      cancellation,
      settings,
      keep: false,
      renderer: "silent",
      print: (text) => said.push(text),
      onBegin: (begun) => {
        rehearsal = begun;
        onBegin(begun);
      },
    });
  const endpoint = () => Object.values(rehearsal?.endpoints ?? {})[0] ?? "http://127.0.0.1:1";

  beforeEach(() => {
    file = new PlanFile();
    cancellation = new Cancellation();
    said = [];
    rehearsal = undefined;
  });

  afterEach(() => file.remove());

  const settings = { reconfigureRunning: false, lastRuleBeforeDefaults: false, deleteMonitored: false };
  it.each([
    ["as it is documented", {}],
    ["where it behaves the other way", settings],
  ])("ends with no changes and nothing left, on a platform %s", async (_, behaviour) => {
    const code = await rehearse(() => {}, behaviour);

    expect(code, said.join()).toBe(0);

    expect(rehearsal?.journal.steps.map(({ name, result }) => `${name}: ${result}`)).toEqual([
      "providers: stand-in",
      "synthesize: 2 locations",
      expect.stringMatching(/^init: Terraform \d/),
      "apply: 33 resources",
      "second plan: no changes",
      expect.stringMatching(/^checks: \d+ checks, 11 requirements$/),
      "destroy: 33 resources",
      "after destroy: nothing left",
    ]);
    const report = file.read("report.md");
    expect(report.trimEnd().split("\n").slice(-2)).toEqual([
      "- second plan: no changes",
      "- after destroy: nothing left",
    ]);
    expect(report).toContain("stand-ins");
    expect(report).toMatch(/\| deployServer \| 2 \|/);
    expect(report).not.toContain("✘");
    expect(file.read("calls.log")).toContain("********");
    expect(report + file.read("calls.log")).not.toContain(LAB_ACCOUNT.password);
    expect(file.processes()).toEqual([]);
    await expect(fetch(endpoint())).rejects.toThrow("fetch failed");
  });

  it("finds each rule, disk and address of a plan with everything in it, in two locations of a region", async () => {
    file.replaceWith(join(__dirname, "everything.yaml"));
    const code = await rehearse();

    expect(code, said.join()).toBe(0);
    expect(rehearsal?.journal.checks.length).toBeGreaterThan(150);
    expect(new Set(rehearsal?.fittings.locations.map(({ region }) => region))).toEqual(new Set(["EU", "NA"]));
  });

  it("ends where servers are protected, which it says at the start, and protects them until then", async () => {
    file.change("description: MySQL replica\n", "description: MySQL replica\n            destroy: never\n");
    let protectedAtDeployment = false;
    const code = await rehearse(({ cloud, folder }) => {
      cloud.events.on("serverDeployed", () => {
        const { resource } = JSON.parse(readFileSync(join(folder.stack, "cdk.tf.json"), "utf8"));
        protectedAtDeployment = resource.ddcloud_server.NA9_slave_sql.lifecycle.prevent_destroy;
      });
    });

    expect(code, said.join()).toBe(0);
    expect(said[0]).toMatch(/^Rehearsing .*\n`destroy: never` keeps NA9::slave-sql: .*lifts it in its own copy/);
    expect(protectedAtDeployment).toBe(true);
    expect(rehearsal?.journal.steps.at(-1)?.result).toBe("nothing left");
  });

  it("makes several networks of a region without the published provider's wait", async () => {
    const network = (subnet: string, index: number) =>
      `  - more${index}:\n      ethernet: {name: more${index}, subnet: ${subnet}}\n      nodes: []\n`;
    const more = ["10.3.0.0", "10.4.0.0"].map(network).join("");
    file.change("blueprints:\n  - sql:\n      # `mysql`", `blueprints:\n${more}  - sql:\n      # \`mysql\``);
    let busy = 0;
    const slow = { delaysMs: { deployVlan: 2000 } };
    const code = await rehearse(({ cloud }) => {
      cloud.events.on("call", ({ operation, code: answer }) => {
        if (operation === "deployVlan" && answer === "RESOURCE_BUSY") {
          busy += 1;
        }
      });
    }, slow);

    expect(code, said.join()).toBe(0);
    // with the published wait, a network is told once or twice that another one is at work
    expect(busy).toBeGreaterThan(8);
  });

  it("says which step and which resource failed, and leaves nothing running", async () => {
    const code = await rehearse(({ cloud }) => {
      const fault = { kind: "code", code: "UNEXPECTED_ERROR", message: "the data centre is on fire" } as const;
      cloud.faults.add({ operation: "deployServer", region: "NA", fault });
    });

    expect(code).toBe(1);
    expect(said.at(-1)).toMatch(
      /terraform apply failed[\s\S]*ddcloud_server\.NA9_slave_sql[\s\S]*the data centre is on fire/,
    );
    expect(rehearsal?.journal.steps.at(-1)).toMatchObject({ name: "apply", failed: true });
    expect(file.read("report.md")).toContain("the data centre is on fire");
    expect(file.processes()).toEqual([]);
    await expect(fetch(endpoint())).rejects.toThrow("fetch failed");
  });

  it("ends with 130 when it is asked to end, after Terraform has ended by itself", async () => {
    const code = await rehearse(({ cloud }) => {
      cloud.events.on("serverDeployed", () => cancellation.request());
    });

    expect(code).toBe(130);
    expect(said.at(-1)).toContain("interrupted");
    expect(JSON.parse(file.read("state/terraform.tfstate")).resources).not.toEqual([]);
    expect(file.processes()).toEqual([]);
    await expect(fetch(endpoint())).rejects.toThrow("fetch failed");
  });

  it("goes nowhere else, whatever backend the plan has and whatever the user has set for real deployments", async () => {
    const backend = "backend: { type: http, address: https://example.com/state }";
    file.change("certificates:\n  days", `${backend}\ncertificates:\n  days`);
    const code = await rehearse(
      () => {},
      {},
      {
        MCP_USER: "me",
        MCP_PASSWORD: "mine",
        TF_VAR_endpoints: '{"EU":"https://api-eu.dimensiondata.com","NA":"https://api-na.dimensiondata.com"}',
        TF_CLI_ARGS_apply: `-state=${file.folder}/elsewhere.tfstate`,
        TF_DATA_DIR: `${file.folder}/elsewhere`,
        TF_WORKSPACE: "production",
        PARAMETERS: "primaryLocation=AU9",
      },
    );

    expect(code, said.join()).toBe(0);
    expect(JSON.parse(file.read("state/terraform.tfstate")).resources).toEqual([]);
    expect(readdirSync(file.folder).sort()).toEqual(["fittings.yaml", "persons.sql", "rehearsal"]);
    expect(new Set(rehearsal?.fittings.locations.map(({ region }) => region))).toEqual(new Set(["EU", "NA"]));
  });
});
