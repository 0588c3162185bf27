// @module-tag tools
// @module-tag needs/terraform
// With the real Terraform: a step that it was killed in is run again.
import { type ChildProcess, execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { promisify } from "node:util";
import type { LocalExecProvisioner } from "cdktf";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { PlumblineStack } from "../../../constructs/stack/plumbline-stack";
import { StepMarker } from "../../../constructs/steps/step-marker";
import { providerMirror } from "../../../lab/providers/mirror";
import { renderScript } from "../../../templates/scripts/script";
import { eventually } from "../../templates/namespace-node";
import { synthesize } from "../synthesized";

const run = promisify(execFile);

describe("a step that Terraform was killed in", () => {
  let folder: string;
  let stack: string;
  let environment: NodeJS.ProcessEnv;
  let running: ChildProcess | undefined;

  /** A step that says when it is at work, and ends when it may; and another resource, which is done meanwhile. */
  function write(): void {
    let parts: { trigger: string; provisioners: readonly unknown[] } | undefined;
    synthesize((app) => {
      const one = new PlumblineStack(app, "test");
      const marker = new StepMarker(one.deployment, "step");
      const work = "touch ../../../at-work; until [ -e ../../../may-end ]; do sleep 0.05; done";
      const provisioners = marker.wrap([{ type: "local-exec", command: work }]) as LocalExecProvisioner[];
      parts = {
        trigger: marker.trigger,
        provisioners: provisioners.map(({ command, environment }) => ({ "local-exec": { command, environment } })),
      };
      return one;
    });
    const meanwhile = "until [ -e ../../../at-work ]; do sleep 0.05; done";
    const configuration = {
      terraform: { required_providers: { null: { source: "hashicorp/null" } } },
      resource: {
        null_resource: {
          step: { triggers: { unfinished: parts?.trigger }, provisioner: parts?.provisioners },
          other: { provisioner: [{ "local-exec": { command: meanwhile } }] },
        },
      },
    };
    mkdirSync(join(stack, "scripts"), { recursive: true });
    writeFileSync(join(stack, "main.tf.json"), JSON.stringify(configuration));
    writeFileSync(join(stack, "scripts", "note.sh"), renderScript("note"));
  }
  const terraform = (...words: string[]) => run("terraform", [...words, "-no-color"], { cwd: stack, env: environment });
  const planned = async () => (await terraform("plan")).stdout;
  const notes = () => {
    const place = join(folder, "state", "steps.test");
    return existsSync(place) ? readdirSync(place) : [];
  };

  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), "plumbline-unfinished-"));
    stack = join(folder, "cdktf.out", "stacks", "test");
    const { cliConfig } = await providerMirror({ root: resolve(__dirname, "../../..") });
    environment = { ...process.env, TF_CLI_CONFIG_FILE: cliConfig, CHECKPOINT_DISABLE: "1" };
    write();
    await terraform("init");
  });
  afterEach(() => {
    if (running?.pid !== undefined && running.exitCode === null && running.signalCode === null) {
      process.kill(-running.pid, "SIGKILL");
    }
    rmSync(folder, { recursive: true });
  });

  it("is run again by the next plan, which then finds nothing new, however often", async () => {
    for (const _ of ["once", "and again"]) {
      rmSync(join(folder, "at-work"), { force: true });
      running = spawn("terraform", ["apply", "-auto-approve"], {
        ...{ cwd: stack, env: environment, detached: true, stdio: "ignore" },
      });
      await eventually("the step is at work", () => existsSync(join(folder, "at-work")));
      await eventually("the other resource is done", () => {
        const state = join(stack, "terraform.tfstate");
        return existsSync(state) && /"name": "other"/.test(readFileSync(state, "utf8"));
      });
      process.kill(-(running.pid ?? 0), "SIGKILL");
      await once(running, "exit");
      // the second time there is none in the state: the one before was removed first
      expect(await planned()).toMatch(
        /null_resource\.step (must be replaced|will be created)[\s\S]*broken off, begun 20/,
      );
    }
    writeFileSync(join(folder, "may-end"), "");
    await terraform("apply", "-auto-approve");
    expect(await planned()).toContain("No changes.");
  });

  it("leaves no note when it comes to its end", async () => {
    writeFileSync(join(folder, "may-end"), "");
    await terraform("apply", "-auto-approve");
    expect(notes()).toEqual([]);
    expect(await planned()).toContain("No changes.");
  });
});
