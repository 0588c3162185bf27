import type { Construct } from "constructs";
import { Server } from "../../providers/ddcloud";
import type { NetworkDomainBase } from "../network/network-domain-base";
import type { ArrangedDisk } from "./disk";
import type { Card, NodeProps } from "./node-props";

/** What an import of a server does not learn: without this, the next plan would replace the server. */
const NOT_LEARNT = ["image", "networkdomain", "admin_password"];

/** What the node decides of its server. */
export interface ServerOptions {
  /** What the platform calls it. */
  readonly name: string;
  readonly domain: NetworkDomainBase;
  /** Password of its administrator, as an expression. */
  readonly adminPassword: string;
  readonly disks: readonly ArrangedDisk[];
  readonly isProtected: boolean;
  /** Whether Terraform takes over a server that stood before. */
  readonly isAdopted: boolean;
}

/** The server of a node, with its cards and disks; it waits for what settles its networks. */
export function addServer(scope: Construct, props: NodeProps, options: ServerOptions): Server {
  const { name, domain, adminPassword, disks } = options;
  const [primary, ...more] = props.cards;
  const settled = [...new Set(props.cards.flatMap(({ network }) => network.settled))];
  const memory = props.memory?.toGigabytes();
  return new Server(scope, "Resource", {
    provider: domain.location.provider,
    name,
    description: props.description ?? "",
    networkdomain: domain.domainId,
    image: props.image,
    adminPassword,
    ...(props.cpus === undefined ? {} : { cpuCount: props.cpus }),
    ...(props.coresPerCpu === undefined ? {} : { coresPerCpu: props.coresPerCpu }),
    ...(props.cpuSpeed === undefined ? {} : { cpuSpeed: props.cpuSpeed }),
    ...(memory === undefined ? {} : { memoryGb: memory }),
    powerState: "start",
    primaryNetworkAdapter: adapterOf(primary),
    ...(more.length > 0 ? { additionalNetworkAdapter: more.map(adapterOf) } : {}),
    // all disks or none: without any, the provider leaves those of the image alone
    ...(disks.length > 0 ? { disk: disks.map(diskOf) } : {}),
    ...(settled.length > 0 ? { dependsOn: settled } : {}),
    ...lifecycleOf(options),
  });
}

function lifecycleOf({ isProtected, isAdopted }: ServerOptions) {
  const lifecycle = {
    ...(isProtected ? { preventDestroy: true } : {}),
    ...(isAdopted ? { ignoreChanges: NOT_LEARNT } : {}),
  };
  return Object.keys(lifecycle).length > 0 ? { lifecycle } : {};
}

function adapterOf({ network, privateIpv4 }: Card) {
  return { vlan: network.vlanId, ...(privateIpv4 === undefined ? {} : { ipv4: privateIpv4 }) };
}

function diskOf({ unit, gigabytes, speed }: ArrangedDisk) {
  return { scsiUnitId: unit, sizeGb: gigabytes, speed };
}
