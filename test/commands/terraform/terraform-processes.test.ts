// @module-tag tools
import { spawn } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { TerraformProcesses } from "../../../commands/terraform/terraform-processes";
import { ROOT } from "../project";

describe("Terraform under its keeper", () => {
  let register: string;
  beforeEach(() => {
    register = mkdtempSync(join(tmpdir(), "plumbline-test-"));
  });
  afterEach(() => rmSync(register, { recursive: true }));

  /** A program in Terraform's place that says when it runs and what signal it got. */
  const keep = (script: string) => {
    const child = spawn(join(ROOT, "commands", "terraform", "keep-terraform.sh"), ["-c", script], {
      env: { PATH: process.env.PATH, PLUMBLINE_TERRAFORM: "bash", PLUMBLINE_TERRAFORM_PROCESSES: register },
      stdio: ["ignore", "pipe", "inherit"],
    });
    let said = "";
    child.stdout.setEncoding("utf8").on("data", (text: string) => {
      said += text;
    });
    const ended = new Promise<{ code: number | null; said: string }>((resolve) => {
      child.on("close", (code) => resolve({ code, said }));
    });
    const ready = async () => {
      while (!said.includes("ready")) {
        await sleep(20);
      }
    };
    return { child, ended, ready };
  };
  const UNTIL_INTERRUPTED = "trap 'echo interrupted; exit 4' INT; echo ready; while :; do sleep 0.05; done";

  it("gets its arguments and gives back its exit code, and nothing stays registered", async () => {
    const { ended } = keep("echo ran; exit 3");
    expect(await ended).toEqual({ code: 3, said: "ran\n" });
    expect(readdirSync(register)).toEqual([]);
  });

  it("is interrupted itself, and waited for", async () => {
    const processes = new TerraformProcesses(register);
    expect(processes.interrupt()).toBe(false);
    const { ended, ready } = keep(UNTIL_INTERRUPTED);
    await ready();
    expect(processes.interrupt()).toBe(true);
    await processes.end();
    expect(await ended).toEqual({ code: 4, said: "ready\ninterrupted\n" });
    expect(processes.interrupt()).toBe(false);
  });

  it("is interrupted once, however often that is asked", async () => {
    const processes = new TerraformProcesses(register);
    const { ended, ready } = keep("trap 'echo interrupted' INT; echo ready; for _ in {1..40}; do sleep 0.05; done");
    await ready();
    expect([processes.interrupt(), processes.interrupt(), processes.interrupt()]).toEqual([true, true, true]);
    expect((await ended).said).toBe("ready\ninterrupted\n");
  });

  it("survives a hang-up", async () => {
    const { child, ended, ready } = keep(UNTIL_INTERRUPTED);
    await ready();
    const processes = new TerraformProcesses(register);
    child.kill("SIGHUP");
    const [keeper = ""] = readdirSync(register);
    const [id] = readdirSync(join(register, keeper)).map(Number);
    process.kill(id as number, "SIGHUP");
    expect(processes.interrupt()).toBe(true);
    expect((await ended).code).toBe(4);
  });

  it("is not waited for when its number is left and it is not", async () => {
    const gone = spawn("true");
    await new Promise((resolve) => gone.on("close", resolve));
    mkdirSync(join(register, "1"));
    writeFileSync(join(register, "1", String(gone.pid)), "");
    const processes = new TerraformProcesses(register);
    expect(processes.interrupt()).toBe(false);
    await processes.end();
  });
});
