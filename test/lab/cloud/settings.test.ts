// @module-tag unit
import { afterEach, describe, expect, it } from "vitest";
import type { CloudOptions } from "../../../lab/cloud/cloud";
import type { Settings } from "../../../lab/cloud/settings";
import { type Body, type Client, deployDomain, deployServer, deployVlan, type Lab, startLab } from "./client";

const ANY = { ip: { address: "ANY" } };

function rule(networkDomainId: string, name: string, placement: Body): Body {
  const known = { networkDomainId, name, action: "DROP", ipVersion: "IPV6", protocol: "TCP", enabled: true };
  return { ...known, source: ANY, destination: ANY, placement };
}

describe("where the documents are open, the lab plays either", () => {
  let lab: Lab | undefined;
  afterEach(async () => {
    await lab?.stop();
    lab = undefined;
  });

  async function start(
    settings: Partial<Settings>,
    options: CloudOptions = {},
  ): Promise<{ client: Client; domain: string; vlan: string }> {
    lab = await startLab({ ...options, settings });
    const client = lab.client();
    const domain = await deployDomain(client);
    return { client, domain, vlan: await deployVlan(client, domain) };
  }
  const codeOf = async (client: Client, path: string, body: Body) =>
    (await client.post(path, body)).content.responseCode;

  it.each([
    [true, ["first", "last", "CCDEFAULT"]],
    [false, ["first", "CCDEFAULT", "last"]],
  ])("a rule placed LAST with lastRuleBeforeDefaults %s", async (lastRuleBeforeDefaults, order) => {
    const { client, domain } = await start({ lastRuleBeforeDefaults });
    await client.post("network/createFirewallRule", rule(domain, "last", { position: "LAST" }));
    await client.post("network/createFirewallRule", rule(domain, "first", { position: "FIRST" }));
    const { firewallRule } = (await client.get(`network/firewallRule?networkDomainId=${domain}`)).content;
    const names = firewallRule.map(({ name }: { name: string }) => name.split(".")[0]);
    expect([...new Set(names)]).toEqual(order);
  });

  it.each([
    [true, "IN_PROGRESS"],
    [false, "SERVER_STARTED"],
  ])("reconfiguring a running server with reconfigureRunning %s", async (reconfigureRunning, code) => {
    const { client, domain, vlan } = await start({ reconfigureRunning });
    const id = await deployServer(client, domain, vlan, { start: true });
    expect(await codeOf(client, "server/reconfigureServer", { id, memoryGb: 16 })).toBe(code);
  });

  it.each([
    [true, "IN_PROGRESS"],
    [false, "HAS_DEPENDENCY"],
  ])("deleting a monitored server with deleteMonitored %s", async (deleteMonitored, code) => {
    const { client, domain, vlan } = await start({ deleteMonitored });
    const id = await deployServer(client, domain, vlan);
    await client.post("server/enableServerMonitoring", { id, servicePlan: "ESSENTIALS" });
    expect(await codeOf(client, "server/deleteServer", { id })).toBe(code);
  });

  it.each([
    [true, "IN_PROGRESS"],
    [false, "RESOURCE_LOCKED"],
  ])("deleting what failed with deleteFailed %s", async (deleteFailed, code) => {
    const { client, domain } = await start({ deleteFailed });
    lab?.cloud.faults.add({ operation: "deployVlan", fault: { kind: "failed" } });
    const id = await deployVlan(client, domain, "broken", "10.5.0.0");
    expect((await client.get(`network/vlan/${id}`)).content.state).toBe("FAILED_ADD");
    expect(await codeOf(client, "network/deleteVlan", { id })).toBe(code);
    expect(await codeOf(client, "network/editVlan", { id, name: "x" })).toBe(
      deleteFailed ? "RESOURCE_NOT_FOUND" : "RESOURCE_LOCKED",
    );
  });

  it("public addresses: three for each deployed server, in blocks of two", async () => {
    const { client, domain, vlan } = await start({});
    expect(await codeOf(client, "network/addPublicIpBlock", { networkDomainId: domain })).toBe("EXCEEDS_LIMIT");
    await deployServer(client, domain, vlan, { name: "a" });
    expect(await codeOf(client, "network/addPublicIpBlock", { networkDomainId: domain })).toBe("OK");
    expect(await codeOf(client, "network/addPublicIpBlock", { networkDomainId: domain })).toBe("EXCEEDS_LIMIT");
    await deployServer(client, domain, vlan, { name: "b" });
    expect(await codeOf(client, "network/addPublicIpBlock", { networkDomainId: domain })).toBe("OK");
    expect(await codeOf(client, "network/addPublicIpBlock", { networkDomainId: domain })).toBe("OK");
    expect(await codeOf(client, "network/addPublicIpBlock", { networkDomainId: domain })).toBe("EXCEEDS_LIMIT");
  });

  it("public addresses: no limit where publicAddressesPerServer is null", async () => {
    const { client, domain } = await start({ publicAddressesPerServer: null });
    expect(await codeOf(client, "network/addPublicIpBlock", { networkDomainId: domain })).toBe("OK");
  });

  it("a block of two gives two NAT rules, and no third", async () => {
    const { client, domain, vlan } = await start({});
    await deployServer(client, domain, vlan);
    await client.post("network/addPublicIpBlock", { networkDomainId: domain });
    const { baseIp } = (await client.get(`network/publicIpBlock?networkDomainId=${domain}`)).content.publicIpBlock[0];
    const nat = async (internalIp: string) =>
      client.post("network/createNatRule", { networkDomainId: domain, internalIp });
    const first = await nat("10.1.0.4");
    expect(first.content.info).toEqual([{ name: "natRuleId", value: expect.any(String) }]);
    await nat("10.1.0.5");
    const rules = (await client.get(`network/natRule?networkDomainId=${domain}`)).content.natRule;
    const next = baseIp.replace(/\d+$/, (last: string) => String(Number(last) + 1));
    expect(rules.map(({ externalIp }: { externalIp: string }) => externalIp)).toEqual([baseIp, next]);
    expect((await nat("10.1.0.6")).content.responseCode).toBe("NO_IP_ADDRESS_AVAILABLE");
  });

  it.each([
    [75, "OK"],
    [60, "INVALID_INPUT_DATA"],
  ])("a rule's name of 61 characters with firewallRuleNameLength %i", async (firewallRuleNameLength, code) => {
    const { client, domain } = await start({ firewallRuleNameLength });
    const body = rule(domain, "x".repeat(61), { position: "FIRST" });
    expect(await codeOf(client, "network/createFirewallRule", body)).toBe(code);
  });

  it.each([
    ["empty", 200],
    ["error", 500],
  ] as const)("tags past the last page with tagsPastTheEnd %s", async (tagsPastTheEnd, status) => {
    const { client, vlan } = await start({ tagsPastTheEnd, tagKeys: ["role"] });
    await client.post("tag/applyTags", { assetType: "VLAN", assetId: vlan, tag: [{ tagKeyName: "role", value: "x" }] });
    const page = (number: number) =>
      client.get(`tag/tag?assetId=${vlan}&assetType=VLAN&pageNumber=${number}&pageSize=20`);
    expect((await page(1)).content.pageCount).toBe(1);
    const past = await page(2);
    expect(past.status).toBe(status);
    expect(past.content.responseCode ?? past.content.pageCount).toBe(status === 500 ? "UNEXPECTED_ERROR" : 0);
  });

  it("deployments at once where oneNetworkDeploymentAtATime is off", async () => {
    lab = await startLab({ settings: { oneNetworkDeploymentAtATime: false, delayMs: 1000 } });
    const client = lab.client();
    for (const name of ["a", "b"]) {
      expect(await codeOf(client, "network/deployNetworkDomain", { name, type: "ADVANCED", datacenterId: "EU6" })).toBe(
        "IN_PROGRESS",
      );
    }
  });
});

describe("limits", () => {
  it("of a network domain, an asset and a controller are held", async () => {
    const lab = await startLab({ settings: { tagKeys: Array.from({ length: 11 }, (_, index) => `key${index}`) } });
    const client = lab.client();
    const domain = await deployDomain(client);
    const vlan = await deployVlan(client, domain);
    for (let index = 0; index < 995; index += 1) {
      const reply = await client.post(
        "network/createFirewallRule",
        rule(domain, `rule${index}`, { position: "FIRST" }),
      );
      expect(reply.status).toBe(200);
    }
    const oneTooMany = await client.post("network/createFirewallRule", rule(domain, "rule995", { position: "FIRST" }));
    expect(oneTooMany.content.responseCode).toBe("EXCEEDS_LIMIT");

    const tags = (count: number) =>
      Array.from({ length: count }, (_, index) => ({ tagKeyName: `key${index}`, value: "x" }));
    const apply = async (count: number) =>
      (await client.post("tag/applyTags", { assetType: "VLAN", assetId: vlan, tag: tags(count) })).content.responseCode;
    expect(await apply(11)).toBe("EXCEEDS_LIMIT");
    expect(await apply(10)).toBe("OK");

    const id = await deployServer(client, domain, vlan);
    const only = (await client.get(`server/server/${id}`)).content.scsiController[0].disk[0].id;
    expect((await client.post("server/removeDisk", { id: only })).content.responseCode).toBe("EXCEEDS_LIMIT");
    const add = async () =>
      (await client.post("server/addDisk", { id, sizeGb: 10, speed: "STANDARD" })).content.responseCode;
    for (let disks = 1; disks < 15; disks += 1) {
      expect(await add()).toBe("IN_PROGRESS");
    }
    expect(await add()).toBe("EXCEEDS_LIMIT");
    const units = (await client.get(`server/server/${id}`)).content.scsiController[0].disk.map(
      (disk: { scsiId: number }) => disk.scsiId,
    );
    expect(units).toEqual([0, 1, 2, 3, 4, 5, 6, 8, 9, 10, 11, 12, 13, 14, 15]);

    const card = async () =>
      (await client.post("server/addNic", { serverId: id, nic: { vlanId: vlan } })).content.responseCode;
    for (let cards = 1; cards < 10; cards += 1) {
      expect(await card()).toBe("IN_PROGRESS");
    }
    expect(await card()).toBe("EXCEEDS_LIMIT");
    await lab.stop();
  });

  it("of a VLAN: a /28 has ten addresses for servers", async () => {
    const lab = await startLab();
    const client = lab.client();
    const domain = await deployDomain(client);
    const vlan = await deployVlan(client, domain, "small", "10.1.0.0", 28);
    const addresses = [];
    for (let index = 0; index < 11; index += 1) {
      const id = await deployServer(client, domain, vlan, { name: `node${index}` });
      addresses.push((await client.get(`server/server/${id}`)).content.networkInfo.primaryNic.privateIpv4);
    }
    expect(addresses).toEqual(Array.from({ length: 11 }, (_, index) => `10.1.0.${index + 4}`));
    await expect(deployServer(client, domain, vlan, { name: "one more" })).rejects.toThrow("NO_IP_ADDRESS_AVAILABLE");
    await lab.stop();
  });
});
