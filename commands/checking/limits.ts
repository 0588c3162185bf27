import type { Diagnostic } from "../../plan/findings/diagnostic";
import { networksIn, nodesOf } from "../../plan/nodes";
import type { Location, NetworkDomain, Node } from "../../plan/plan";
import type { Resource } from "../cloudcontrol/resource";

/** Public IPv4 addresses in one block. Source: network/addPublicIpBlock. */
const BLOCK_SIZE = 2;

/** A data centre's limits for nodes. Undefined: it does not say. */
interface Limits {
  readonly leastDiskGb: number | undefined;
  readonly mostDiskGb: number | undefined;
  readonly mostCpus: number | undefined;
  readonly leastMemoryGb: number | undefined;
  readonly mostMemoryGb: number | undefined;
  readonly diskSpeeds: readonly string[] | undefined;
  readonly cpuSpeeds: readonly string[] | undefined;
}

/** Checks a location against its data centre's limits. `dataCentre` is in the form of infrastructure/datacenter. */
export function checkLimits(location: Location, dataCentre: Resource): Diagnostic[] {
  const limits = limitsOf(dataCentre);
  return [
    ...maintenance(location, dataCentre),
    ...nodesOf(location).flatMap((node) =>
      excesses(node, limits).map(
        ([what, allowed]): Diagnostic => ({
          severity: "error",
          at: node.at,
          message: `${what}, and ${location.id} offers ${allowed}`,
          hints: [],
        }),
      ),
    ),
    ...location.domains.flatMap((domain) => publicAddresses(location, domain)),
  ];
}

function limitsOf({ hypervisor }: Resource): Limits {
  const properties: readonly Resource[] = hypervisor?.property ?? [];
  const number = (name: string, unit = 1) => {
    const value = Number(properties.find((property) => property.name === name)?.value);
    return Number.isFinite(value) ? value / unit : undefined;
  };
  const speeds = (list: readonly Resource[] | undefined) =>
    list?.filter(({ available }) => available !== false).map(({ id }) => String(id));
  return {
    leastDiskGb: number("MIN_DISK_SIZE_GB"),
    mostDiskGb: number("MAX_DISK_SIZE_GB"),
    mostCpus: number("MAX_CPU_COUNT"),
    leastMemoryGb: number("MIN_MEMORY_MB", 1024),
    mostMemoryGb: number("MAX_MEMORY_MB", 1024),
    diskSpeeds: speeds(hypervisor?.diskSpeed),
    cpuSpeeds: speeds(hypervisor?.cpuSpeed),
  };
}

/** The excess of a node, each with the limit. */
function excesses({ name, cpu, memoryGb, disks }: Node, limits: Limits): [what: string, allowed: string][] {
  const found: [string, string][] = [];
  if (cpu !== undefined && cpu.count > (limits.mostCpus ?? Number.POSITIVE_INFINITY)) {
    found.push([`${name} has ${cpu.count} CPUs`, `${limits.mostCpus} at most`]);
  }
  if (cpu?.speed !== undefined && limits.cpuSpeeds?.includes(cpu.speed) === false) {
    found.push([`${name} has CPUs of speed ${cpu.speed}`, limits.cpuSpeeds.join(", ")]);
  }
  if (memoryGb !== undefined) {
    found.push(...beyond(`${name} has ${memoryGb} GB of memory`, memoryGb, limits.leastMemoryGb, limits.mostMemoryGb));
  }
  for (const { unit, gigabytes, speed } of disks) {
    const disk = `disk ${unit} of ${name}`;
    found.push(...beyond(`${disk} has ${gigabytes} GB`, gigabytes, limits.leastDiskGb, limits.mostDiskGb));
    if (limits.diskSpeeds?.includes(speed) === false) {
      found.push([`${disk} is of speed ${speed}`, limits.diskSpeeds.join(", ")]);
    }
  }
  return found;
}

function beyond(what: string, value: number, least = 0, most = Number.POSITIVE_INFINITY): [string, string][] {
  return value < least ? [[what, `${least} GB at least`]] : value > most ? [[what, `${most} GB at most`]] : [];
}

/** Parts of a data centre under maintenance: deployments may be refused with INFRASTRUCTURE_IN_MAINTENANCE. */
function maintenance({ id, at }: Location, dataCentre: Resource): Diagnostic[] {
  return ["networking", "hypervisor"].flatMap((part): Diagnostic[] => {
    const status = dataCentre[part]?.maintenanceStatus ?? "NORMAL";
    return status === "NORMAL"
      ? []
      : [
          {
            severity: "warning",
            at,
            message: `${part} at ${id} is in the state ${status}`,
            hints: ["the platform may refuse deployments until that has ended"],
          },
        ];
  });
}

/**
 * Addresses come in blocks, so an odd number of nodes needs one more than the plan counts. The platform's limit of 3
 * per server cannot be exceeded: a node takes one, after its server exists.
 */
function publicAddresses(location: Location, domain: NetworkDomain): Diagnostic[] {
  const nodes = nodesOf({ networks: networksIn(location, domain) });
  const count = nodes.filter(({ internet }) => internet !== undefined).length;
  const taken = Math.ceil(count / BLOCK_SIZE) * BLOCK_SIZE;
  return domain.ipv4 === "auto" || taken <= domain.ipv4
    ? []
    : [
        {
          severity: "error",
          at: domain.at,
          message: `${count} nodes with public addresses take ${taken} of them; \`ipv4\` of ${domain.name} allows ${domain.ipv4}`,
          hints: [`addresses come in blocks of ${BLOCK_SIZE}: set ipv4: ${taken}, or auto`],
        },
      ];
}
