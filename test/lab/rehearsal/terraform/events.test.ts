// @module-tag unit
import { describe, expect, it } from "vitest";
import { readEvent } from "../../../../lab/rehearsal/terraform/events";
import { Progress } from "../../../../lab/rehearsal/terraform/progress";

const resource = { addr: "ddcloud_vlan.EU6_databases", resource_type: "ddcloud_vlan" };

describe("a line of Terraform", () => {
  it("tells what is planned, begun, done and failed", () => {
    const lines = [
      { type: "planned_change", change: { resource, action: "create" } },
      { type: "apply_start", hook: { resource, action: "create" } },
      { type: "apply_complete", hook: { resource, elapsed_seconds: 3 } },
      { type: "apply_errored", hook: { resource } },
    ];
    const told = lines.flatMap((line) => readEvent(JSON.stringify(line)));
    expect(told.map(({ kind }) => kind)).toEqual(["planned", "begun", "done", "failed"]);
    expect(told[0]).toEqual({ kind: "planned", address: resource.addr, type: "ddcloud_vlan", action: "create" });
  });

  it("tells what a step on a node writes, and nothing where that is an empty line", () => {
    const line = (output: string) => JSON.stringify({ type: "provision_progress", hook: { resource, output } });
    const said = { kind: "said", address: resource.addr, type: "ddcloud_vlan", line: "boot: waiting" };
    expect(readEvent(line("boot: waiting\n"))).toEqual([said]);
    expect(readEvent(line("\n"))).toEqual([]);
  });

  it("tells a diagnostic with its resource, or without", () => {
    const diagnostic = { severity: "error", summary: "it is busy", detail: "", address: "ddcloud_vlan.a" };
    expect(readEvent(JSON.stringify({ type: "diagnostic", diagnostic }))).toEqual([{ kind: "diagnostic", diagnostic }]);
    const { address: _, ...rest } = diagnostic;
    const [event] = readEvent(JSON.stringify({ type: "diagnostic", diagnostic: rest }));
    expect(event).toEqual({ kind: "diagnostic", diagnostic: { ...diagnostic, address: "" } });
  });

  it.each([
    "",
    "panic: no",
    "null",
    "3",
    '{"type":"version"}',
    '{"type":"resource_drift","change":{}}',
  ])("tells nothing where it is %j", (line) => expect(readEvent(line)).toEqual([]));
});

describe("progress", () => {
  it("says a kind when all of it is done, and when each of it began and ended", () => {
    let time = 0;
    const progress = new Progress(() => ++time);
    const event = (kind: "begun" | "done", address: string) => progress.take({ kind, address, type: "ddcloud_vlan" });
    for (const address of ["ddcloud_vlan.a", "ddcloud_vlan.b"]) {
      progress.take({ kind: "planned", address, type: "ddcloud_vlan", action: "create" });
    }
    expect([
      event("begun", "ddcloud_vlan.a"),
      event("begun", "ddcloud_vlan.b"),
      event("done", "ddcloud_vlan.a"),
      event("done", "ddcloud_vlan.b"),
    ]).toEqual([undefined, undefined, undefined, "VLANs: 2"]);
    expect(progress.all).toEqual([{ kind: "VLANs", planned: 2, done: 2, began: 1, ended: 3 }]);
  });

  it("counts a replacement as two, since Terraform removes and makes", () => {
    const progress = new Progress();
    const known = { address: "null_resource.a_monitoring", type: "null_resource" };
    progress.take({ kind: "planned", ...known, action: "replace" });
    expect(progress.take({ kind: "done", ...known })).toBeUndefined();
    expect(progress.take({ kind: "done", ...known })).toBe("monitoring: 2");
  });

  it("tells a line of a step with the resource that it is of", () => {
    const said = {
      kind: "said",
      address: "null_resource.EU6_sql1_boot",
      type: "null_resource",
      line: "waiting",
    } as const;
    expect(new Progress().take(said)).toBe("EU6_sql1_boot: waiting");
    for (const line of ["Connecting to remote host via SSH...", "  Host: 127.64.8.202", 'Executing: ["/bin/sh"]']) {
      expect(new Progress().take({ ...said, line })).toBeUndefined();
    }
  });

  it("tells a resource that failed", () => {
    const failed = { kind: "failed", address: "ddcloud_nat.a", type: "ddcloud_nat" } as const;
    expect(new Progress().take(failed)).toBe("ddcloud_nat.a failed");
  });
});
