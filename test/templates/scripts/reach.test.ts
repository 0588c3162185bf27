// @module-tag tools
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { renderScript } from "../../../templates/scripts/script";
import { NamespaceNode, outcome, pause } from "../namespace-node";

describe.skipIf(NamespaceNode.missing !== undefined)(`reach (${NamespaceNode.missing ?? "on a real sshd"})`, () => {
  let folder: string;
  let node: NamespaceNode;

  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), "plumbline-reach-"));
    writeFileSync(join(folder, "reach.sh"), renderScript("reach"));
    node = await NamespaceNode.start();
  });
  afterEach(async () => {
    await node.stop();
    rmSync(folder, { recursive: true });
  });

  const reach = (changes: Record<string, string> = {}) =>
    outcome(node.operator(join(folder, "reach.sh"), { NODE: "EU6::n", HOST: "127.0.0.1", PORT: "22", ...changes }));

  it("is through at once where the node answers", async () => {
    node.must("/usr/sbin/sshd");
    expect(await reach()).toMatchObject({ status: 0, stdout: "", stderr: "" });
  });

  it("waits for a node that restarts, and says so", async () => {
    const coming = reach();
    await pause(500);
    node.must("/usr/sbin/sshd");
    expect(await coming).toMatchObject({
      status: 0,
      stdout:
        "reach EU6::n: waiting for 127.0.0.1 port 22 to answer, at most 900 s: the server may still be starting\n",
    });
  });

  it("tells what to do when the node does not come back", async () => {
    const { status, stderr } = await reach({ LIMIT_SECONDS: "1" });
    expect(status).toBe(1);
    expect(stderr).toContain("reach EU6::n: no answer from 127.0.0.1 port 22 for 1 s");
    expect(stderr).toContain("reach EU6::n: to do: see whether the server is started");
  });
});
