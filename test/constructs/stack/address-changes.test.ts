// @module-tag unit
import { describe, expect, it } from "vitest";
import { Network } from "../../../constructs/network/network";
import { Port } from "../../../constructs/words/port";
import { domainAt, nodeIn, oneNetwork, synthesize } from "../synthesized";

const blocks = (terraform: { moved?: { from: string; to: string }[] }) =>
  (terraform.moved ?? []).map(({ from, to }) => `${from} -> ${to}`);

describe("changes of addresses", () => {
  it("are no word where nothing changed", () => {
    const { terraform } = synthesize((app) => {
      const { stack, network } = oneNetwork(app);
      nodeIn(network, "n");
      return stack;
    });
    expect(Object.keys(terraform)).not.toContain("moved");
    expect(Object.keys(terraform)).not.toContain("removed");
    expect(terraform.output.removed).toBeUndefined();
  });

  it("follow all that a node has, its steps too, over all names in turn", () => {
    const { terraform } = synthesize((app) => {
      const { stack, network } = oneNetwork(app);
      nodeIn(network, "n", { formerNames: ["middle", "old"], inbound: [Port.tcp(22)] });
      return stack;
    });
    const made = Object.entries<object>(terraform.resource).flatMap(([type, resources]) =>
      Object.keys(resources).flatMap((id) => (id.startsWith("EU6_n_") || id === "EU6_n" ? [`${type}.${id}`] : [])),
    );
    expect(made.length).toBeGreaterThan(8);
    expect(blocks(terraform)).toEqual(
      made
        .flatMap((address) => {
          const was = (name: string) => address.replace("EU6_n", `EU6_${name}`);
          return [`${was("middle")} -> ${address}`, `${was("old")} -> ${was("middle")}`];
        })
        .sort(),
    );
  });

  it("follow rules that are called after a sender, the receiver's change first", () => {
    const { terraform } = synthesize((app) => {
      const { stack, domain } = oneNetwork(app);
      const here = new Network(domain, "here", { ipv4: "10.0.1.0/24", formerNames: ["a"] });
      const there = new Network(domainAt(stack, "NA9"), "there", { ipv4: "10.0.2.0/24", formerNames: ["b"] });
      here.acceptFrom(there);
      return stack;
    });
    expect(blocks(terraform).filter((one) => one.includes("firewall"))).toEqual([
      "ddcloud_firewall_rule.EU6_a_from_NA9_b_any -> ddcloud_firewall_rule.EU6_here_from_NA9_b_any",
      "ddcloud_firewall_rule.EU6_here_from_NA9_b_any -> ddcloud_firewall_rule.EU6_here_from_NA9_there_any",
    ]);
  });

  it("are none where another name makes the same address", () => {
    const { terraform } = synthesize((app) => {
      const { stack, domain } = oneNetwork(app);
      new Network(domain, "data-bases", { ipv4: "10.0.1.0/24", formerNames: ["data.bases"] });
      return stack;
    });
    expect(terraform.moved).toBeUndefined();
  });

  it("are refused where two come from one address, or one stands there still", () => {
    const two = (second: string, formerNames: string[]) => () =>
      synthesize((app) => {
        const { stack, domain } = oneNetwork(app);
        new Network(domain, "first", { ipv4: "10.0.1.0/24", formerNames: ["old"] });
        new Network(domain, second, { ipv4: "10.0.2.0/24", formerNames });
        return stack;
      });
    expect(two("second", ["old"])).toThrow(/was ddcloud_vlan\.EU6_old, which .*first.* is or was, too/);
    expect(two("old", [])).toThrow(/was ddcloud_vlan\.EU6_old, which .*old.* is or was, too/);
  });
});
