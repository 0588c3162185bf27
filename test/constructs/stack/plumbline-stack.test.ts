// @module-tag unit

import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { App } from "cdktf";
import { describe, expect, it, vi } from "vitest";
import { Network } from "../../../constructs/network/network";
import { PlumblineStack } from "../../../constructs/stack/plumbline-stack";
import { REGIONS } from "../../../platform/data-centres";
import { nodeIn, oneNetwork, scratch, synthesize } from "../synthesized";

describe("a stack", () => {
  it("holds nothing but Terraform's own words", () => {
    const { terraform } = synthesize((app) => {
      const { stack, network } = oneNetwork(app);
      nodeIn(network, "n");
      return stack;
    });
    const { "//": forCli, ...rest } = terraform;
    expect(Object.keys(forCli)).toEqual(["metadata", "outputs"]);
    expect(JSON.stringify(rest)).not.toContain('"//"');
    expect(Object.keys(rest).sort()).toEqual(["locals", "output", "provider", "resource", "terraform", "variable"]);
  });

  it("keeps its state at the project's root, by a relative path", () => {
    const { terraform } = synthesize((app) => new PlumblineStack(app, "test"));
    expect(terraform.terraform.backend).toEqual({ local: { path: "../../../state/terraform.test.tfstate" } });
  });

  it.each([
    ["pg", { schema_name: "plumbline" }],
    ["s3", { bucket: "states", key: "sql", region: "eu-central-1" }],
    ["http", { address: "https://state.example.com/sql" }],
  ] as const)("can keep its state in %s", (type, settings) => {
    const { terraform } = synthesize((app) => new PlumblineStack(app, "test", { backend: { type, settings } }));
    expect(terraform.terraform.backend).toEqual({ [type]: settings });
  });

  it("pins each provider to one version", () => {
    const { terraform } = synthesize((app) => oneNetwork(app).stack);
    const versions = Object.entries<{ version: string }>(terraform.terraform.required_providers);
    expect(versions.map(([name]) => name).sort()).toEqual(["ddcloud", "null", "random", "tls"]);
    for (const [, { version }] of versions) {
      expect(version).toMatch(/^\d+\.\d+\.\d+$/);
    }
  });

  it("declares a provider for each region, whatever it has there: what stands there can be deleted later", () => {
    const { terraform } = synthesize((app) => oneNetwork(app).stack);
    expect(terraform.provider.ddcloud.map(({ alias }: { alias: string }) => alias)).toEqual(
      REGIONS.map((region) => region.toLowerCase()),
    );
  });

  it("takes another endpoint for a region from a variable, and else the region", () => {
    const { terraform } = synthesize((app) => oneNetwork(app).stack);
    expect(terraform.provider.ddcloud).toContainEqual({
      alias: "eu",
      region: '${lookup(var.endpoints, "EU", null) == null ? "EU" : null}',
      cloudcontrol_endpoint: '${lookup(var.endpoints, "EU", null)}',
      retry_delay: "${var.retry_delay}",
    });
    expect(terraform.variable.endpoints.default).toEqual({});
    expect(terraform.variable.ssh_port.default).toBe(22);
  });

  it("refuses two constructs that would be one in Terraform", () => {
    const { stack, domain, network } = oneNetwork(scratch());
    nodeIn(network, "a-b");
    new Network(domain, "a_b", { ipv4: "10.0.9.0/24" });
    expect(() => stack.runAllValidations()).toThrow(
      /\[test\/EU6\/Default\/a_b\/\w+\] becomes "EU6_a_b\w*" in Terraform, and so does test\/EU6\/Default\/a-b\/\w+;/,
    );
  });

  it("closes the folders of output and state to others", () => {
    const folder = mkdtempSync(join(tmpdir(), "plumbline-"));
    const app = new App({ stackTraces: false, outdir: join(folder, "cdktf.out") });
    oneNetwork(app);
    app.synth();
    const mode = (name: string) => statSync(join(folder, name)).mode & 0o777;
    expect([mode("cdktf.out"), mode("state")]).toEqual([0o700, 0o700]);
    rmSync(folder, { recursive: true });
  });

  it("takes away what an earlier synthesis left", () => {
    const folder = mkdtempSync(join(tmpdir(), "plumbline-"));
    const outdir = join(folder, "cdktf.out");
    const synth = (names: readonly string[], hclOutput: boolean) => {
      vi.stubEnv("SYNTH_HCL_OUTPUT", `${hclOutput}`);
      const app = new App({ stackTraces: false, outdir });
      const { network } = oneNetwork(app);
      for (const name of names) {
        nodeIn(network, name);
      }
      app.synth();
      return readdirSync(join(outdir, "stacks", "test")).sort();
    };
    expect(synth(["one", "two"], false)).toEqual(["cdk.tf.json", "nodes", "plan-map.json", "scripts"]);
    expect(synth(["two"], true)).toEqual(["cdk.tf", "metadata.json", "nodes", "plan-map.json", "scripts"]);
    expect(readdirSync(join(outdir, "stacks", "test", "nodes", "EU6"))).toEqual(["two"]);
    expect(synth(["two"], false)).toContain("cdk.tf.json");
    expect(readdirSync(join(outdir, "stacks", "test"))).not.toContain("cdk.tf");
    vi.unstubAllEnvs();
    rmSync(folder, { recursive: true });
  });

  it("is the same to the byte in another folder", () => {
    const texts = ["one", "two"].map((name) => {
      const folder = mkdtempSync(join(tmpdir(), `plumbline-${name}-`));
      const app = new App({ stackTraces: false, outdir: join(folder, "cdktf.out") });
      nodeIn(oneNetwork(app).network, "n");
      app.synth();
      const text = readFileSync(join(folder, "cdktf.out", "stacks", "test", "cdk.tf.json"), "utf8");
      expect(text).not.toContain(folder);
      rmSync(folder, { recursive: true });
      return text;
    });
    expect(texts[0]).toBe(texts[1]);
  });
});
