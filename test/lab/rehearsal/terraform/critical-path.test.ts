// @module-tag unit
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { criticalPath, dependenciesOf, type Span, shares } from "../../../../lab/rehearsal/terraform/critical-path";

describe("the critical path of a deployment", () => {
  const spans = new Map<string, Span>([
    ["ddcloud_server.a", { began: 10, ended: 50, waits: 0, said: [] }],
    ["ddcloud_server.b", { began: 10, ended: 40, waits: 0, said: [] }],
    ["null_resource.a_boot", { began: 52, ended: 90, waits: 0, said: [] }],
    ["null_resource.b_boot", { began: 41, ended: 120, waits: 0, said: [] }],
    ["null_resource.a_link", { began: 125, ended: 130, waits: 0, said: [] }],
    ["tls_private_key.a", { began: 0, ended: 9, waits: 0, said: [] }],
  ]);
  const dependencies = new Map([
    ["ddcloud_server.a", ["tls_private_key.a"]],
    ["ddcloud_server.b", ["tls_private_key.a"]],
    ["null_resource.a_boot", ["ddcloud_server.a", "tls_private_key.a"]],
    ["null_resource.b_boot", ["ddcloud_server.b", "random_password.unchanged"]],
    ["null_resource.a_link", ["null_resource.a_boot", "null_resource.b_boot"]],
  ]);

  it("goes back from what ended last, by what ended last of what it depends on", () => {
    expect(criticalPath(spans, dependencies, 0).map(({ address, waitedMs }) => [address, waitedMs])).toEqual([
      ["tls_private_key.a", 0],
      ["ddcloud_server.b", 1],
      ["null_resource.b_boot", 1],
      ["null_resource.a_link", 5],
    ]);
  });

  it("is shared between the platform, the nodes, and waiting that is nobody's work", () => {
    expect(Object.fromEntries(shares(criticalPath(spans, dependencies, 0)))).toEqual({
      platform: 30,
      nodes: 84,
      "keys and passwords": 9,
      "waiting of our own": 7,
    });
  });

  it("counts the last pause of each wait as waiting of our own, and no more than the step took", () => {
    const waiting = new Map<string, Span>([
      ["null_resource.a_boot", { began: 0, ended: 9_000, waits: 2, said: [] }],
      ["null_resource.a_ready", { began: 9_000, ended: 9_500, waits: 1, said: [] }],
    ]);
    const order = new Map([["null_resource.a_ready", ["null_resource.a_boot"]]]);
    expect(Object.fromEntries(shares(criticalPath(waiting, order, 0)))).toEqual({
      nodes: 7_000,
      "waiting of our own": 2_500,
    });
  });

  it("is empty where nothing was done", () => expect(criticalPath(new Map(), new Map(), 0)).toEqual([]));

  it("accounts for the whole time of a chain", () => {
    const steps = fc.array(fc.tuple(fc.nat(100), fc.nat(100)), { minLength: 1, maxLength: 20 });
    fc.assert(
      fc.property(steps, (chain) => {
        let now = 0;
        const all = chain.map(([gap, length], index) => {
          const began = now + gap;
          now = began + length;
          return [`null_resource.n${index}`, { began, ended: now, waits: index % 3, said: [] }] as const;
        });
        const after = new Map(all.map(([address], index) => [address, index === 0 ? [] : [all[index - 1]?.[0] ?? ""]]));
        const sum = [...shares(criticalPath(new Map(all), after, 0)).values()].reduce((one, other) => one + other, 0);
        expect(sum).toBe(now);
      }),
    );
  });

  it("knows dependencies from Terraform's state", () => {
    const state = {
      resources: [
        { mode: "managed", type: "ddcloud_nat", name: "a", instances: [{ dependencies: ["ddcloud_server.a"] }] },
        { mode: "data", type: "ddcloud_image", name: "b", instances: [{}] },
      ],
    };
    expect([...dependenciesOf(JSON.stringify(state))]).toEqual([["ddcloud_nat.a", ["ddcloud_server.a"]]]);
  });
});
