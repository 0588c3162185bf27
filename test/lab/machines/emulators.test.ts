import { type ChildProcess, spawn } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { buildSync } from "esbuild";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { Emulators, endLeftovers } from "../../../lab/machines/emulators";
import { identify, keptIdentity, kill, lookUp } from "../../../lab/machines/process-identity";
import { QEMU, QEMU_COMMAND } from "./qemu";

const PARAMETERS = ["-machine", "none", "-nodefaults", "-display", "none"];

function isThere(pid: number): boolean {
  return lookUp(pid) !== undefined;
}

describe.skipIf(QEMU === undefined)("QEMU processes of a run", () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "lab-emulators-"));
  });
  afterEach(async () => {
    await endLeftovers(folder);
    rmSync(folder, { recursive: true });
  });
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

  it("leave no note of themselves when they have ended", async () => {
    const emulators = new Emulators();
    const one = await emulators.launch(options("one"));
    expect(keptIdentity(join(folder, "one.process.json"))).toMatchObject({ pid: one.pid });
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
    async function startedByAnother(survive: boolean): Promise<number> {
      const program = join(folder, "program.cjs");
      const contents = `
        import { Emulators } from ${JSON.stringify(resolve(__dirname, "../../../lab/machines/emulators"))};
        new Emulators(${survive}).launch(${JSON.stringify(options("one"))}).then(({ pid }) => console.log(pid));
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
      const pid = await startedByAnother(false);
      expect(isThere(pid)).toBe(true);
      await killed();
      while (isThere(pid)) {
        await sleep(10);
      }
    });

    it("go on where they are to be kept; a next run finds and ends them, wherever below its folder they are noted", async () => {
      mkdirSync(join(folder, "deep"));
      const pid = await startedByAnother(true);
      await killed();
      expect(isThere(pid)).toBe(true);
      expect(await endLeftovers(folder)).toEqual([pid]);
      expect(isThere(pid)).toBe(false);
      expect(await endLeftovers(folder)).toEqual([]);
    });
  });

  it("are never taken for processes of others: a note that does not fit exactly is only forgotten", async () => {
    const other = spawn("sleep", ["1000"], { stdio: "ignore" });
    const identity = identify(other.pid ?? 0, "1000");
    mkdirSync(join(folder, "a"));
    const note = join(folder, "a", "machine.process.json");
    for (const wrong of [{ ...identity, mark: "another" }, { ...identity, started: "0" }, {}]) {
      writeFileSync(note, JSON.stringify(wrong));
      expect(await endLeftovers(folder)).toEqual([]);
      expect(readdirSync(join(folder, "a"))).toEqual([]);
    }
    expect(readFileSync(`/proc/${other.pid}/stat`, "utf8")).toContain("sleep");
    if (identity !== undefined) {
      kill(identity);
    }
    expect(await endLeftovers(join(folder, "none"))).toEqual([]);
  });
});
