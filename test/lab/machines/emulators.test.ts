// @module-tag machines
import { type ChildProcess, spawn } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { buildSync } from "esbuild";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { Emulators } from "../../../lab/machines/emulators";
import { QEMU, QEMU_COMMAND } from "./qemu";

const PARAMETERS = ["-machine", "none", "-nodefaults", "-display", "none"];

/** Whether a process runs; one that has ended and only waits to be forgotten does not. */
function isThere(pid: number): boolean {
  try {
    return !/^State:\s+[ZX]/m.test(readFileSync(`/proc/${pid}/status`, "utf8"));
  } catch {
    return false;
  }
}

describe.skipIf(QEMU === undefined)("QEMU processes of a run", () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "lab-emulators-"));
  });
  afterEach(() => rmSync(folder, { recursive: true }));
  const options = (name: string) => ({ command: QEMU_COMMAND, parameters: PARAMETERS, folder, name });

  it("are all ended at once, those that are just starting too, and no other starts after that", async () => {
    const emulators = new Emulators();
    const one = await emulators.launch(options("one"));
    const two = emulators.launch(options("two"));
    const late = two.then(({ pid }) => pid);
    expect(emulators.running.map(({ name }) => name)).toEqual(["one"]);
    await emulators.endAll();
    expect([isThere(one.pid), isThere(await late)]).toEqual([false, false]);
    expect(emulators.running).toEqual([]);
    await expect(emulators.launch(options("three"))).rejects.toThrow("three is not started any more");
  });

  it("leave no file of their own when they have ended", async () => {
    const emulators = new Emulators();
    const one = await emulators.launch(options("one"));
    await one.quit();
    expect(readdirSync(folder)).toEqual([]);
    expect(one.running).toBe(false);
  });

  it("end the same way when they are told to and cannot hear: the process stands still", async () => {
    const emulators = new Emulators();
    const one = await emulators.launch(options("one"));
    process.kill(one.pid, "SIGSTOP");
    expect((await one.kill()).signal).toBe("SIGKILL");
  });

  it("tell what they cannot start with, in QEMU's words or the system's", async () => {
    const emulators = new Emulators();
    await expect(emulators.launch({ ...options("one"), title: "sql", parameters: ["-nonsense"] })).rejects.toThrow(
      /^qemu for sql ended at once \(exit code 1\): .*-nonsense/s,
    );
    const command = { program: "/nowhere/qemu", leading: [] };
    await expect(emulators.launch({ ...options("one"), command })).rejects.toThrow(
      /qemu for one ended at once.*nowhere/s,
    );
    expect(emulators.running).toEqual([]);
    expect(readdirSync(folder)).toEqual([]);
  });

  describe("of a Node process that is killed", () => {
    let child: ChildProcess;
    afterEach(() => {
      child.kill("SIGKILL");
    });

    /** A process that starts a QEMU and then waits; gives the id of the QEMU. */
    async function startedByAnother(): Promise<number> {
      const program = join(folder, "program.cjs");
      const contents = `
        import { Emulators } from ${JSON.stringify(resolve(__dirname, "../../../lab/machines/emulators"))};
        new Emulators().launch(${JSON.stringify(options("one"))}).then(({ pid }) => console.log(pid));
        setInterval(() => {}, 1000);
      `;
      const stdin = { contents, resolveDir: __dirname, loader: "ts" as const };
      buildSync({ stdin, bundle: true, platform: "node", outfile: program, logLevel: "error" });
      child = spawn(process.execPath, [program], { stdio: ["ignore", "pipe", "inherit"] });
      return new Promise((resolve) => child.stdout?.once("data", (text: Buffer) => resolve(Number(`${text}`))));
    }
    async function killed(): Promise<void> {
      const ended = new Promise((resolve) => child.once("exit", resolve));
      child.kill("SIGKILL");
      await ended;
    }

    it("end with it", async () => {
      const pid = await startedByAnother();
      expect(isThere(pid)).toBe(true);
      await killed();
      while (isThere(pid)) {
        await sleep(10);
      }
    });
  });
});
