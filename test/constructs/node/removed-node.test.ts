// @module-tag unit
import { describe, expect, it } from "vitest";
import { MysqlReplication } from "../../../constructs/mysql/replication";
import { Network } from "../../../constructs/network/network";
import { Disk } from "../../../constructs/node/disk";
import { RemovedNode } from "../../../constructs/node/removed-node";
import { Port } from "../../../constructs/words/port";
import { Size } from "../../../constructs/words/size";
import { domainAt, nodeIn, oneNetwork, refused, scratch, synthesize } from "../synthesized";

const EXTRA = Disk.standard(Size.gigabytes(10));

describe("a removed node", () => {
  const removed = (destroy: boolean, also: string[] = []) =>
    synthesize((app) => {
      const { stack } = oneNetwork(app);
      new RemovedNode(stack, "old", { location: "EU6", name: "old", destroy, because: "it moved", also });
      return stack;
    });

  it("is forgotten with all that it had, and nothing of it runs", () => {
    const { terraform } = removed(false, ["ddcloud_firewall_rule.EU6_old_tcp_22"]);
    const blocks = terraform.removed as { from: string; lifecycle: { destroy: boolean }; provisioner?: unknown }[];
    expect(blocks.every(({ lifecycle, provisioner }) => !lifecycle.destroy && provisioner === undefined)).toBe(true);
    expect(blocks.map(({ from }) => from)).toEqual(
      expect.arrayContaining([
        "ddcloud_firewall_rule.EU6_old_tcp_22",
        "ddcloud_server.EU6_old",
        "ddcloud_nat.EU6_old_nat",
      ]),
    );
    expect(terraform.output.removed.value).toEqual({ "EU6::old": { destroy: false, because: "it moved" } });
  });

  it("that is destroyed leaves the platform's dashboard first", () => {
    const { terraform, files } = removed(true);
    const blocks = terraform.removed as { from: string; provisioner?: object[] }[];
    expect(blocks.filter(({ provisioner }) => provisioner !== undefined)).toEqual([
      {
        from: "null_resource.EU6_old_monitoring",
        lifecycle: { destroy: true },
        provisioner: [
          { "local-exec": expect.objectContaining({ when: "destroy", command: expect.stringContaining("disable") }) },
        ],
      },
    ]);
    expect(Object.keys(files)).toContain("scripts/monitoring.sh");
  });

  it("leaves nothing behind but what it has with others, which `also` names", () => {
    const { terraform } = synthesize((app) => {
      const { stack, network } = oneNetwork(app);
      const here = nodeIn(network, "here", { monitoring: "ESSENTIALS", inbound: [Port.tcp(22)], disks: [EXTRA] });
      const there = nodeIn(new Network(domainAt(stack, "NA9"), "far", { ipv4: "10.0.2.0/24" }), "there");
      new MysqlReplication(stack, "sql", { members: [here, there], source: here, database: "db01" });
      new RemovedNode(stack, "old", { location: "EU6", name: "old", destroy: true, because: "x" });
      return stack;
    });
    const removedOnes = new Set((terraform.removed as { from: string }[]).map(({ from }) => from));
    const left = Object.entries<object>(terraform.resource).flatMap(([type, resources]) =>
      Object.keys(resources).flatMap((id) => {
        const address = `${type}.${id.replace(/^(EU6_here|NA9_there)(?=_|$)/, "EU6_old")}`;
        return address.includes(".EU6_old") && !removedOnes.has(address) ? [address] : [];
      }),
    );
    expect(left.filter((address) => !address.startsWith("ddcloud_firewall_rule."))).toEqual([]);
  });

  it("is refused without a reason, and where it is there", () => {
    const { stack, network } = oneNetwork(scratch());
    const props = { location: "EU6", name: "old", destroy: true, because: " " };
    expect(refused(() => new RemovedNode(stack, "a", props))).toMatch(/it has no reason/);
    expect(refused(() => new RemovedNode(stack, "b", { ...props, because: "x", also: ["a.b"] }))).toMatch(
      /`also` is for/,
    );
    expect(network.name).toBe("web");
    expect(() =>
      synthesize((app) => {
        const made = oneNetwork(app);
        nodeIn(made.network, "old");
        new RemovedNode(made.stack, "c", { ...props, because: "x" });
        return made.stack;
      }),
    ).toThrow(/ddcloud_server\.EU6_old is to be removed, and .*old.* makes it/);
  });
});
