// @module-tag tools
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { Cancellation } from "../../../../lab/host/cancellation";
import { Failure } from "../../../../lab/host/failure";
import { synthesizeInto } from "../../../../lab/rehearsal/project/synthesis";

describe("a synthesis that fails", () => {
  let root: string;

  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), "plumbline-synthesis-"));
  });

  afterEach(() => rmSync(root, { recursive: true }));

  /** The failure of a project whose program is this script. */
  async function failureOf(script: string): Promise<Failure> {
    writeFileSync(join(root, "run"), `#!/bin/bash\n${script}\n`, { mode: 0o755 });
    const options = { root, environment: process.env, cancellation: new Cancellation() };
    const failure = await synthesizeInto(join(root, "out"), options, undefined).catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(Failure);
    return failure as Failure;
  }

  it("says how it ended, and its words", async () => {
    const { message, hints } = await failureOf("echo 'first'; echo $'second\\nthird' >&2; exit 7");
    expect(message).toContain("exit code 7");
    expect(hints).toEqual(["second", "third"]);
  });

  it("shows its output where that is all that it said", async () => {
    expect((await failureOf("echo 'no word in the other one'; exit 1")).hints).toEqual(["no word in the other one"]);
  });

  it("names the signal that ended it without a word", async () => {
    const { message, hints } = await failureOf("kill -KILL $$");
    expect(message).toContain("signal SIGKILL");
    expect(hints).toEqual(["it said nothing", expect.stringContaining("memory")]);
  });

  it("says what to do where it ended without a word", async () => {
    const { message, hints } = await failureOf("exit 3");
    expect(message).toContain("exit code 3");
    expect(hints).toEqual(["it said nothing", expect.stringContaining("npm run synth")]);
  });
});
