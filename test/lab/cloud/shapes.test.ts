// @module-tag unit
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { OPERATIONS } from "../../../lab/cloud/operations/table";
import { type Client, deployDomain, deployServer, deployVlan, type Lab, startLab } from "./client";
import { type Happened, play } from "./script";

/** What a resource always has, as clients of the API know it. `a.b`: in the part `a`; `a[].b`: in each of the list `a`. */
const FIELDS: Readonly<Record<string, string>> = {
  "infrastructure/datacenter":
    "id type displayName city country networking.maintenanceStatus networking.property[].name hypervisor.diskSpeed[].id " +
    "hypervisor.diskSpeed[].default hypervisor.cpuSpeed[].id hypervisor.property[].value backup.type monitoring.maintenanceStatus",
  "infrastructure/operatingSystem": "id displayName family",
  "image/osImage":
    "id datacenterId name description guest.operatingSystem.id guest.operatingSystem.displayName guest.operatingSystem.family " +
    "guest.osCustomization cpu.count cpu.speed cpu.coresPerSocket memoryGb scsiController[].id scsiController[].busNumber " +
    "scsiController[].key scsiController[].adapterType scsiController[].disk[].id scsiController[].disk[].scsiId " +
    "scsiController[].disk[].sizeGb scsiController[].disk[].speed state createTime osImageKey",
  "image/customerImage": "id datacenterId name guest.osCustomization cpu.count memoryGb scsiController[].disk[].sizeGb",
  "network/networkDomain":
    "id datacenterId name description type snatIpv4Address outsideTransitVlanIpv4Subnet.address " +
    "outsideTransitVlanIpv4Subnet.prefixSize createTime state",
  "network/vlan":
    "id datacenterId name description networkDomain.id networkDomain.name privateIpv4Range.address privateIpv4Range.prefixSize " +
    "ipv4GatewayAddress ipv6Range.address ipv6Range.prefixSize ipv6GatewayAddress createTime state attached gatewayAddressing",
  "network/firewallRule":
    "id datacenterId name action ipVersion protocol source destination enabled state networkDomainId ruleType",
  "network/ipAddressList":
    "id networkDomainId name description ipVersion ipAddress childIpAddressList state createTime",
  "network/portList": "id networkDomainId name description port[].begin childPortList state createTime",
  "network/natRule": "id datacenterId networkDomainId internalIp externalIp createTime state",
  "network/publicIpBlock": "id datacenterId networkDomainId baseIp size createTime state",
  "network/reservedPublicIpv4Address": "value datacenterId ipBlockId networkDomainId",
  "network/staticRoute":
    "id datacenterId networkDomainId name description ipVersion destinationNetworkAddress destinationPrefixSize " +
    "nextHopAddress state createTime",
  "server/server":
    "id datacenterId name description cpu.count cpu.speed cpu.coresPerSocket memoryGb scsiController[].id " +
    "scsiController[].busNumber scsiController[].key scsiController[].adapterType scsiController[].state " +
    "scsiController[].disk[].id scsiController[].disk[].scsiId scsiController[].disk[].sizeGb scsiController[].disk[].speed " +
    "scsiController[].disk[].state networkInfo.networkDomainId networkInfo.primaryNic.id networkInfo.primaryNic.macAddress " +
    "networkInfo.primaryNic.vlanId networkInfo.primaryNic.vlanName networkInfo.primaryNic.privateIpv4 networkInfo.primaryNic.ipv6 " +
    "networkInfo.primaryNic.networkAdapter networkInfo.primaryNic.key networkInfo.primaryNic.state networkInfo.additionalNic " +
    "sourceImageId state deployed started guest.operatingSystem.id guest.vmTools.runningStatus guest.osCustomization createTime",
  "server/antiAffinityRule":
    "id state created datacenterId serverSummary[].id serverSummary[].name serverSummary[].networkingDetails",
  "tag/tag": "assetType assetId assetName datacenterId tagKeyId tagKeyName value valueRequired displayOnReport",
  "tag/tagKey": "id name description valueRequired displayOnReport",
  "networkDomainVip/node":
    "id datacenterId networkDomainId name description ipv4Address status healthMonitorId connectionLimit connectionRateLimit createTime state",
  "networkDomainVip/pool":
    "id datacenterId networkDomainId name description loadBalanceMethod healthMonitor[].id serviceDownAction slowRampTime createTime state",
  "networkDomainVip/poolMember":
    "id datacenterId networkDomainId pool.id pool.name node.id node.name node.ipAddress node.status port status state",
  "networkDomainVip/virtualListener":
    "id datacenterId networkDomainId name description type protocol listenerIpAddress port enabled connectionLimit " +
    "connectionRateLimit sourcePortPreservation pool.id persistenceProfile.id sslOffloadProfile.id optimizationProfile irule[].id createTime state",
  "networkDomainVip/sslDomainCertificate": "id datacenterId networkDomainId name description state",
  "networkDomainVip/sslCertificateChain": "id datacenterId networkDomainId name description state",
  "networkDomainVip/sslOffloadProfile":
    "id datacenterId networkDomainId name description ciphers sslDomainCertificate.id sslCertificateChain.id state",
  "networkDomainVip/defaultHealthMonitor": "id name nodeCompatible poolCompatible",
  "networkDomainVip/defaultPersistenceProfile":
    "id name fallbackCompatible virtualListenerType virtualListenerProtocol",
  "networkDomainVip/defaultIrule": "id name virtualListenerType virtualListenerProtocol",
};

/** The filters of each list. */
const FILTERS: Readonly<Record<string, string>> = {
  "infrastructure/datacenter": "id displayName city",
  "infrastructure/operatingSystem": "id name family datacenterId",
  "image/osImage": "id datacenterId name state createTime operatingSystemId operatingSystemFamily osImageKey",
  "network/networkDomain": "id datacenterId name type state createTime",
  "network/vlan": "id networkDomainId datacenterId name state createTime privateIpv4Address ipv6Address attached",
  "network/firewallRule":
    "id networkDomainId datacenterId name state ipVersion protocol action enabled ruleType createTime",
  "network/natRule": "id networkDomainId internalIp externalIp state createTime",
  "network/staticRoute":
    "id networkDomainId name ipVersion destinationNetworkAddress destinationPrefixSize nextHopAddress state createTime",
  "server/server":
    "id datacenterId networkDomainId name createTime state deployed started sourceImageId operatingSystemId vlanId privateIpv4 ipv6",
  "server/antiAffinityRule": "id networkDomainId datacenterId state serverId",
  "tag/tag": "assetType assetId datacenterId tagKeyId value tagKeyName valueRequired displayOnReport",
  "tag/tagKey": "id name valueRequired displayOnReport",
  "networkDomainVip/node": "id networkDomainId datacenterId name state status ipv4Address ipv6Address createTime",
};

/** The values at the end of a path such as `disk[].id`. */
function valuesAt(value: unknown, path: string): unknown[] {
  let values = [value];
  for (const step of path.split(".")) {
    const name = step.replace("[]", "");
    values = values.map((one) => (one as Record<string, unknown> | undefined)?.[name]);
    values = step.endsWith("[]") ? values.flatMap((one) => (one as unknown[] | undefined) ?? [undefined]) : values;
  }
  return values;
}

describe("resources", () => {
  let lab: Lab;
  let client: Client;
  let happened: Happened[];

  beforeAll(async () => {
    lab = await startLab();
    client = lab.client();
    happened = await play(client);
  });
  afterAll(() => lab.stop());

  /** Every resource that the script read at this path, listed or by its id. */
  function readAt(path: string): unknown[] {
    return happened
      .filter(({ step }) => step.body === undefined && step.v1 === undefined)
      .filter(({ step }) => step.path === path || step.path.startsWith(`${path}?`) || step.path.startsWith(`${path}/`))
      .flatMap(({ reply }) => {
        const list = Object.values(reply.content).find(Array.isArray);
        return "pageNumber" in reply.content ? (list ?? []) : [reply.content];
      });
  }

  it("are all known to this test", () => {
    const paths = OPERATIONS.filter(({ name }) => name.startsWith("list")).map(({ path }) => path);
    const addresses = ["network/reservedPrivateIpv4Address", "network/reservedIpv6Address"];
    expect([...Object.keys(FIELDS), ...addresses].sort()).toEqual([...paths].sort());
  });

  it.each(Object.entries(FIELDS))("%s has the fields that clients read", (path, fields) => {
    const resources = readAt(path);
    expect(resources.length).toBeGreaterThan(0);
    // what may be missing from some: a detached VLAN has no gateway addressing, a node has one kind of address
    const optional = ["gatewayAddressing", "osImageKey"];
    for (const field of fields.split(" ").filter((name) => !optional.includes(name))) {
      for (const resource of resources) {
        expect(valuesAt(resource, field), `${field} of ${JSON.stringify(resource)}`).not.toContain(undefined);
      }
    }
    for (const field of fields.split(" ").filter((name) => optional.includes(name))) {
      expect(
        resources.some((resource) => valuesAt(resource, field)[0] !== undefined),
        field,
      ).toBe(true);
    }
  });

  it.each(Object.entries(FILTERS))("%s has its filters, and each of them filters", async (path, filters) => {
    const refused = await client.get(`${path}?none=x`);
    expect(refused.content.message).toBe(`none: is no filter here; known are ${filters.split(" ").join(", ")}`);
    for (const filter of filters
      .split(" ")
      .filter((name) => name !== "datacenterId" || path !== "infrastructure/operatingSystem")) {
      const { status, content } = await client.get(`${path}?${filter}=nobody%20has%20this`);
      expect([status, content.totalCount], filter).toEqual([200, 0]);
    }
  });

  it("of reserved addresses have their value up to 2.8 and their fields from 2.9 on", () => {
    for (const family of ["reservedPrivateIpv4Address", "reservedIpv6Address"]) {
      const [old, recent] = ["2.6", "2.9"].map((version) => {
        const { reply } = happened.find(
          ({ step }) => step.path.includes(family) && step.version === version,
        ) as Happened;
        return Object.values(reply.content).find(Array.isArray)?.[0];
      });
      expect(Object.keys(old)).toEqual(["value", "datacenterId", "vlanId"]);
      expect(Object.keys(recent)).toEqual(["datacenterId", "vlanId", "ipAddress", "description"]);
      expect(recent.ipAddress).toBe(old.value);
    }
  });
});

describe("a server", () => {
  let lab: Lab;
  let client: Client;
  let id: string;

  beforeAll(async () => {
    lab = await startLab();
    client = lab.client();
    const domain = await deployDomain(client);
    id = await deployServer(client, domain, await deployVlan(client, domain), { start: true });
  });
  afterAll(() => lab.stop());

  it.each([
    ["2.2", true, true],
    ["2.3", true, true],
    ["2.4", true, false],
    ["2.5", false, false],
    ["2.10", false, false],
  ])("has, in API %s, inline disks: %s, VMware Tools of its own: %s", async (version, disks, tools) => {
    const { content } = await client.get(`server/server/${id}`, version);
    expect(content.disk).toEqual(disks ? content.scsiController[0].disk : undefined);
    expect(content.vmwareTools).toEqual(tools ? content.guest.vmTools : undefined);
    expect(content.operatingSystem).toEqual(content.guest.operatingSystem);
  });

  it("has a MAC address of VMware's range, an IPv6 address of its VLAN and cards that are NORMAL when idle", async () => {
    const { networkInfo } = (await client.get(`server/server/${id}`)).content;
    const { macAddress, ipv6, vlanId, state } = networkInfo.primaryNic;
    expect(macAddress).toMatch(/^00:50:56:[89ab][0-9a-f](:[0-9a-f]{2}){2}$/);
    const { ipv6Range, ipv6GatewayAddress } = (await client.get(`network/vlan/${vlanId}`)).content;
    const prefix = ipv6Range.address.replace(/:0:0:0:0$/, "");
    expect(ipv6Range).toEqual({ address: expect.stringMatching(/^2001:db8:64:[0-9a-f]+:0:0:0:0$/), prefixSize: 64 });
    expect(ipv6GatewayAddress).toBe(`${prefix}:0:0:0:1`);
    expect(ipv6.startsWith(`${prefix}:`)).toBe(true);
    expect(state).toBe("NORMAL");
  });

  it("has monitoring and backup in its answer only while they are enabled", async () => {
    const shown = async () => (await client.get(`server/server/${id}`)).content;
    expect([(await shown()).monitoring, (await shown()).backup]).toEqual([undefined, undefined]);
    await client.post("server/enableServerMonitoring", { id, servicePlan: "ESSENTIALS" });
    expect((await shown()).monitoring).toEqual({
      monitoringId: expect.stringMatching(/^\d+$/),
      servicePlan: "ESSENTIALS",
      state: "NORMAL",
    });
    const again = await client.post("server/enableServerMonitoring", { id, servicePlan: "ESSENTIALS" });
    expect(again.content.responseCode).toBe("NO_CHANGE");
    const other = await client.post("server/enableServerMonitoring", { id, servicePlan: "ADVANCED" });
    expect(other.content.responseCode).toBe("OPERATION_NOT_SUPPORTED");
    await client.post("server/disableServerMonitoring", { id });
    expect((await shown()).monitoring).toBeUndefined();
    await client.v1("POST", `server/${id}/backup`, '<NewBackup xmlns="x" servicePlan="Enterprise"/>');
    expect((await shown()).backup).toMatchObject({ servicePlan: "Enterprise", state: "NORMAL" });
    await client.post("server/powerOffServer", { id });
    const refused = await client.post("server/deleteServer", { id });
    expect([refused.content.responseCode, refused.content.message]).toEqual([
      "HAS_DEPENDENCY",
      expect.stringContaining("Backup"),
    ]);
  });
});
