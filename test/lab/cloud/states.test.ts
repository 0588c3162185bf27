// @module-tag unit
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import {
  type Body,
  type Client,
  deployDomain,
  deployServer,
  deployVlan,
  type Lab,
  serverBody,
  startLab,
} from "./client";

const SECOND = 1000;

describe("states", () => {
  let lab: Lab;
  let client: Client;

  beforeEach(async () => {
    lab = await startLab({ settings: { delayMs: 2 * SECOND } });
    client = lab.client();
  });
  afterEach(() => lab.stop());

  /** Asks for a change that takes time, and sees it through. */
  async function through(path: string, body: Body, name: string): Promise<string> {
    const id = await client.made(path, body, name);
    lab.clock.advance(2 * SECOND);
    return id;
  }
  const domain = () =>
    through("network/deployNetworkDomain", { name: "d", type: "ADVANCED", datacenterId: "EU6" }, "networkDomainId");
  const vlan = (networkDomainId: string, name = "v", base = "10.1.0.0") =>
    through(
      "network/deployVlan",
      { networkDomainId, name, privateIpv4NetworkAddress: base, privateIpv4PrefixSize: 24 },
      "vlanId",
    );
  async function server(networkDomainId: string, vlanId: string, changes: Body = {}): Promise<string> {
    return through("server/deployServer", await serverBody(client, networkDomainId, { vlanId }, changes), "serverId");
  }
  const shown = async (id: string) => (await client.get(`server/server/${id}`)).content;
  const code = async (path: string, body: Body) => (await client.post(path, body)).content.responseCode;

  it("a network domain is PENDING_ADD inside the request, then NORMAL, then PENDING_DELETE, then gone", async () => {
    const id = await client.made(
      "network/deployNetworkDomain",
      { name: "d", type: "ADVANCED", datacenterId: "EU6" },
      "networkDomainId",
    );
    const state = async () => (await client.get(`network/networkDomain/${id}`)).content.state;
    expect(await state()).toBe("PENDING_ADD");
    lab.clock.advance(2 * SECOND - 1);
    expect(await state()).toBe("PENDING_ADD");
    lab.clock.advance(1);
    expect(await state()).toBe("NORMAL");
    expect(await code("network/deleteNetworkDomain", { id })).toBe("IN_PROGRESS");
    expect(await state()).toBe("PENDING_DELETE");
    lab.clock.advance(2 * SECOND);
    expect((await client.get(`network/networkDomain/${id}`)).content.responseCode).toBe("RESOURCE_NOT_FOUND");
  });

  it("a network domain has its five default rules before it is NORMAL", async () => {
    const id = await client.made(
      "network/deployNetworkDomain",
      { name: "d", type: "ADVANCED", datacenterId: "EU6" },
      "networkDomainId",
    );
    const { firewallRule } = (await client.get(`network/firewallRule?networkDomainId=${id}`)).content;
    const told = firewallRule.map((rule: Record<string, string>) => [
      rule.name,
      rule.ipVersion,
      rule.protocol,
      rule.enabled,
      rule.ruleType,
    ]);
    expect(told).toEqual([
      ["CCDEFAULT.BlockOutboundMailIPv4", "IPV4", "TCP", true, "DEFAULT_RULE"],
      ["CCDEFAULT.BlockOutboundMailIPv4Secure", "IPV4", "TCP", true, "DEFAULT_RULE"],
      ["CCDEFAULT.BlockOutboundMailIPv6", "IPV6", "TCP", true, "DEFAULT_RULE"],
      ["CCDEFAULT.BlockOutboundMailIPv6Secure", "IPV6", "TCP", true, "DEFAULT_RULE"],
      ["CCDEFAULT.DenyExternalInboundIPv6", "IPV6", "IP", true, "DEFAULT_RULE"],
    ]);
    expect(firewallRule[4].source).toEqual({ ip: { address: "EXTERNAL_IPV6" } });
    expect(firewallRule[3].destination.port).toEqual({ begin: 587 });
  });

  it("a second deployment of a network domain or VLAN is RESOURCE_BUSY, in this organisation and region only", async () => {
    const first = await domain();
    const vlanOf = (name: string, base: string) => ({
      networkDomainId: first,
      name,
      privateIpv4NetworkAddress: base,
      privateIpv4PrefixSize: 24,
    });
    expect(await code("network/deployVlan", vlanOf("a", "10.1.0.0"))).toBe("IN_PROGRESS");
    expect(await code("network/deployVlan", vlanOf("b", "10.2.0.0"))).toBe("RESOURCE_BUSY");
    expect(await code("network/deployNetworkDomain", { name: "e", type: "ADVANCED", datacenterId: "EU7" })).toBe(
      "RESOURCE_BUSY",
    );
    const elsewhere = lab.client("NA");
    expect(
      (await elsewhere.post("network/deployNetworkDomain", { name: "e", type: "ADVANCED", datacenterId: "NA9" }))
        .status,
    ).toBe(200);
    lab.clock.advance(2 * SECOND);
    expect(await code("network/deployVlan", vlanOf("b", "10.2.0.0"))).toBe("IN_PROGRESS");
  });

  it("what stands in a network domain or VLAN that is not NORMAL has to wait", async () => {
    const networkDomainId = await domain();
    const body = { networkDomainId, name: "v", privateIpv4NetworkAddress: "10.1.0.0", privateIpv4PrefixSize: 24 };
    const vlanId = await client.made("network/deployVlan", body, "vlanId");
    expect(await code("server/deployServer", await serverBody(client, networkDomainId, { vlanId }))).toBe(
      "RESOURCE_BUSY",
    );
    expect(await code("network/editVlan", { id: vlanId, name: "w" })).toBe("RESOURCE_BUSY");
    expect(await code("network/deleteVlan", { id: vlanId })).toBe("RESOURCE_BUSY");
    lab.clock.advance(2 * SECOND);
    expect(await code("network/deleteVlan", { id: vlanId })).toBe("IN_PROGRESS");
    expect(await code("network/deleteNetworkDomain", { id: networkDomainId })).toBe("HAS_DEPENDENCY");
    lab.clock.advance(2 * SECOND);
    expect(await code("network/deleteNetworkDomain", { id: networkDomainId })).toBe("IN_PROGRESS");
    expect(await code("network/deployVlan", { ...body, name: "x" })).toBe("RESOURCE_BUSY");
  });

  it("a server is deployed and started only when its deployment ends", async () => {
    const networkDomainId = await domain();
    const vlanId = await vlan(networkDomainId);
    const id = await client.made(
      "server/deployServer",
      await serverBody(client, networkDomainId, { vlanId }, { start: true }),
      "serverId",
    );
    const during = await shown(id);
    expect([during.state, during.deployed, during.started]).toEqual(["PENDING_ADD", false, false]);
    expect(during.progress.action).toBe("DEPLOY_SERVER");
    expect(during.networkInfo.primaryNic.state).toBe("PENDING_ADD");
    lab.clock.advance(2 * SECOND);
    const after = await shown(id);
    expect([after.state, after.deployed, after.started]).toEqual(["NORMAL", true, true]);
    expect(after.progress).toBeUndefined();
    expect(after.networkInfo.primaryNic.state).toBe("NORMAL");
    expect(after.scsiController[0].disk[0].state).toBe("NORMAL");
  });

  it("every change of a server that is not NORMAL is RESOURCE_BUSY", async () => {
    const networkDomainId = await domain();
    const vlanId = await vlan(networkDomainId);
    const id = await server(networkDomainId, vlanId);
    const { scsiController, networkInfo } = await shown(id);
    const diskId = scsiController[0].disk[0].id;
    const nicId = networkInfo.primaryNic.id;
    expect(await code("server/startServer", { id })).toBe("IN_PROGRESS");
    expect((await shown(id)).state).toBe("PENDING_CHANGE");
    const changes: [string, Body][] = [
      ...[
        "startServer",
        "shutdownServer",
        "powerOffServer",
        "rebootServer",
        "resetServer",
        "deleteServer",
        "updateVmwareTools",
      ].map((name): [string, Body] => [name, { id }]),
      ["editServerMetadata", { id, name: "x" }],
      ["reconfigureServer", { id, memoryGb: 8 }],
      ["addDisk", { id, sizeGb: 50, speed: "STANDARD" }],
      ["addDisk", { sizeGb: 50, speed: "STANDARD", scsiController: { controllerId: scsiController[0].id } }],
      ["expandDisk", { id: diskId, newSizeGb: 50 }],
      ["changeDiskSpeed", { id: diskId, speed: "ECONOMY" }],
      ["changeDiskIops", { id: diskId, iops: 500 }],
      ["removeDisk", { id: diskId }],
      ["addScsiController", { serverId: id, adapterType: "LSI_LOGIC_SAS", busNumber: 1 }],
      ["removeScsiController", { id: scsiController[0].id }],
      ["addNic", { serverId: id, nic: { vlanId } }],
      ["removeNic", { id: nicId }],
      ["changeNetworkAdapter", { nicId, networkAdapter: "E1000" }],
      ["notifyNicIpChange", { nicId, privateIpv4: "10.1.0.99" }],
      ["enableServerMonitoring", { id, servicePlan: "ESSENTIALS" }],
      ["changeServerMonitoringPlan", { id, servicePlan: "ESSENTIALS" }],
      ["disableServerMonitoring", { id }],
    ];
    for (const [name, body] of changes) {
      expect(await code(`server/${name}`, body), name).toBe("RESOURCE_BUSY");
    }
    lab.clock.advance(2 * SECOND);
    expect((await shown(id)).started).toBe(true);
  });

  it("a stop, a start and a deletion take effect at their end", async () => {
    const networkDomainId = await domain();
    const id = await server(networkDomainId, await vlan(networkDomainId), { start: true });
    await client.post("server/shutdownServer", { id });
    expect((await shown(id)).started).toBe(true);
    lab.clock.advance(2 * SECOND);
    expect((await shown(id)).started).toBe(false);
    await client.post("server/deleteServer", { id });
    expect((await shown(id)).state).toBe("PENDING_DELETE");
    expect(
      (await client.post("network/deleteVlan", { id: (await shown(id)).networkInfo.primaryNic.vlanId })).content
        .responseCode,
    ).toBe("HAS_DEPENDENCY");
    lab.clock.advance(2 * SECOND);
    expect((await client.get(`server/server/${id}`)).status).toBe(400);
  });

  it("disks, controllers and cards are pending on their own too", async () => {
    const networkDomainId = await domain();
    const vlanId = await vlan(networkDomainId);
    const id = await server(networkDomainId, vlanId);
    const diskId = await through("server/addDisk", { id, sizeGb: 50, speed: "STANDARD" }, "diskId");
    const disk = async () => (await shown(id)).scsiController[0].disk.find((one: { id: string }) => one.id === diskId);
    expect(await disk()).toEqual({ id: diskId, scsiId: 1, sizeGb: 50, speed: "STANDARD", state: "NORMAL" });
    await client.post("server/expandDisk", { id: diskId, newSizeGb: 60 });
    expect(await disk()).toMatchObject({ sizeGb: 50, state: "PENDING_CHANGE" });
    lab.clock.advance(2 * SECOND);
    expect(await disk()).toMatchObject({ sizeGb: 60, state: "NORMAL" });
    await client.post("server/removeDisk", { id: diskId });
    expect(await disk()).toMatchObject({ state: "PENDING_DELETE" });
    lab.clock.advance(2 * SECOND);
    expect(await disk()).toBeUndefined();
    const nicId = await through("server/addNic", { serverId: id, nic: { vlanId } }, "nicId");
    await client.post("server/removeNic", { id: nicId });
    expect((await shown(id)).networkInfo.additionalNic[0]).toMatchObject({ id: nicId, state: "PENDING_DELETE" });
    lab.clock.advance(2 * SECOND);
    expect((await shown(id)).networkInfo.additionalNic).toEqual([]);
  });

  it("a changed address is pending on the card, and an unchanged one is accepted", async () => {
    const networkDomainId = await domain();
    const id = await server(networkDomainId, await vlan(networkDomainId));
    const nic = async () => (await shown(id)).networkInfo.primaryNic;
    const { id: nicId, privateIpv4 } = await nic();
    expect(await code("server/notifyNicIpChange", { nicId, privateIpv4 })).toBe("IN_PROGRESS");
    expect((await nic()).state).toBe("PENDING_CHANGE");
    lab.clock.advance(2 * SECOND);
    expect(await code("server/notifyNicIpChange", { nicId, privateIpv4: "10.1.0.99" })).toBe("IN_PROGRESS");
    lab.clock.advance(2 * SECOND);
    expect(await nic()).toMatchObject({ state: "NORMAL", privateIpv4: "10.1.0.99" });
  });

  it("a firewall rule is answered OK and is PENDING_ADD until it is NORMAL", async () => {
    const networkDomainId = await domain();
    const any = { ip: { address: "ANY" } };
    const rule = { networkDomainId, name: "r", action: "DROP", ipVersion: "IPV4", protocol: "TCP", enabled: true };
    const reply = await client.post("network/createFirewallRule", {
      ...rule,
      source: any,
      destination: any,
      placement: { position: "FIRST" },
    });
    expect(reply.content.responseCode).toBe("OK");
    const state = async () => (await client.get(`network/firewallRule/${reply.content.info[0].value}`)).content.state;
    expect(await state()).toBe("PENDING_ADD");
    lab.clock.advance(2 * SECOND);
    expect(await state()).toBe("NORMAL");
  });
});

describe("delays", () => {
  it("are those of the operation where it has one of its own", async () => {
    const lab = await startLab({
      settings: { delayMs: SECOND, delaysMs: { deployVlan: 0, deployServer: 10 * SECOND } },
    });
    const client = lab.client();
    const networkDomainId = await deployDomain(client);
    lab.clock.advance(SECOND);
    const vlanId = await deployVlan(client, networkDomainId);
    expect((await client.get(`network/vlan/${vlanId}`)).content.state).toBe("NORMAL");
    const id = await deployServer(client, networkDomainId, vlanId);
    const state = async () => (await client.get(`server/server/${id}`)).content.state;
    lab.clock.advance(9 * SECOND);
    expect(await state()).toBe("PENDING_ADD");
    lab.clock.advance(SECOND);
    expect(await state()).toBe("NORMAL");
    await lab.stop();
  });

  it("let what began later and is shorter end first", async () => {
    const lab = await startLab({
      settings: { delaysMs: { deployServer: 10 * SECOND, startServer: SECOND, deployVlan: SECOND } },
    });
    const client = lab.client();
    const domain = await deployDomain(client);
    const vlan = await deployVlan(client, domain);
    lab.clock.advance(SECOND);
    const server = await deployServer(client, domain, vlan);
    const second = await deployVlan(client, domain, "second", "10.2.0.0");
    lab.clock.advance(SECOND);
    expect((await client.get(`network/vlan/${second}`)).content.state).toBe("NORMAL");
    expect((await client.get(`server/server/${server}`)).content.state).toBe("PENDING_ADD");
    await lab.stop();
  });

  it("of zero are over before the next request", async () => {
    const lab = await startLab();
    const client = lab.client();
    const networkDomainId = await deployDomain(client);
    expect((await client.get(`network/networkDomain/${networkDomainId}`)).content.state).toBe("NORMAL");
    await lab.stop();
  });
});
