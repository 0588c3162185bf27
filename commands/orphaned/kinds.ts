import type { Resource } from "../cloudcontrol/resource";

/** A kind of resource inside a network domain, or the domain itself. */
export interface Kind {
  /** Its name for readers. */
  readonly name: string;
  /** Its type in Terraform; undefined: the provider has none. */
  readonly type: string | undefined;
  /** Its list in the API, and the version to use. */
  readonly list: string;
  readonly version: string;
  /** The operation that deletes it, in the version that the provider uses. */
  readonly deletion: readonly [path: string, version: string];
  /** Why Terraform cannot adopt one; undefined: it can. */
  readonly notAdoptable: string | undefined;
  /** What distinguishes it from others of its kind, for a reader. */
  readonly label: (resource: Resource) => string;
}

const named = ({ name }: Resource): string => String(name);

/** All kinds in the order of deletion: dependent resources first. */
export const KINDS: readonly Kind[] = [
  {
    name: "firewall rule",
    type: "ddcloud_firewall_rule",
    list: "network/firewallRule",
    version: "2.2",
    deletion: ["network/deleteFirewallRule", "2.2"],
    notAdoptable: "an import of a firewall rule does not learn its placement: the next plan would replace it",
    label: named,
  },
  {
    name: "NAT rule",
    type: "ddcloud_nat",
    list: "network/natRule",
    version: "2.9",
    deletion: ["network/deleteNatRule", "2.2"],
    notAdoptable: undefined,
    label: ({ internalIp, externalIp }) => `${externalIp} for ${internalIp}`,
  },
  {
    name: "balancer",
    type: "ddcloud_virtual_listener",
    list: "networkDomainVip/virtualListener",
    version: "2.2",
    deletion: ["networkDomainVip/deleteVirtualListener", "2.2"],
    notAdoptable: "the provider cannot import listeners of the load balancer",
    label: ({ name, listenerIpAddress, port }) => `${name} (${listenerIpAddress} port ${port ?? "any"})`,
  },
  {
    name: "pool",
    type: "ddcloud_vip_pool",
    list: "networkDomainVip/pool",
    version: "2.6",
    deletion: ["networkDomainVip/deletePool", "2.6"],
    notAdoptable: "the provider cannot import pools of the load balancer; its members go with it",
    label: named,
  },
  {
    name: "balanced node",
    type: "ddcloud_vip_node",
    list: "networkDomainVip/node",
    version: "2.2",
    deletion: ["networkDomainVip/deleteNode", "2.2"],
    notAdoptable: "the provider cannot import nodes of the load balancer",
    label: named,
  },
  {
    name: "server",
    type: "ddcloud_server",
    list: "server/server",
    version: "2.10",
    deletion: ["server/deleteServer", "2.2"],
    // unless the plan says that it stood before
    notAdoptable: undefined,
    label: named,
  },
  {
    name: "address list",
    type: "ddcloud_address_list",
    list: "network/ipAddressList",
    version: "2.2",
    deletion: ["network/deleteIpAddressList", "2.2"],
    notAdoptable: "the provider cannot import address lists",
    label: named,
  },
  {
    name: "port list",
    type: "ddcloud_port_list",
    list: "network/portList",
    version: "2.2",
    deletion: ["network/deletePortList", "2.2"],
    notAdoptable: "the provider cannot import port lists",
    label: named,
  },
  {
    name: "VLAN",
    type: "ddcloud_vlan",
    list: "network/vlan",
    version: "2.9",
    deletion: ["network/deleteVlan", "2.9"],
    notAdoptable: undefined,
    label: named,
  },
  {
    name: "public IP block",
    type: undefined,
    list: "network/publicIpBlock",
    version: "2.13",
    deletion: ["network/removePublicIpBlock", "2.13"],
    notAdoptable: "Terraform has no such thing: blocks come and go with their network domain",
    label: ({ baseIp, size }) => `${baseIp} (${size} addresses)`,
  },
  {
    name: "network domain",
    type: "ddcloud_networkdomain",
    list: "network/networkDomain",
    version: "2.4",
    deletion: ["network/deleteNetworkDomain", "2.4"],
    notAdoptable: undefined,
    label: named,
  },
];

/** The kind that contains all others. */
export const NETWORK_DOMAIN = KINDS.at(-1) as Kind;
