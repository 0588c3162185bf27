// @module-tag unit
import { describe, expect, it } from "vitest";
import { faultsOf } from "../../../../lab/rehearsal/faults/fault";
import { fits, outcomeOf, type Seen } from "../../../../lab/rehearsal/faults/outcome";

describe("the outcome of a fault", () => {
  const seen = (what: Partial<Seen>) =>
    outcomeOf({ succeeded: false, orphans: [], support: false, replaced: [], changes: [], ...what });
  const domain = { kind: "network domain", advice: "delete" } as const;

  it.each<[string, Partial<Seen>]>([
    ["ridden out", { succeeded: true }],
    ["again", {}],
    ["replaces server", { replaced: ["ddcloud_server"] }],
    ["replaces monitoring, VLAN", { replaced: ["null_resource", "ddcloud_vlan"] }],
    ["import VLAN", { orphans: [{ kind: "VLAN", advice: "import" }] }],
    ["delete network domain", { orphans: [domain] }],
    ["unnoticed, delete network domain", { succeeded: true, orphans: [domain] }],
    ["delete network domain, replaces server", { orphans: [domain], replaced: ["ddcloud_server"] }],
    ["support, again", { support: true }],
    ["support, replaces server", { support: true, replaced: ["ddcloud_server"] }],
    ["then update ddcloud_vlan.a", { succeeded: true, changes: ["update ddcloud_vlan.a"] }],
    ["replaces ddcloud_vip_pool", { replaced: ["ddcloud_vip_pool"] }],
  ])("is told as %j", (words, what) => {
    expect(seen(what)).toBe(words);
  });
});

describe("an expected outcome", () => {
  it("is met by itself alone, or by either of two", () => {
    expect(fits("again", "again")).toBe(true);
    expect(fits("ridden out", "again")).toBe(false);
    expect(["ridden out", "replaces server"].every((seen) => fits(seen, "ridden out or replaces server"))).toBe(true);
    expect(fits("replaces VLAN", "ridden out or replaces server")).toBe(false);
  });
});

describe("the faults of an operation", () => {
  it("leave something FAILED only where work goes on behind the answer", () => {
    expect(faultsOf({ method: "POST", works: true })).toContain("FAILED");
    expect(faultsOf({ method: "POST", works: false })).not.toContain("FAILED");
  });

  it("of one that reads are those of the way to the platform and back", () => {
    const faults = ["HTTP 500", "HTTP 503", "UNEXPECTED_ERROR", "hang", "connection dropped"];
    expect(faultsOf({ method: "GET", works: false })).toEqual(faults);
  });
});
