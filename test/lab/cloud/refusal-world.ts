import { type Client, deployDomain, deployServer, deployVlan, imageId } from "./client";

/** Ids of what stands while the cases run; none of them changes anything. */
export interface World {
  readonly plain: string;
  readonly domain: string;
  readonly vlan: string;
  readonly otherVlan: string;
  readonly server: string;
  readonly started: string;
  readonly controller: string;
  readonly disk: string;
  readonly spare: string;
  readonly nic: string;
  readonly secondNic: string;
  readonly block: string;
  readonly nat: string;
  readonly publicIp: string;
  readonly rule: string;
  readonly defaultRule: string;
  readonly list: string;
  readonly list6: string;
  readonly parent: string;
  readonly otherList: string;
  readonly ports: string;
  readonly image: string;
  readonly elsewhere: string;
  readonly appliance: string;
  readonly tagKey: string;
  readonly node: string;
  readonly pool: string;
  readonly member: string;
  readonly listener: string;
  readonly certificate: string;
  readonly chain: string;
  readonly offload: string;
  readonly ipv6: string;
  readonly prefix: string;
}

/** An id that is nobody's. */
export const NOWHERE = "00000000-0000-4000-8000-000000000000";
export const PEM = "-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----";

/** Builds what the cases run against. */
export async function build(client: Client): Promise<World> {
  const domain = await deployDomain(client);
  const plainDomain = await client.made(
    "network/deployNetworkDomain",
    { name: "plain", type: "ESSENTIALS", datacenterId: "EU6" },
    "networkDomainId",
  );
  const vlan = await deployVlan(client, domain);
  const otherVlan = await deployVlan(client, plainDomain, "other");
  const server = await deployServer(client, domain, vlan, { name: "stopped" });
  const started = await deployServer(client, domain, vlan, { name: "started", start: true });
  const spare = await client.made("server/addDisk", { id: server, sizeGb: 20, speed: "STANDARD", scsiId: 1 }, "diskId");
  const secondNic = await client.made("server/addNic", { serverId: server, nic: { vlanId: vlan } }, "nicId");
  const shown = (await client.get(`server/server/${server}`)).content;
  const [controller] = shown.scsiController;
  const block = await client.made("network/addPublicIpBlock", { networkDomainId: domain }, "ipBlockId");
  const publicIp = (await client.get(`network/publicIpBlock/${block}`)).content.baseIp;
  const internalIp = shown.networkInfo.primaryNic.privateIpv4;
  const nat = await client.made("network/createNatRule", { networkDomainId: domain, internalIp }, "natRuleId");
  const makeList = (name: string, networkDomainId: string, ipVersion: string, begin: string, children: string[] = []) =>
    client.made(
      "network/createIpAddressList",
      { networkDomainId, name, ipVersion, ipAddress: [{ begin }], childIpAddressListId: children },
      "ipAddressListId",
    );
  const list = await makeList("list", domain, "IPV4", "192.0.2.1");
  const list6 = await makeList("list6", domain, "IPV6", "2001:db8::1");
  const parent = await makeList("parent", domain, "IPV4", "192.0.2.2", [list]);
  const otherList = await makeList("list", plainDomain, "IPV4", "192.0.2.1");
  const ports = await client.made(
    "network/createPortList",
    { networkDomainId: domain, name: "ports", port: [{ begin: 80 }] },
    "portListId",
  );
  const rule = await client.made(
    "network/createFirewallRule",
    {
      ...{ networkDomainId: domain, name: "rule", action: "DROP", ipVersion: "IPV4", protocol: "TCP", enabled: true },
      ...{
        source: { ipAddressListId: list },
        destination: { ip: { address: "ANY" }, portListId: ports },
        placement: { position: "LAST" },
      },
    },
    "firewallRuleId",
  );
  const rules = (await client.get(`network/firewallRule?networkDomainId=${domain}`)).content.firewallRule;
  const tagKey = await client.made("tag/createTagKey", { name: "role" }, "tagKeyId");
  await client.post("tag/applyTags", {
    assetType: "SERVER",
    assetId: server,
    tag: [{ tagKeyName: "role", value: "x" }],
  });
  const limits = { connectionLimit: 20, connectionRateLimit: 20 };
  const node = await client.made(
    "networkDomainVip/createNode",
    { networkDomainId: domain, name: "node", ipv4Address: "10.1.0.99", status: "ENABLED", ...limits },
    "nodeId",
  );
  const pool = await client.made(
    "networkDomainVip/createPool",
    {
      networkDomainId: domain,
      name: "pool",
      loadBalanceMethod: "ROUND_ROBIN",
      serviceDownAction: "NONE",
      slowRampTime: 10,
    },
    "poolId",
  );
  const member = await client.made(
    "networkDomainVip/addPoolMember",
    { poolId: pool, nodeId: node, status: "ENABLED", port: 80 },
    "poolMemberId",
  );
  const certificate = await client.made(
    "networkDomainVip/importSslDomainCertificate",
    { networkDomainId: domain, name: "cert", certificate: PEM, key: PEM.replaceAll("CERTIFICATE", "PRIVATE KEY") },
    "sslDomainCertificateId",
  );
  const chain = await client.made(
    "networkDomainVip/importSslCertificateChain",
    { networkDomainId: domain, name: "chain", certificateChain: PEM },
    "sslCertificateChainId",
  );
  const offload = await client.made(
    "networkDomainVip/createSslOffloadProfile",
    { networkDomainId: domain, name: "offload", sslDomainCertificateId: certificate, sslCertificateChainId: chain },
    "sslOffloadProfileId",
  );
  const listener = await client.made(
    "networkDomainVip/createVirtualListener",
    {
      ...{
        networkDomainId: domain,
        name: "listener",
        type: "STANDARD",
        protocol: "HTTP",
        port: 80,
        enabled: true,
        ...limits,
      },
      ...{
        sourcePortPreservation: "PRESERVE",
        poolId: pool,
        sslOffloadProfileId: offload,
        listenerIpAddress: "10.1.0.250",
      },
    },
    "virtualListenerId",
  );
  await client.post("network/reservePrivateIpv4Address", { vlanId: vlan, ipAddress: "10.1.0.200" });
  await client.made(
    "network/createStaticRoute",
    {
      networkDomainId: domain,
      name: "route",
      ipVersion: "IPV4",
      destinationNetworkAddress: "172.16.0.0",
      destinationPrefixSize: 16,
      nextHopAddress: "10.1.0.9",
    },
    "staticRouteId",
  );
  const appliance = (await client.get("image/customerImage?datacenterId=EU6")).content.customerImage[0].id;
  const { ipv6 } = shown.networkInfo.primaryNic;
  return {
    ...{
      plain: plainDomain,
      domain,
      vlan,
      otherVlan,
      server,
      started,
      spare,
      secondNic,
      block,
      publicIp,
      nat,
      list,
      list6,
      parent,
    },
    ...{ otherList, ports, rule, tagKey, node, pool, member, certificate, chain, offload, listener, appliance, ipv6 },
    controller: controller.id,
    disk: controller.disk[0].id,
    nic: shown.networkInfo.primaryNic.id,
    defaultRule: rules.find(({ ruleType }: { ruleType: string }) => ruleType === "DEFAULT_RULE").id,
    image: await imageId(client),
    elsewhere: await imageId(client, "Ubuntu 22.04 64-bit 2 CPU", "EU7"),
    prefix: ipv6.split(":").slice(0, 4).join(":"),
  };
}
