/**
 * What a server, a disk and a name may be on the platform.
 * Source: plumbery's checks (cpu, memory, disks) and the vendor documentation (names, blocks, disk minimum).
 */

/** CPUs of one server. */
export const CPUS = { least: 1, most: 32 } as const;

/** Memory of one server in gigabytes. */
export const MEMORY_GB = { least: 1, most: 256 } as const;

/** Size of one disk in gigabytes; the least comes from the data centre property MIN_DISK_SIZE_GB. */
export const DISK_GB = { least: 10, most: 1000 } as const;

/** SCSI unit ids that a plan may use; 0 is the disk of the image. */
export const DISK_UNITS = { least: 0, most: 9 } as const;

/** Public IPv4 addresses that a network domain may be allowed to take. */
export const PUBLIC_IPV4 = { least: 2, most: 128 } as const;

/** Most network cards of one server. */
export const CARDS = 10;

/** Prefix sizes of a VLAN's private IPv4 range. */
export const VLAN_PREFIX = { least: 16, most: 28 } as const;

/** How many addresses at one end of a VLAN's private range the platform keeps for itself: its routers. */
export const ROUTER_ADDRESSES = 3;

/** At which end of its range the routers of a VLAN have their addresses. */
export type RouterAddresses = "low" | "high";

/** The largest prefix size with which routers may be at the high end. */
export const HIGH_ROUTERS_PREFIX = 24;

/** Speeds of a disk. */
export const DISK_SPEEDS = ["ECONOMY", "STANDARD", "HIGHPERFORMANCE"] as const;
export type DiskSpeed = (typeof DISK_SPEEDS)[number];

/** Speeds of a CPU. */
export const CPU_SPEEDS = ["STANDARD", "HIGHPERFORMANCE"] as const;
export type CpuSpeed = (typeof CPU_SPEEDS)[number];

/** Service plans of monitoring: what the platform's dashboard shows of a server. */
export const MONITORING_PLANS = ["ESSENTIALS", "ADVANCED"] as const;
export type MonitoringPlan = (typeof MONITORING_PLANS)[number];

/** Service plans of a network domain. */
export const DOMAIN_PLANS = ["ESSENTIALS", "ADVANCED"] as const;
export type DomainPlan = (typeof DOMAIN_PLANS)[number];

/** Most firewall rules that one network domain takes. */
export const FIREWALL_RULES = 1000;

/** What a firewall rule may be called: the shorter of the two documented lengths, never `CCDEFAULT.*`. */
export const FIREWALL_RULE_NAME = /^(?!CCDEFAULT\.)[A-Za-z_][A-Za-z0-9._]{0,59}$/;

/** What a node may be called, since the name is its host name: one RFC 1123 label. */
export const HOST_NAME = /^[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?$/;

/** What a node may be called on the platform, in a plan: what is no host name among it gives one by {@link hostNameOf}. */
export const NODE_NAME = /^(?=.*[A-Za-z0-9])[A-Za-z0-9._-]{1,63}$/;

/** The host name of a node: its own name, with dashes for what no host name has. Undefined where nothing is left of it. */
export function hostNameOf(name: string): string | undefined {
  const host = name.replaceAll(/[^A-Za-z0-9-]+/g, "-").replaceAll(/^-+|-+$/g, "");
  return HOST_NAME.test(host) ? host : undefined;
}

/** What a network may be called in a plan. */
export const NETWORK_NAME = /^[A-Za-z][A-Za-z0-9._-]{0,62}$/;

/** Most bytes of a file that `prepare` brings to a node: Terraform carries it in its configuration. */
export const PREPARED_FILE_BYTES = 4 * 2 ** 20;
