import type { Body, Client, Reply } from "./client";

/** One step of the script: a call of API 2 or of API 0.9. */
export interface Step {
  readonly path: string;
  /** Undefined: GET. */
  readonly body?: Body;
  readonly version?: string;
  /** XML of a call of API 0.9; `""` is a GET. */
  readonly v1?: string;
}

/** What happened: a step, its operation, and the answer without its form. */
export interface Happened {
  readonly step: Step;
  readonly reply: Reply;
}

const PEM = "-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----";
const KEY = "-----BEGIN PRIVATE KEY-----\nMIIE\n-----END PRIVATE KEY-----";

/** Goes through the life of everything that the API has, each operation at least once, and each of them succeeds. */
export async function play(client: Client): Promise<Happened[]> {
  const happened: Happened[] = [];
  const organisation = await client.organisationId();

  async function go(step: Step): Promise<Reply> {
    const { path, body, version, v1 } = step;
    const reply =
      v1 !== undefined
        ? await client.v1(v1 === "" ? "GET" : "POST", path, v1 === "" ? undefined : v1)
        : body === undefined
          ? await client.get(path, version)
          : await client.post(path, body, version);
    happened.push({ step, reply });
    if (reply.status !== 200) {
      throw new Error(`${path} ${JSON.stringify(body)} gave ${reply.status}: ${reply.text}`);
    }
    return reply;
  }
  const post = (path: string, body: Body, version?: string) => go({ path, body, ...(version && { version }) });
  const get = (path: string, version?: string) => go({ path, ...(version && { version }) });
  const schema = (name: string) => `xmlns="http://oec.api.opsource.net/schemas/${name}"`;
  const v1Call = (path: string, v1 = "") => go({ path, v1 });
  async function make(path: string, body: Body, version?: string): Promise<string> {
    const { content } = await post(path, body, version);
    const [first] = [content.info].flat();
    return String(first.value);
  }
  const one = (content: Record<string, unknown>, key: string) => [content[key]].flat()[0] as Record<string, string>;

  await get("infrastructure/datacenter");
  await get("infrastructure/operatingSystem?datacenterId=EU6");
  const image = one(
    (await get("image/osImage?name=Ubuntu+22.04+64-bit+2+CPU&datacenterId=EU6", "2.9")).content,
    "osImage",
  );
  await get(`image/osImage/${image.id}`, "2.5");
  await get("image/osImage?datacenterId=EU6", "2.2");
  const own = one((await get("image/customerImage?datacenterId=EU6")).content, "customerImage");
  await get(`image/customerImage/${own.id}`);

  const networkDomainId = await make("network/deployNetworkDomain", {
    name: "VDC",
    type: "ADVANCED",
    datacenterId: "EU6",
  });
  await get(`network/networkDomain/${networkDomainId}`);
  await post("network/editNetworkDomain", { id: networkDomainId, description: 'both "kinds" <of> & marks' });
  await get("network/networkDomain?name=VDC&datacenterId=EU6");

  const attachedVlan = { gatewayAddressing: "LOW" };
  const range = { privateIpv4NetworkAddress: "10.0.0.0", privateIpv4PrefixSize: 24 };
  const vlanId = await make("network/deployVlan", {
    networkDomainId,
    name: "databases",
    description: "d",
    ...range,
    attachedVlan,
  });
  const detached = {
    ...{ networkDomainId, name: "detached", privateIpv4NetworkAddress: "10.9.0.0", privateIpv4PrefixSize: 24 },
    detachedVlan: { ipv4GatewayAddress: "10.9.0.77" },
  };
  const detachedId = await make("network/deployVlan", detached);
  await get(`network/vlan/${vlanId}`, "2.9");
  await post("network/editVlan", { id: vlanId, name: "database", description: "x" });
  await post("network/expandVlan", { id: vlanId, privateIpv4PrefixSize: 23 });
  await get(`network/vlan?networkDomainId=${networkDomainId}&name=database`, "2.2");

  const addresses = {
    networkDomainId,
    name: "operators",
    description: "",
    ipVersion: "IPv4",
    childIpAddressListId: null,
  };
  const listId = await make("network/createIpAddressList", {
    ...addresses,
    ipAddress: [
      { begin: "192.0.2.0", prefixSize: 24 },
      { begin: "10.0.0.9" },
      { begin: "10.0.0.20", end: "10.0.0.30" },
    ],
  });
  const parentId = await make("network/createIpAddressList", {
    ...{ ...addresses, name: "everyone", ipAddress: null },
    childIpAddressListId: [listId],
  });
  await get(`network/ipAddressList/${parentId}`);
  await get(`network/ipAddressList?networkDomainId=${networkDomainId}&name=operators`);
  await post("network/editIpAddressList", {
    id: listId,
    description: "e",
    ipAddress: [{ begin: "10.0.0.9" }],
    childIpAddressListId: [],
  });
  const portListId = await make("network/createPortList", {
    networkDomainId,
    name: "web",
    port: [{ begin: 80 }, { begin: 8000, end: 8010 }],
  });
  await get(`network/portList/${portListId}`);
  await get(`network/portList?networkDomainId=${networkDomainId}`);
  await post("network/editPortList", { id: portListId, description: "w", port: [{ begin: 443 }], childPortListId: [] });

  const rule = {
    ...{ networkDomainId, action: "ACCEPT_DECISIVELY", ipVersion: "IPV4", protocol: "TCP", enabled: true },
    source: { ip: { address: "ANY" } },
  };
  await make("network/createFirewallRule", {
    ...{ ...rule, name: "ssh.in", placement: { position: "FIRST" } },
    destination: { ip: { address: "10.0.0.0", prefixSize: 24 }, port: { begin: 22, end: null } },
  });
  const ruleId = await make("network/createFirewallRule", {
    ...{ ...rule, name: "web.in", placement: { position: "AFTER", relativeToRule: "ssh.in" } },
    source: { ipAddressListId: parentId },
    destination: { ip: { address: "ANY" }, portListId },
  });
  await get(`network/firewallRule/${ruleId}`);
  await post("network/editFirewallRule", { id: ruleId, enabled: false, placement: { position: "FIRST" } });
  await get(`network/firewallRule?networkDomainId=${networkDomainId}&pageNumber=1&pageSize=50`);
  await post("network/deleteFirewallRule", { id: ruleId });
  await post("network/deleteIpAddressList", { id: parentId });
  await post("network/deleteIpAddressList", { id: listId });
  await post("network/deletePortList", { id: portListId });

  const serverId = await make(
    "server/deployServer",
    {
      ...{
        name: "master",
        description: "",
        imageId: image.id,
        administratorPassword: "Passw0rd!x",
        memoryGb: 8,
        start: true,
      },
      cpu: { count: 2, speed: "STANDARD", coresPerSocket: 1 },
      scsiController: [
        {
          id: image.id,
          busNumber: 0,
          key: 1000,
          adapterType: "LSI_LOGIC_PARALLEL",
          disk: [{ scsiId: 0, sizeGb: 10, speed: "HIGHPERFORMANCE" }],
        },
      ],
      networkInfo: { networkDomainId, primaryNic: { privateIpv4: "10.0.0.20" }, additionalNic: null },
      ...{ primaryDns: "192.0.2.53", secondaryDns: "192.0.2.54" },
    },
    "2.3",
  );
  const applianceId = await make(
    "server/deployUncustomizedServer",
    {
      ...{ name: "appliance", imageId: own.id, start: false, disk: [{ scsiId: 0, speed: "STANDARD" }] },
      networkInfo: {
        networkDomainId,
        primaryNic: { vlanId },
        additionalNic: [{ vlanId: detachedId, networkAdapter: "E1000" }],
      },
    },
    "2.5",
  );
  for (const version of ["2.2", "2.3", "2.4", "2.10"]) {
    await get(`server/server/${serverId}`, version);
  }
  await get(`server/server?networkDomainId=${networkDomainId}&vlanId=${vlanId}&started=true`);
  await post("server/editServerMetadata", { id: serverId, name: "source", description: "MySQL source" });
  await post("server/reconfigureServer", {
    id: serverId,
    memoryGb: 16,
    cpuCount: 4,
    coresPerSocket: 2,
    cpuSpeed: "HIGHPERFORMANCE",
  });
  await post("server/updateVmwareTools", { id: serverId });
  await post("server/rebootServer", { id: serverId });
  await post("server/resetServer", { id: serverId });

  await post("server/enableServerMonitoring", { id: serverId, servicePlan: "ESSENTIALS" });
  await post("server/changeServerMonitoringPlan", { id: serverId, servicePlan: "ADVANCED" });
  await get(`server/server/${serverId}`);
  await post("server/disableServerMonitoring", { id: serverId });

  await post("server/shutdownServer", { id: serverId });
  await post("server/startServer", { id: serverId });
  await post("server/powerOffServer", { id: serverId });
  await make("server/addScsiController", { serverId, adapterType: "VMWARE_PARAVIRTUAL", busNumber: 1 });
  const [first, second] = (await get(`server/server/${serverId}`)).content.scsiController;
  const diskId = await make("server/addDisk", {
    sizeGb: 50,
    speed: "STANDARD",
    scsiController: { controllerId: first.id, scsiId: 1 },
  });
  await make("server/addDisk", { id: serverId, sizeGb: 20, speed: "ECONOMY", scsiId: 5 }, "2.2");
  const fast = { sizeGb: 100, speed: "PROVISIONEDIOPS", iops: 500, scsiController: { controllerId: first.id } };
  const fastId = await make("server/addDisk", fast);
  await post("server/expandDisk", { id: diskId, newSizeGb: 60 });
  await post("server/changeDiskSpeed", { id: diskId, speed: "ECONOMY" });
  const disk = `server/${serverId}/disk/${diskId}`;
  await v1Call(`${disk}/changeSize`, `<ChangeDiskSize ${schema("server")}><newSizeGb>70</newSizeGb></ChangeDiskSize>`);
  await v1Call(`${disk}/changeSpeed`, `<ChangeDiskSpeed ${schema("server")}><speed>STANDARD</speed></ChangeDiskSpeed>`);
  await v1Call(`server/${serverId}`, "name=source&memory=8192&cpuCount=2");
  await post("server/changeDiskIops", { id: fastId, iops: 600 });
  await get(`server/server/${serverId}`, "2.4");
  await get(`server/server/${serverId}`);
  await post("server/removeDisk", { id: fastId });
  await post("server/removeScsiController", { id: second.id });
  const nicId = await make("server/addNic", { serverId, nic: { vlanId: detachedId, networkAdapter: "VMXNET3" } });
  await post("server/changeNetworkAdapter", { nicId, networkAdapter: "E1000E" });
  await post("server/notifyNicIpChange", { nicId, privateIpv4: "10.9.0.99" });
  await get(`server/server/${serverId}`);
  await post("server/removeNic", { id: nicId });

  const blockId = await make("network/addPublicIpBlock", { networkDomainId });
  const block = (await get(`network/publicIpBlock/${blockId}`)).content;
  await get(`network/publicIpBlock?networkDomainId=${networkDomainId}`);
  const natRuleId = await make("network/createNatRule", {
    networkDomainId,
    internalIp: "10.0.0.20",
    externalIp: block.baseIp,
  });
  await get(`network/natRule/${natRuleId}`);
  await get(`network/natRule?networkDomainId=${networkDomainId}`);
  await get(`network/reservedPublicIpv4Address?networkDomainId=${networkDomainId}`);
  await post("network/deleteNatRule", { id: natRuleId });

  const reservation = { vlanId, description: "kept" };
  await post("network/reservePrivateIpv4Address", { ...reservation, ipAddress: "10.0.0.40" });
  const { address } = (await get(`network/vlan/${vlanId}`)).content.ipv6Range;
  const ipv6 = `${address.split(":").slice(0, 4).join(":")}::40`;
  await post("network/reserveIpv6Address", { ...reservation, ipAddress: ipv6 });
  for (const version of ["2.6", "2.9"]) {
    await get(`network/reservedPrivateIpv4Address?vlanId=${vlanId}`, version);
    await get(`network/reservedIpv6Address?vlanId=${vlanId}`, version);
  }
  await post("network/unreservePrivateIpv4Address", { vlanId, ipAddress: "10.0.0.40" });
  await post("network/unreserveIpv6Address", { vlanId, ipAddress: ipv6 });

  const route = {
    ...{ networkDomainId, name: "branch", ipVersion: "IPV4", nextHopAddress: "10.0.0.20" },
    ...{ destinationNetworkAddress: "172.16.0.0", destinationPrefixSize: 16 },
  };
  const routeId = await make("network/createStaticRoute", route);
  await get(`network/staticRoute/${routeId}`);
  await get(`network/staticRoute?networkDomainId=${networkDomainId}`);
  await post("network/deleteStaticRoute", { id: routeId });
  await post("network/restoreStaticRoutes", { networkDomainId });

  const tagKeyId = await make("tag/createTagKey", {
    name: "role",
    description: "",
    valueRequired: true,
    displayOnReport: false,
  });
  await get(`tag/tagKey/${tagKeyId}`);
  await get("tag/tagKey?orderBy=name");
  await post("tag/editTagKey", { id: tagKeyId, description: "what it does" });
  await post("tag/applyTags", {
    assetType: "SERVER",
    assetId: serverId,
    tag: [{ tagKeyName: "role", value: "source" }],
  });
  await post("tag/applyTags", { assetType: "VLAN", assetId: vlanId, tagById: [{ tagKeyId, value: "back end" }] });
  await get(`tag/tag?assetId=${serverId}&assetType=SERVER&pageNumber=1&pageSize=20`);
  await post("tag/removeTags", { assetType: "SERVER", assetId: serverId, tagKeyName: ["role"] });
  await post("tag/removeTags", { assetType: "VLAN", assetId: vlanId, tagKeyId: [tagKeyId] });
  await post("tag/deleteTagKey", { id: tagKeyId });

  const vip = `networkDomainId=${networkDomainId}`;
  const monitors = (await get(`networkDomainVip/defaultHealthMonitor?${vip}`)).content.defaultHealthMonitor;
  const profile = one(
    (await get(`networkDomainVip/defaultPersistenceProfile?${vip}&name=CCDEFAULT.Cookie`)).content,
    "defaultPersistenceProfile",
  );
  const irule = one((await get(`networkDomainVip/defaultIrule?${vip}`)).content, "defaultIRule");
  const limits = { connectionLimit: 20000, connectionRateLimit: 2000 };
  const nodeId = await make("networkDomainVip/createNode", {
    ...{ networkDomainId, name: "node", ipv4Address: "10.0.0.20", status: "ENABLED", ...limits },
    healthMonitorId: monitors[0].id,
  });
  await get(`networkDomainVip/node/${nodeId}`);
  await get(`networkDomainVip/node?${vip}`);
  await post("networkDomainVip/editNode", { id: nodeId, status: "DISABLED" });
  const poolId = await make("networkDomainVip/createPool", {
    ...{ networkDomainId, name: "pool", loadBalanceMethod: "ROUND_ROBIN", serviceDownAction: "NONE", slowRampTime: 10 },
    healthMonitorId: [monitors[1].id],
  });
  await get(`networkDomainVip/pool/${poolId}`);
  await get(`networkDomainVip/pool?${vip}`);
  await post("networkDomainVip/editPool", {
    id: poolId,
    slowRampTime: 20,
    healthMonitorId: [monitors[1].id, monitors[2].id],
  });
  const memberId = await make("networkDomainVip/addPoolMember", { poolId, nodeId, port: 80, status: "ENABLED" });
  await get(`networkDomainVip/poolMember/${memberId}`);
  await get(`networkDomainVip/poolMember?poolId=${poolId}`);
  await post("networkDomainVip/editPoolMember", { id: memberId, status: "DISABLED" });
  const certificateId = await make("networkDomainVip/importSslDomainCertificate", {
    networkDomainId,
    name: "cert",
    certificate: PEM,
    key: KEY,
  });
  await get(`networkDomainVip/sslDomainCertificate/${certificateId}`);
  await get(`networkDomainVip/sslDomainCertificate?${vip}`);
  const chainId = await make("networkDomainVip/importSslCertificateChain", {
    networkDomainId,
    name: "chain",
    certificateChain: PEM,
  });
  await get(`networkDomainVip/sslCertificateChain/${chainId}`);
  await get(`networkDomainVip/sslCertificateChain?${vip}`);
  const offload = { name: "offload", sslDomainCertificateId: certificateId, sslCertificateChainId: chainId };
  const offloadId = await make("networkDomainVip/createSslOffloadProfile", { networkDomainId, ...offload });
  await post("networkDomainVip/editSslOffloadProfile", { id: offloadId, ...offload, ciphers: "HIGH" });
  await get(`networkDomainVip/sslOffloadProfile/${offloadId}`);
  await get(`networkDomainVip/sslOffloadProfile?${vip}`);
  const listenerId = await make("networkDomainVip/createVirtualListener", {
    ...{ networkDomainId, name: "listener", type: "STANDARD", protocol: "HTTP", port: 80, enabled: true, ...limits },
    ...{ sourcePortPreservation: "PRESERVE", poolId, persistenceProfileId: profile.id, sslOffloadProfileId: offloadId },
    ...{ iruleId: [irule.id], optimizationProfile: ["TCP"] },
  });
  await get(`networkDomainVip/virtualListener/${listenerId}`);
  await get(`networkDomainVip/virtualListener?${vip}`);
  await post("networkDomainVip/editVirtualListener", { id: listenerId, enabled: false });
  await post("networkDomainVip/deleteVirtualListener", { id: listenerId });
  await post("networkDomainVip/deleteSslOffloadProfile", { id: offloadId });
  await post("networkDomainVip/deleteSslCertificateChain", { id: chainId });
  await post("networkDomainVip/deleteSslDomainCertificate", { id: certificateId });
  await post("networkDomainVip/removePoolMember", { id: memberId });
  await post("networkDomainVip/deletePool", { id: poolId });
  await post("networkDomainVip/deleteNode", { id: nodeId });

  const pair = `<serverId>${serverId}</serverId><serverId>${applianceId}</serverId>`;
  await v1Call("antiAffinityRule", `<NewAntiAffinityRule ${schema("server")}>${pair}</NewAntiAffinityRule>`);
  const affinity = one((await get(`server/antiAffinityRule?${vip}`, "2.2")).content, "antiAffinityRule");
  await v1Call(`antiAffinityRule/${affinity.id}?delete`);
  const of = `server/${serverId}/backup`;
  await v1Call(of, `<NewBackup ${schema("backup")} servicePlan="Essentials"/>`);
  await v1Call(`${of}/modify`, `<ModifyBackup ${schema("backup")} servicePlan="Advanced"/>`);
  for (const catalogue of ["type", "storagePolicy", "schedulePolicy"]) {
    await v1Call(`${of}/client/${catalogue}`);
  }
  const policies =
    "<storagePolicyName>14 Day Storage Policy</storagePolicyName><schedulePolicyName>12AM - 6AM</schedulePolicyName>";
  const alerting = '<alerting trigger="ON_FAILURE"><emailAddress>ops@lab.invalid</emailAddress></alerting>';
  const clientOf = (root: string, type: string) =>
    `<${root} ${schema("backup")}>${type}${policies}${alerting}</${root}>`;
  for (const end of ["remove", "disable"]) {
    const made = await v1Call(`${of}/client`, clientOf("NewBackupClient", "<type>FA.Linux</type>"));
    const clientId = [made.content.Status.additionalInformation].flat()[0].value;
    await v1Call(`${of}/client/${clientId}`, clientOf("ModifyBackupClient", ""));
    await v1Call(`${of}/client/${clientId}?cancelJob`);
    await v1Call(of);
    await v1Call(`${of}/client/${clientId}?${end}`);
  }
  await v1Call(`${of}?disable`);

  await post("network/removePublicIpBlock", { id: blockId });
  await post("server/deleteServer", { id: serverId });
  await post("server/deleteServer", { id: applianceId });
  await post("network/deleteVlan", { id: detachedId });
  await post("network/deleteVlan", { id: vlanId });
  await post("network/deleteNetworkDomain", { id: networkDomainId });
  await get("network/networkDomain");
  if (organisation === "") {
    throw new Error("no organisation");
  }
  return happened;
}
