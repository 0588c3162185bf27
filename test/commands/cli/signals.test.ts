// @module-tag unit
import { describe, expect, it } from "vitest";
import { attendSignals, exitCodeOf } from "../../../commands/cli/signals";

describe("signals that ask a command to end", () => {
  it("are handed over while work is done, the first is told, and none ends the process", async () => {
    const seen: string[] = [];
    const { result, signal } = await attendSignals(
      (signal) => seen.push(signal),
      async () => {
        process.emit("SIGHUP", "SIGHUP");
        process.emit("SIGINT", "SIGINT");
        return "done";
      },
    );
    expect({ result, signal, seen }).toEqual({ result: "done", signal: "SIGHUP", seen: ["SIGHUP", "SIGINT"] });
  });

  it("mean what they meant before once the work is done or has failed", async () => {
    const before = process.listenerCount("SIGINT");
    await attendSignals(
      () => {},
      async () => {},
    );
    await expect(
      attendSignals(
        () => {},
        () => Promise.reject(new Error("failed")),
      ),
    ).rejects.toThrow("failed");
    expect(process.listenerCount("SIGINT")).toBe(before);
  });

  it("give the exit codes that a shell gives", () => {
    expect((["SIGINT", "SIGTERM", "SIGHUP"] as const).map(exitCodeOf)).toEqual([130, 143, 129]);
  });
});
