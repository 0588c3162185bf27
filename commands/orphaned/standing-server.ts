import type { Resource } from "../cloudcontrol/resource";
import type { Attributes, KnownResources } from "./state";

/** What an import of a server does not learn, and what would replace the server unless Terraform passes over it. */
const NOT_LEARNT = ["image", "networkdomain"];

interface Disk {
  readonly unit: number;
  readonly gigabytes: number;
  readonly speed: string;
}

/** Whether the configuration is for a server that stood before. */
export function isForStanding({ lifecycle }: Attributes): boolean {
  const ignored = (lifecycle as { readonly ignore_changes?: unknown } | undefined)?.ignore_changes;
  return Array.isArray(ignored) && NOT_LEARNT.every((argument) => ignored.includes(argument));
}

/** Why Terraform would replace a server, or take something away from it; undefined: it would not. */
export function serverObstacle(
  { networkInfo, scsiController = [] }: Resource,
  planned: Attributes,
  wanted: KnownResources["wanted"],
): string | undefined {
  if (!isForStanding(planned)) {
    return "an import of a server learns neither its image nor its network domain: the next plan would replace it";
  }
  const cards = listed(planned.primary_network_adapter).concat(listed(planned.additional_network_adapter));
  const standingCards: readonly Resource[] = [networkInfo?.primaryNic ?? {}, ...(networkInfo?.additionalNic ?? [])];
  if (cards.length !== standingCards.length) {
    return `it has ${standingCards.length} network cards, and in the plan ${cards.length}: write a line of \`glue\` for each further one`;
  }
  for (const [index, card] of cards.entries()) {
    const { vlanName, privateIpv4 } = standingCards[index] as Resource;
    const network = wanted.get(/^\$\{(ddcloud_vlan\.\w+)\.id\}$/.exec(String(card.vlan))?.[1] ?? "")?.name;
    if (network !== vlanName) {
      return `its card ${index + 1} is in the network ${vlanName}, and in the plan in ${network ?? "another"}`;
    }
    if (card.ipv4 !== undefined && card.ipv4 !== privateIpv4) {
      return `its card ${index + 1} has the address ${privateIpv4}, and in the plan ${card.ipv4}`;
    }
  }
  const others = (scsiController as readonly Resource[]).filter(({ busNumber, disk }) => busNumber > 0 && disk?.length);
  if (others.length > 0) {
    return "it has disks at a second controller, of which a plan can say nothing";
  }
  return diskObstacle(standingDisks(scsiController), plannedDisks(planned));
}

/** What Terraform would change in place. */
export function serverChanges({ cpu, memoryGb, started, scsiController }: Resource, planned: Attributes): string[] {
  const { cpu_count = cpu?.count, cores_per_cpu = cpu?.coresPerSocket, cpu_speed = cpu?.speed } = planned;
  const standing = standingDisks(scsiController);
  const disks = plannedDisks(planned).flatMap(({ unit, gigabytes, speed }) => {
    const there = standing.find((one) => one.unit === unit);
    return there === undefined
      ? [`disk ${unit} is new`]
      : [
          ...(there.gigabytes === gigabytes ? [] : [`disk ${unit} grows from ${there.gigabytes} to ${gigabytes} GB`]),
          ...(there.speed === speed ? [] : [`disk ${unit} becomes ${speed}, it is ${there.speed}`]),
        ];
  });
  return [
    ...(cpu_count === cpu?.count ? [] : [`${cpu?.count} CPUs become ${cpu_count}`]),
    ...(cores_per_cpu === cpu?.coresPerSocket
      ? []
      : [`${cpu?.coresPerSocket} cores for each socket become ${cores_per_cpu}`]),
    ...(cpu_speed === cpu?.speed ? [] : [`CPUs become ${cpu_speed}, they are ${cpu?.speed}`]),
    ...(planned.memory_gb === undefined || planned.memory_gb === memoryGb
      ? []
      : [`${memoryGb} GB of memory become ${planned.memory_gb}`]),
    ...(disks.length > 0 ? [`${disks.join(", ")}: the server is shut down for that`] : []),
    ...(started === false ? ["it is switched off, and is started"] : []),
  ];
}

/** A disk that the plan does not list would be removed with its data. */
function diskObstacle(standing: readonly Disk[], planned: readonly Disk[]): string | undefined {
  const wrong = standing.filter(({ unit, gigabytes }) => {
    const wanted = planned.find((one) => one.unit === unit);
    // without any, the provider leaves all as they are
    return planned.length > 0 && (wanted === undefined || wanted.gigabytes < gigabytes);
  });
  if (wrong.length === 0) {
    return undefined;
  }
  const lines = standing.map(({ unit, gigabytes, speed }) => `${unit} ${gigabytes} ${speed.toLowerCase()}`);
  const units = wrong.map(({ unit }) => unit).join(", ");
  return `the plan lacks disk ${units}, or has it smaller: Terraform would remove it. Write disks: [${lines.join(", ")}]`;
}

function standingDisks(controllers: readonly Resource[] = []): Disk[] {
  const disks = controllers.flatMap(({ disk = [] }) => disk as readonly Resource[]);
  return disks.map(({ scsiId, sizeGb, speed = "STANDARD" }) => ({ unit: scsiId, gigabytes: sizeGb, speed }));
}

function plannedDisks({ disk }: Attributes): Disk[] {
  return listed(disk).map(({ scsi_unit_id, size_gb, speed = "STANDARD" }) => ({
    unit: Number(scsi_unit_id),
    gigabytes: Number(size_gb),
    speed: String(speed),
  }));
}

/** Blocks of a configuration: cdktf writes one alone as a mapping. */
function listed(blocks: unknown): Attributes[] {
  return blocks === undefined ? [] : Array.isArray(blocks) ? blocks : [blocks as Attributes];
}
