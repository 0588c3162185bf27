// @module-tag tools
// @module-tag needs/terraform
// @module-tag needs/ssh
import { existsSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { Terminal } from "../cli/terminal";
import { makeKey, sampleOutputs } from "../deployed-stack";
import { Project } from "../project";
import { SlowBackend } from "../slow-backend";
import { writeApp } from "./cdktf-app";

const CTRL_C = "\u0003";

/** What an interrupted deployment of the app has made: the resource that was being provisioned is marked as unfinished. */
const SAVED = /"name": "slow"[\s\S]*"status": "tainted"/;

describe("a run of cdktf", () => {
  let project: Project;
  let backend: SlowBackend;
  beforeEach(async () => {
    project = new Project();
    backend = await SlowBackend.start(/tainted/, 2000);
  });
  afterEach(() => {
    backend.stop();
    project.remove();
  });

  let keys = 0;
  const app = (settings: { readonly backend?: string; readonly provisioner?: string }) =>
    writeApp(project, {
      outputs: sampleOutputs(makeKey(project.folder, `key-${++keys}`).privateKey),
      ...settings,
    });
  const slow = () => `touch ${project.folder}/begun; exec sleep 300`;
  const begun = async () => {
    while (!existsSync(join(project.folder, "begun"))) {
      await sleep(50);
    }
  };

  /** An orphan that has ended keeps its number until init has looked after it. */
  const ends = async (id: number) => {
    for (let alive = true; alive; await sleep(50)) {
      try {
        process.kill(id, 0);
      } catch {
        alive = false;
      }
    }
  };

  it("that gets Ctrl-C ends when Terraform has saved its state, with exit code 130, and can be taken up again", async () => {
    app({ backend: backend.address, provisioner: slow() });
    const { finished, signalGroup } = project.start("deploy", ["--auto-approve"]);
    await begun();
    signalGroup("SIGINT");
    const { code, stderr } = await finished;
    expect(backend.state).toMatch(SAVED);
    expect(code).toBe(130);
    expect(stderr).toContain("Ctrl-C: Terraform finishes what it has begun and saves its state, please wait");
    expect(stderr).toContain("stopped: what was made until now is in the state");
    expect(project.leftBehind()).toEqual([]);

    app({ backend: backend.address });
    const again = await project.run("deploy", ["--auto-approve"]);
    expect(again.code).toBe(0);
    expect(again.stdout).toContain("Apply complete! Resources: 2 added, 0 changed, 1 destroyed");
  });

  it("that gets Ctrl-C twice does not lose the state for that", async () => {
    app({ backend: backend.address, provisioner: slow() });
    const { finished, signalGroup } = project.start("deploy", ["--auto-approve"]);
    await begun();
    signalGroup("SIGINT");
    await sleep(500);
    signalGroup("SIGINT");
    expect((await finished).code).toBe(130);
    expect(backend.state).toMatch(SAVED);
  });

  it("on a terminal shows to its end what Terraform does after Ctrl-C", async () => {
    app({ provisioner: slow() });
    const terminal = new Terminal(project, "deploy", ["--auto-approve"]);
    await begun();
    terminal.press(CTRL_C);
    const { code, said } = await terminal.finished;
    expect(code).toBe(130);
    expect(said).toContain("Interrupt received");
    expect(said).toMatch(/Error running command|execution halted/);
    expect(readFileSync(project.stateFile, "utf8")).toMatch(SAVED);
    expect(statSync(project.stateFile).mode & 0o777).toBe(0o600);
  });

  it("whose terminal is closed saves the state all the same", async () => {
    app({ backend: backend.address, provisioner: slow() });
    const terminal = new Terminal(project, "deploy", ["--auto-approve"]);
    await begun();
    terminal.close();
    while (!SAVED.test(backend.state)) {
      await sleep(50);
    }
    await terminal.finished;
    expect(project.leftBehind()).toEqual([]);
  });

  it("that gets Ctrl-C at the question, twice as cdktf wants it, changes nothing and leaves no process", async () => {
    app({});
    const terminal = new Terminal(project, "deploy");
    await terminal.shows(/Approve/);
    await terminal.listens();
    terminal.press(CTRL_C);
    await terminal.listens(false);
    terminal.press(CTRL_C);
    expect((await terminal.finished).code).toBe(130);
    expect(existsSync(project.stateFile) && readFileSync(project.stateFile, "utf8")).toBeFalsy();
    expect(project.leftBehind()).toEqual([]);
  });

  it("that gets Ctrl-C while it synthesizes ends with exit code 130 and leaves no process", async () => {
    app({});
    const wait = 'require("node:fs").writeFileSync("begun", String(process.pid)); setInterval(() => {}, 1000);\n';
    writeFileSync(join(project.folder, "app.cjs"), wait);
    const { finished, signalGroup } = project.start("deploy", ["--auto-approve"]);
    await begun();
    const synthesis = Number(readFileSync(join(project.folder, "begun"), "utf8"));
    signalGroup("SIGINT");
    expect((await finished).code).toBe(130);
    await ends(synthesis);
    expect(existsSync(project.stateFile)).toBe(false);
  });
});
