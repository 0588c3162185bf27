// @module-tag tools
// @module-tag needs/terraform
// @module-tag needs/go
import { afterEach, describe, expect, it } from "vitest";
import type { FaultRequest } from "../../../lab/cloud/faults";
import type { Settings } from "../../../lab/cloud/settings";
import { DdcloudLab } from "./ddcloud-lab";
import { nodeWith } from "./ddcloud-node";

const NAT = `
  resource "ddcloud_nat" "node" {
    networkdomain = ddcloud_networkdomain.site.id
    private_ipv4  = ddcloud_server.node.primary_adapter_ipv4
  }
`;

describe("a platform that is busy or fails", () => {
  const labs: DdcloudLab[] = [];
  afterEach(async () => {
    await Promise.all(labs.splice(0).map((lab) => lab.stop()));
  });

  async function labWith(settings: Partial<Settings> = {}, provider = "", environment = {}) {
    const lab = await DdcloudLab.start({ settings }, environment);
    labs.push(lab);
    const organisation = lab.cloud.organisation("EU");
    return {
      lab,
      organisation,
      all: (rest: string) => lab.provider("EU", undefined, provider) + rest,
      server: () => organisation.those("server", () => true)[0],
      fault: (operation: string, fault: FaultRequest["fault"], more: Partial<FaultRequest> = {}) =>
        lab.cloud.faults.add({ operation, fault, ...more }),
    };
  }
  const BUSY = { kind: "code", code: "RESOURCE_BUSY" } as const;

  it("is asked again every retry_delay", async () => {
    const { lab, all, fault } = await labWith();
    fault("deployNetworkDomain", BUSY, { times: 2 });
    fault("deployServer", BUSY);
    await lab.apply(all(nodeWith()));
    expect(lab.count("deployNetworkDomain")).toBe(3);
    expect(lab.count("deployServer")).toBe(2);
  });

  it("is given up after retry_timeout", async () => {
    const { lab, all, fault } = await labWith({}, "retry_timeout = 2");
    fault("deployNetworkDomain", BUSY, { times: 100 });
    expect(await lab.applyFails(all(nodeWith()))).toContain("RESOURCE_BUSY");
    expect(lab.count("deployNetworkDomain")).toBeLessThan(5);
  });

  it("deploys one network domain at a time, and the provider waits for it", async () => {
    const { lab, all } = await labWith({ delayMs: 300 });
    const domain = (name: string) =>
      `resource "ddcloud_networkdomain" "${name}" {\nname = "${name}"\ndatacenter = "EU6"\n}\n`;
    await lab.apply(all(domain("one") + domain("two")));
    expect(lab.left).toMatchObject({ networkDomain: 2 });
    expect(
      lab.calls.some(({ operation, code }) => operation === "deployNetworkDomain" && code === "RESOURCE_BUSY"),
    ).toBe(true);
  });

  it("is not asked again to reconfigure a server; the next apply does it", async () => {
    const { lab, all, server, fault } = await labWith();
    await lab.apply(all(nodeWith()));
    fault("reconfigureServer", BUSY);
    const more = all(nodeWith({ server: 'memory_gb = 16\npower_state = "start"' }));
    expect(await lab.applyFails(more)).toContain("cannot reconfigure server");
    await lab.apply();
    expect(server()?.memoryGb).toBe(16);
  });

  it("is not asked again to expand a disk; the server is off until the next apply", async () => {
    const { lab, all, server, fault } = await labWith();
    await lab.apply(all(nodeWith()));
    fault("expandDisk", BUSY);
    expect(await lab.applyFails(all(nodeWith({ disks: [[0, 20]] })))).toContain("cannot expand disk");
    expect(server()).toMatchObject({ started: false, controllers: [{ disks: [{ sizeGb: 10 }] }] });
    await lab.apply();
    expect(server()).toMatchObject({ started: true, controllers: [{ disks: [{ sizeGb: 20 }] }] });
    expect((await lab.plan()).changes).toEqual({});
  });

  it("does not change a disk's speed, and nobody hears of it", async () => {
    const { lab, all, server, fault } = await labWith();
    await lab.apply(all(nodeWith()));
    fault("changeDiskSpeed", BUSY);
    const faster = all(nodeWith().replace("size_gb = 10", 'size_gb = 10\nspeed = "HIGHPERFORMANCE"'));
    await lab.apply(faster);
    expect(server()?.controllers[0]?.disks[0]?.speed).toBe("STANDARD");
    expect((await lab.plan()).changes).toEqual({ "ddcloud_server.node": "update" });
    await lab.apply();
    expect(server()?.controllers[0]?.disks[0]?.speed).toBe("HIGHPERFORMANCE");
  });

  it.each([
    ["deployServer", "ddcloud_server.node"],
    ["deployVlan", "ddcloud_vlan.site"],
    ["createFirewallRule", "ddcloud_firewall_rule.ssh"],
  ])("ends in FAILED_ADD at %s: what failed is replaced by the next apply", async (operation, address) => {
    const rest = `
      resource "ddcloud_firewall_rule" "ssh" {
        name          = "ssh"
        networkdomain = ddcloud_networkdomain.site.id
        action        = "accept"
        ip_version    = "ipv4"
        protocol      = "tcp"
      }
    `;
    const { lab, all, fault } = await labWith();
    fault(operation, { kind: "failed" });
    expect(await lab.applyFails(all(nodeWith({ rest })))).toContain("unexpected state 'FAILED_ADD'");
    expect((await lab.plan()).changes).toMatchObject({ [address]: "replace" });
    await lab.apply();
    expect((await lab.plan()).changes).toEqual({});
    await lab.destroy();
    expect(lab.left).toEqual({});
  });

  it("says SERVER_STARTED to a new disk: the server is off, and replaced by the next apply", async () => {
    const { lab, all, server, fault } = await labWith();
    fault("addDisk", { kind: "code", code: "SERVER_STARTED" });
    const disks = [
      [0, 10],
      [1, 50],
    ] as const;
    expect(await lab.applyFails(all(nodeWith({ disks })))).toContain("SERVER_STARTED");
    expect(server()?.started).toBe(false);
    expect((await lab.plan()).changes).toEqual({ "ddcloud_server.node": "replace" });
    await lab.apply();
    expect(server()?.controllers[0]?.disks.map(({ sizeGb }) => sizeGb)).toEqual([10, 50]);
    expect((await lab.plan()).changes).toEqual({});
  });

  it("loses the answer to a creation: what was made is unknown here, and in the way", async () => {
    const { lab, all, organisation, fault } = await labWith();
    await lab.apply(all(nodeWith()));
    // the first call finds no address, the second makes the rule
    fault("createNatRule", { kind: "answer-lost" }, { nth: 2 });
    expect(await lab.applyFails(all(nodeWith({ rest: NAT })))).toContain("no answer to POST");
    expect(organisation.those("natRule", () => true)).toHaveLength(1);
    expect(await lab.applyFails()).toContain("cannot create NAT rule");
    for (const { id } of organisation.those("natRule", () => true)) {
      organisation.remove("natRule", id);
    }
    await lab.apply();
    expect((await lab.plan()).changes).toEqual({});
  });

  it("ends a connection: fatal, unless MCP_MAX_RETRY says to try again", async () => {
    for (const [retries, fails] of [
      ["0", true],
      ["1", false],
    ] as const) {
      const { lab, all, fault } = await labWith({}, "", { MCP_MAX_RETRY: retries });
      // POST is not sent again by any HTTP client on its own account
      fault("deployNetworkDomain", { kind: "drop" });
      if (fails) {
        expect(await lab.applyFails(all(nodeWith()))).toContain("no answer to POST");
      } else {
        await lab.apply(all(nodeWith()));
      }
    }
  });

  it("answers with something that is not of the API", async () => {
    const { lab, all, fault } = await labWith();
    fault("getNetworkDomain", { kind: "status", status: 503 });
    expect(await lab.applyFails(all(nodeWith()))).toContain("is not of the API");
    await lab.apply();
    expect((await lab.plan()).changes).toEqual({});
  });

  it("has a reason about backup that nobody knows: no plan works any more", async () => {
    const { lab, all, fault } = await labWith();
    await lab.apply(all(nodeWith()));
    fault("getServerBackup", { kind: "code", code: "REASON_554" });
    await expect(lab.plan()).rejects.toThrow("cannot read the backup of server");
    expect((await lab.plan()).changes).toEqual({});
  });

  it("takes time over an address: IPv4 and IPv6 of a NIC together never come to an end", async () => {
    const { lab, all, server } = await labWith({ delaysMs: { notifyNicIpChange: 700 } }, "retry_timeout = 3");
    await lab.apply(all(nodeWith()));
    const ipv6 = server()?.nics[0]?.ipv6;
    await lab.destroy();
    const both = `ipv4 = "10.0.0.20"\nipv6 = "${ipv6}"`;
    lab.forget();
    expect(await lab.applyFails(all(nodeWith({ adapter: both })))).toContain("cannot change the address of NIC");
    const sent = lab.calls.filter(({ operation }) => operation === "notifyNicIpChange");
    expect(sent.map(({ code }) => code).slice(0, 4)).toEqual([
      "IN_PROGRESS",
      "RESOURCE_BUSY",
      "IN_PROGRESS",
      "RESOURCE_BUSY",
    ]);
  });
});
