// @module-tag tools
import { spawn } from "node:child_process";
import { once } from "node:events";
import { describe, expect, it } from "vitest";
import { ArgumentSampler } from "../../../../lab/rehearsal/proof/arguments";

describe("a sample of arguments", () => {
  it("has those of a process that runs while it looks, and keeps them when it has ended", async () => {
    const sampler = new ArgumentSampler();
    const child = spawn("sleep", ["123.456"]);
    await once(child, "spawn");
    sampler.look();
    child.kill();
    await once(child, "exit");
    sampler.look();
    expect(sampler.text).toContain("sleep 123.456");
    expect(sampler.samples).toBe(2);
  });
});
