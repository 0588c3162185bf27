// @module-tag unit
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { CloudEvents } from "../../../lab/cloud/events";
import { type Body, type Client, deployDomain, deployServer, deployVlan, type Lab, startLab } from "./client";

const FOLLOWED: readonly (keyof CloudEvents)[] = [
  "networkDomainDeployed",
  "networkDomainDeleted",
  "vlanDeployed",
  "vlanExpanded",
  "vlanDeleted",
  "serverDeployed",
  "serverStarted",
  "serverStopped",
  "serverRebooted",
  "serverChanged",
  "serverDeleted",
  "diskAdded",
  "diskExpanded",
  "diskRemoved",
  "nicAdded",
  "nicChanged",
  "nicRemoved",
  "natRuleCreated",
  "natRuleDeleted",
  "firewallChanged",
];

describe("events", () => {
  let lab: Lab;
  let client: Client;
  let seen: string[];

  beforeEach(async () => {
    lab = await startLab();
    client = lab.client();
    seen = [];
    for (const name of FOLLOWED) {
      lab.cloud.events.on(name, () => seen.push(name));
    }
  });
  afterEach(() => lab.stop());

  /** Asks for a change and sees it through; gives the events since the last time. */
  async function eventsOf(path: string, body: Body): Promise<string[]> {
    const reply = await client.post(path, body);
    expect(reply.status, reply.text).toBe(200);
    return since();
  }
  function since(): string[] {
    lab.cloud.settle();
    return seen.splice(0);
  }

  it("tell a machine's life from its deployment to its deletion", async () => {
    const domain = await deployDomain(client);
    expect(since()).toEqual(["networkDomainDeployed"]);
    const vlan = await deployVlan(client, domain);
    expect(since()).toEqual(["vlanDeployed"]);
    expect(await eventsOf("network/expandVlan", { id: vlan, privateIpv4PrefixSize: 23 })).toEqual(["vlanExpanded"]);
    const id = await deployServer(client, domain, vlan, { start: true });
    expect(since()).toEqual(["serverDeployed", "serverStarted"]);
    expect(await eventsOf("server/rebootServer", { id })).toEqual(["serverRebooted"]);
    expect(await eventsOf("server/editServerMetadata", { id, name: "x" })).toEqual(["serverChanged"]);
    expect(await eventsOf("server/reconfigureServer", { id, memoryGb: 16 })).toEqual(["serverChanged"]);
    expect(await eventsOf("server/shutdownServer", { id })).toEqual(["serverStopped"]);
    expect(await eventsOf("server/addDisk", { id, sizeGb: 50, speed: "STANDARD" })).toEqual(["diskAdded"]);
    const disk = (await client.get(`server/server/${id}`)).content.scsiController[0].disk[1].id;
    expect(await eventsOf("server/expandDisk", { id: disk, newSizeGb: 60 })).toEqual(["diskExpanded"]);
    expect(await eventsOf("server/removeDisk", { id: disk })).toEqual(["diskRemoved"]);
    expect(await eventsOf("server/addNic", { serverId: id, nic: { vlanId: vlan } })).toEqual(["nicAdded"]);
    const nicId = (await client.get(`server/server/${id}`)).content.networkInfo.additionalNic[0].id;
    expect(await eventsOf("server/notifyNicIpChange", { nicId, privateIpv4: "10.1.0.77" })).toEqual(["nicChanged"]);
    expect(await eventsOf("server/removeNic", { id: nicId })).toEqual(["nicRemoved"]);
    expect(await eventsOf("server/startServer", { id })).toEqual(["serverStarted"]);
    expect(await eventsOf("server/powerOffServer", { id })).toEqual(["serverStopped"]);
    expect(await eventsOf("server/deleteServer", { id })).toEqual(["serverDeleted"]);
    expect(await eventsOf("network/deleteVlan", { id: vlan })).toEqual(["vlanDeleted"]);
    expect(await eventsOf("network/deleteNetworkDomain", { id: domain })).toEqual(["networkDomainDeleted"]);
  });

  it("tell what a machine needs: its password, disks, addresses, and whether the power was cut", async () => {
    const domain = await deployDomain(client);
    const vlan = await deployVlan(client, domain);
    const deployed = new Promise<CloudEvents["serverDeployed"][0]>((resolve) =>
      lab.cloud.events.once("serverDeployed", resolve),
    );
    const id = await deployServer(client, domain, vlan, { start: true });
    lab.cloud.settle();
    const { server, region } = await deployed;
    expect([server.id, region, server.administratorPassword]).toEqual([id, "EU", "Passw0rd!x"]);
    expect(server.nics[0]).toMatchObject({ privateIpv4: "10.1.0.4", vlanId: vlan });
    expect(server.controllers[0]?.disks[0]?.sizeGb).toBe(10);
    const cuts: boolean[] = [];
    lab.cloud.events.on("serverStopped", ({ hard }) => cuts.push(hard));
    await client.post("server/shutdownServer", { id });
    await client.post("server/startServer", { id });
    await client.post("server/powerOffServer", { id });
    lab.cloud.settle();
    expect(cuts).toEqual([false, true]);
  });

  it("tell a firewall all its rules in order, whenever one of them or a list of theirs changes", async () => {
    const domain = await deployDomain(client);
    since();
    const told: string[][] = [];
    lab.cloud.events.on("firewallChanged", ({ rules }) =>
      told.push(rules.map(({ name, enabled }) => `${name}:${enabled}`)),
    );
    const ports = await client.made(
      "network/createPortList",
      { networkDomainId: domain, name: "p", port: [{ begin: 1 }] },
      "portListId",
    );
    const rule = {
      networkDomainId: domain,
      name: "r",
      action: "DROP",
      ipVersion: "IPV4",
      protocol: "TCP",
      enabled: true,
    };
    const sides = { source: { ip: { address: "ANY" } }, destination: { ip: { address: "ANY" }, portListId: ports } };
    const body = { ...rule, ...sides, placement: { position: "FIRST" } };
    const id = await client.made("network/createFirewallRule", body, "firewallRuleId");
    await client.post("network/editPortList", { id: ports, port: [{ begin: 2 }] });
    await client.post("network/editFirewallRule", { id, enabled: false });
    await client.post("network/deleteFirewallRule", { id });
    expect(told.map(([first]) => first)).toEqual([
      "r:true",
      "r:true",
      "r:false",
      "CCDEFAULT.BlockOutboundMailIPv4:true",
    ]);
  });

  it("tell a firewall that a rule has become ready, or has failed", async () => {
    const slow = await startLab({ settings: { delaysMs: { createFirewallRule: 1000 } } });
    const told: string[] = [];
    slow.cloud.events.on("firewallChanged", ({ rules }) => told.push(`${rules[0]?.name}:${rules[0]?.state}`));
    const ask = slow.client();
    const networkDomainId = await deployDomain(ask);
    const any = { ip: { address: "ANY" } };
    const create = (name: string) =>
      ask.post("network/createFirewallRule", {
        ...{ networkDomainId, name, action: "DROP", ipVersion: "IPV4", protocol: "TCP", enabled: true },
        ...{ source: any, destination: any, placement: { position: "FIRST" } },
      });
    await create("good");
    slow.clock.advance(1000);
    slow.cloud.faults.add({ operation: "createFirewallRule", fault: { kind: "failed" } });
    await create("bad");
    slow.clock.advance(1000);
    expect(told).toEqual(["good:PENDING_ADD", "good:NORMAL", "bad:PENDING_ADD", "bad:FAILED_ADD"]);
    await slow.stop();
  });

  it("tell NAT rules as they come and go", async () => {
    const domain = await deployDomain(client);
    await deployServer(client, domain, await deployVlan(client, domain));
    await client.post("network/addPublicIpBlock", { networkDomainId: domain });
    since();
    const id = await client.made(
      "network/createNatRule",
      { networkDomainId: domain, internalIp: "10.1.0.4" },
      "natRuleId",
    );
    expect(since()).toEqual(["natRuleCreated"]);
    expect(await eventsOf("network/deleteNatRule", { id })).toEqual(["natRuleDeleted"]);
  });

  it("come at their time without any request", async () => {
    const slow = await startLab({ settings: { delayMs: 1000 } });
    const domains: string[] = [];
    slow.cloud.events.on("networkDomainDeployed", ({ networkDomain }) => domains.push(networkDomain.name));
    await deployDomain(slow.client());
    slow.clock.advance(999);
    expect(domains).toEqual([]);
    slow.clock.advance(1);
    expect(domains).toEqual(["SqlReplication"]);
    await slow.stop();
  });

  it("do not come for work that failed", async () => {
    lab.cloud.faults.add({ operation: "deployNetworkDomain", fault: { kind: "failed" } });
    await deployDomain(client);
    expect(since()).toEqual([]);
  });
});
