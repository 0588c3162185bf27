// @module-tag machines
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { duplexPair } from "node:stream";
import fc from "fast-check";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { Emulator } from "../../../lab/machines/emulator";
import { Qmp, type QmpEvent } from "../../../lab/machines/qmp";
import { QEMU, QEMU_COMMAND } from "./qemu";

describe.skipIf(QEMU === undefined)("the machine protocol with a real QEMU", () => {
  let folder: string;
  let emulator: Emulator;
  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), "lab-qmp-"));
    const parameters = ["-machine", "none", "-nodefaults", "-display", "none"];
    emulator = await Emulator.launch({ command: QEMU_COMMAND, parameters, folder, name: "none" });
  });
  afterEach(async () => {
    await emulator.kill();
    rmSync(folder, { recursive: true });
  });

  it("gives what a command returns, also to many at once, each its own", async () => {
    const { qmp } = emulator;
    const [status, version, ...names] = await Promise.all([
      qmp.execute<{ status: string }>("query-status"),
      qmp.execute<{ qemu: { major: number } }>("query-version"),
      ...Array.from({ length: 50 }, () => qmp.execute<unknown[]>("query-chardev")),
    ]);
    expect(status.status).toBe("running");
    expect(version.qemu.major).toBeGreaterThanOrEqual(8);
    expect(names.every((list) => Array.isArray(list))).toBe(true);
  });

  it("rejects what QEMU refuses with its reason", async () => {
    await expect(emulator.qmp.execute("no-such-command")).rejects.toMatchObject({
      kind: "CommandNotFound",
      message: expect.stringContaining("qemu refused no-such-command: "),
    });
    await expect(emulator.qmp.execute("object-del", { id: "nothing" })).rejects.toThrow("nothing");
  });

  it("gives the human monitor's text, refusals too", async () => {
    expect(await emulator.qmp.human("info version")).toMatch(/^\d+\.\d+/);
    expect(await emulator.qmp.human("nonsense")).toContain("unknown command: 'nonsense'");
    expect(await emulator.qmp.human("stop")).toBe("");
  });

  it("tells events to who waits for them, and no longer than wanted", async () => {
    const seen: string[] = [];
    const stop = emulator.qmp.onEvent(({ name }) => seen.push(name));
    const stopped = emulator.qmp.event(({ name }) => name === "STOP");
    await emulator.qmp.execute("stop");
    expect((await stopped).name).toBe("STOP");
    stop();
    const resumed = emulator.qmp.event(({ name }) => name === "RESUME");
    await emulator.qmp.execute("cont");
    await resumed;
    expect(seen).toEqual(["STOP"]);
  });

  it("leaves nobody waiting when QEMU ends", async () => {
    const { qmp } = emulator;
    const event = qmp.event(() => false);
    const commands = [qmp.execute("query-status"), qmp.execute("query-status")].map((one) => one.catch(() => "ended"));
    emulator.kill();
    await expect(event).rejects.toThrow("qemu ended its control connection before the event");
    await Promise.all(commands);
    expect(qmp.closed).toBe(true);
    await expect(qmp.execute("query-status")).rejects.toThrow("before query-status");
    await expect(qmp.event(() => true)).rejects.toThrow("ended");
    let told = false;
    qmp.onClosed(() => {
      told = true;
    });
    expect(told).toBe(true);
  });
});

describe("the machine protocol", () => {
  it("reads messages wherever they are cut, and passes over what is none", async () => {
    const data = fc.record({ text: fc.string({ unit: "binary" }) });
    await fc.assert(
      fc.asyncProperty(
        fc.array(data, { maxLength: 5 }),
        fc.array(fc.nat(), { maxLength: 20 }),
        async (events, cuts) => {
          const [ours, qemus] = duplexPair();
          const opened = Qmp.over(ours);
          qemus.write('{"QMP": {}}\r\n');
          qemus.once("data", () => qemus.write('{"return": {}, "id": 1}\r\n'));
          const qmp = await opened;
          const seen: QmpEvent[] = [];
          qmp.onEvent((event) => seen.push(event));
          const closed = new Promise<void>((resolve) => qmp.onClosed(resolve));
          const lines = events.map((event) => `${JSON.stringify({ event: "E", data: event })}\r\n`);
          const bytes = Buffer.from(`\r\nnonsense\n[]\n{"return": 1, "id": 77}\n${lines.join("")}`);
          const at = [0, ...cuts.map((cut) => cut % (bytes.length + 1)).sort((a, b) => a - b), bytes.length];
          for (const [index, start] of at.slice(0, -1).entries()) {
            qemus.write(bytes.subarray(start, at[index + 1]));
          }
          qemus.end();
          await closed;
          expect(seen).toEqual(events.map((event) => ({ name: "E", data: event })));
        },
      ),
      { numRuns: 50 },
    );
  });

  it("does not wait for a greeting that never comes", async () => {
    const [ours, qemus] = duplexPair();
    const opened = Qmp.over(ours);
    qemus.end();
    await expect(opened).rejects.toThrow("before it greeted");
  });
});
