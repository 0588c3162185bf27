// @module-tag tools
import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { App } from "cdktf";
import fc from "fast-check";
import { describe, expect, it, vi } from "vitest";
import { providerMirror } from "../../lab/providers/mirror";
import { PlanError } from "../../plan/findings/plan-error";
import { loadPlan } from "../../plan/load";
import { allNodesOf } from "../../plan/nodes";
import type { Plan } from "../../plan/plan";
import { guestOf } from "../../platform/images";
import { FIREWALL_RULE_NAME } from "../../platform/limits";
import { FittingsStack } from "../../stacks/fittings-stack";
import { synthesize } from "../constructs/synthesized";
import { anyPlan } from "./any-plan";

/** The one file that plans may name. */
function readFile(path: string) {
  return path.endsWith("persons.sql") ? "CREATE TABLE persons (name VARCHAR(80) PRIMARY KEY);\n" : undefined;
}

/** The plan of a text; undefined where it is refused, each mistake with its place. */
function loaded(text: string): Plan | undefined {
  try {
    return loadPlan("plan.yaml", text, { readFile });
  } catch (error) {
    // anything else is a mistake of ours
    if (!(error instanceof PlanError)) {
      throw error;
    }
    expect(error.diagnostics.some(({ severity }) => severity === "error")).toBe(true);
    for (const { at } of error.diagnostics) {
      expect(at).toEqual({ file: "plan.yaml", line: expect.any(Number), column: expect.any(Number) });
      expect(Math.min(at.line, at.column)).toBeGreaterThan(0);
    }
    return undefined;
  }
}

describe("any plan", () => {
  const seed = Number(process.env.SEED ?? 20261128);

  it("that loads synthesizes; what does not load is told with its place", () => {
    let accepted = 0;
    const seen = new Set<string>();
    fc.assert(
      fc.property(anyPlan, (text) => {
        const plan = loaded(text);
        if (plan === undefined) {
          return;
        }
        accepted++;
        for (const node of allNodesOf(plan)) {
          seen.add(node.contextualised ? "contextualised" : "not contextualised");
          seen.add(guestOf(node.image).loginUser);
          seen.add(node.cloudConfig ? "cloud-config" : "no cloud-config");
          seen.add(node.protected ? "protected" : "not protected");
        }
        for (const { populate } of plan.replications) {
          seen.add(populate ? "populated" : "not populated");
        }
        const { terraform } = synthesize((app) => new FittingsStack(app, plan, "contextualised"));
        for (const { name } of Object.values<{ name: string }>(terraform.resource.ddcloud_firewall_rule ?? {})) {
          expect(name).toMatch(FIREWALL_RULE_NAME);
        }
      }),
      { seed, numRuns: Number(process.env.RUNS ?? 120) },
    );
    // else it would prove nothing
    expect(accepted).toBeGreaterThan(10);
    expect([...seen].sort()).toEqual([
      ...[
        "Administrator",
        "cloud-config",
        "contextualised",
        "debian",
        "no cloud-config",
        "not contextualised",
        "not populated",
        "not protected",
      ],
      ...["populated", "protected", "ubuntu"],
    ]);
  });

  it("that synthesizes is valid to Terraform, in both forms", async () => {
    const { cliConfig } = await providerMirror({ root: resolve(__dirname, "../..") });
    const environment = { ...process.env, TF_CLI_CONFIG_FILE: cliConfig, CHECKPOINT_DISABLE: "1" };
    const plans = fc
      .sample(anyPlan, { seed, numRuns: 40 })
      .flatMap((text) => loaded(text) ?? [])
      .slice(0, 2);
    for (const [index, plan] of plans.entries()) {
      const folder = mkdtempSync(join(tmpdir(), "plumbline-any-"));
      try {
        vi.stubEnv("SYNTH_HCL_OUTPUT", `${index % 2 === 1}`);
        const app = new App({ stackTraces: false, outdir: join(folder, "cdktf.out") });
        new FittingsStack(app, { ...plan, backend: { type: "local" } }, "contextualised");
        app.synth();
        const run = (...words: string[]) =>
          execFileSync("terraform", words, {
            cwd: join(folder, "cdktf.out", "stacks", plan.name),
            env: environment,
            encoding: "utf8",
            stdio: "pipe",
          });
        run("init", "-input=false", "-no-color");
        expect(JSON.parse(run("validate", "-json"))).toMatchObject({ valid: true, error_count: 0 });
      } finally {
        vi.unstubAllEnvs();
        rmSync(folder, { recursive: true });
      }
    }
  });
});
