// @module-tag tools
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { renderScript } from "../../../templates/scripts/script";
import { eventually, NamespaceNode, outcome } from "../namespace-node";

describe.skipIf(NamespaceNode.missing !== undefined)("a step at a mysqld that does not answer", () => {
  let node: NamespaceNode;
  beforeEach(async () => {
    node = await NamespaceNode.start();
    node.must("mkdir -p /run/systemd/system");
    node.write("/run/verify-source.sh", renderScript("verify-source"));
    node.stub("mysql", "[[ -e /run/up ]]");
  });
  afterEach(() => node.stop());

  /** What systemd says until mysqld is up. */
  const systemd = (active: string, running: string) =>
    node.stub(
      "systemctl",
      `case $* in
        "is-active mysql.service") if [[ -e /run/up ]]; then echo active; else echo ${active}; exit 3; fi ;;
        is-system-running) echo ${running} ;;
        "--quiet is-enabled mysql.service") ;;
        *) exit 1 ;;
      esac`,
    );
  const step = "bash /run/verify-source.sh token >/run/said 2>&1";

  it.each([
    ["is starting", "activating", "running"],
    ["will start, as the machine itself is starting", "inactive", "starting"],
  ])("waits for one that %s", async (_, active, running) => {
    systemd(active, running);
    const done = outcome(node.begin(step));
    await eventually(
      "it says what it waits for",
      () => node.run("grep -q 'mysqld, which is starting' /run/said").status === 0,
    );
    node.must("touch /run/up");
    expect(await done).toMatchObject({ status: 0 });
  });

  it.each([
    ["failed", "running"],
    ["inactive", "running"],
  ])("does not wait for one that is %s on a machine that is %s", (active, running) => {
    systemd(active, running);
    expect(node.run(step).status).toBe(1);
    expect(node.read("/run/said")).toContain("mysqld does not answer at the source");
  });
});
