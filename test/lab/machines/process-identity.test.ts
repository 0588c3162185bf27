import { type ChildProcess, spawn } from "node:child_process";
import { mkdtempSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import {
  identify,
  keepIdentity,
  keptIdentity,
  kill,
  lookUp,
  type ProcessIdentity,
  runs,
} from "../../../lab/machines/process-identity";

describe("a process's identity", () => {
  let child: ChildProcess;
  let ended: Promise<unknown>;
  let folder: string;
  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), "lab-identity-"));
    // a name with brackets and spaces, which a process may give itself
    const script = "process.title = 'a ) R (b'; console.log('up'); setInterval(() => {}, 1000)";
    child = spawn(process.execPath, ["-e", script, "the-mark"], { stdio: ["ignore", "pipe", "ignore"] });
    ended = new Promise((resolve) => child.once("close", resolve));
    await new Promise((resolve) => child.stdout?.once("data", resolve));
  });
  afterEach(async () => {
    child.kill("SIGKILL");
    await ended;
    rmSync(folder, { recursive: true });
  });
  const own = (mark = "a )"): ProcessIdentity => {
    const identity = identify(child.pid ?? 0, mark);
    if (identity === undefined) {
      throw new Error("it does not run");
    }
    return identity;
  };

  it("is that of the one process as long as it runs", async () => {
    const identity = own();
    expect(runs(identity)).toBe(true);
    child.kill("SIGKILL");
    await ended;
    expect(runs(identity)).toBe(false);
    expect(identify(identity.pid, "x")).toBeUndefined();
  });

  it("is not that of another process with the same id: one that started at another time, or is another program", () => {
    expect(runs({ ...own(), started: "1" })).toBe(false);
    expect(runs(own("another mark"))).toBe(false);
    expect(kill({ ...own(), started: "1" })).toBe(false);
    expect(kill(own("another mark"))).toBe(false);
    expect(runs(own())).toBe(true);
  });

  it("is enough to end exactly it", async () => {
    expect(kill(own())).toBe(true);
    await ended;
    expect(child.signalCode).toBe("SIGKILL");
  });

  it("is kept in a file; what cannot be read there is none", () => {
    const file = join(folder, "note");
    expect(keptIdentity(file)).toBeUndefined();
    const identity = own();
    keepIdentity(file, identity);
    expect(keptIdentity(file)).toEqual(identity);
    expect(statSync(file).mode & 0o777).toBe(0o600);
    for (const text of ["", "{", "{}", '{"pid":"1","started":"1","mark":"m"}', '{"pid":1,"started":"1","mark":""}']) {
      writeFileSync(file, text);
      expect(keptIdentity(file)).toBeUndefined();
    }
  });

  it("is told the same way without /proc", () => {
    const seen = lookUp(child.pid ?? 0, false);
    expect(seen?.command).toContain("a )");
    expect(seen?.started).toMatch(/\d\d:\d\d:\d\d \d{4}$/);
    expect(lookUp(2 ** 22 + 1, false)).toBeUndefined();
  });
});
