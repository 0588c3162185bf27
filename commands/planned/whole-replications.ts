import type { Guarded } from "./guarded";
import type { Refusal } from "./refusal";
import {
  changeOf,
  isLost,
  isUpdate,
  type KnownResource,
  knownResources,
  type ResourceChange,
  type TerraformPlan,
} from "./terraform-plan";

/** The option of `deploy` that names a replication whose members may all change at once. */
export const ALL_MEMBERS = "all-members-of";

/** Steps of a node after which its database has content. */
const BRING_DATA = ["source", "seed"];

/** Arguments of a server whose change may restart it, by the platform or the provider. */
const RESTARTING = {
  memory_gb: "memory",
  cpu_count: "cpu",
  cores_per_cpu: "cores",
  cpu_speed: "speed of CPUs",
  disk: "disks",
} as const;

interface Member {
  readonly node: string;
  readonly isLost: boolean;
  /** What restarts it, for the message. */
  readonly restart: readonly string[];
}

/**
 * Replications whose source is deleted by the plan, or whose members with data are all deleted or restarted in one
 * apply: rows would be lost, no copy would be left, or none would answer meanwhile. A first deployment has no member
 * with data. A single member may be restarted: there is no alternative.
 * @param allowed ids of replications for which the operator wants this
 */
export function wholeReplications(plan: TerraformPlan, before: Guarded, allowed: ReadonlySet<string>): Refusal[] {
  const known = knownResources(plan);
  const members = new Map<string, Member[]>();
  for (const [address, guarded] of Object.entries(before)) {
    const { node, replication } = guarded;
    if (replication !== undefined && mayHoldData(known, address, guarded)) {
      const change = changeOf(plan, address);
      const member = { node, isLost: isLost(change), restart: restartOf(change) };
      members.set(replication, [...(members.get(replication) ?? []), member]);
    }
  }
  return [...members].flatMap(([replication, those]) => {
    const refusal = allowed.has(replication) ? undefined : judge(replication, those);
    return refusal === undefined ? [] : [refusal];
  });
}

/** Whether a member's server exists and its database may have content. */
export function mayHoldData(
  known: readonly KnownResource[],
  address: string,
  { node, contextualised }: Guarded[string],
): boolean {
  return stands(known, address) && (!contextualised || holdsData(known, node));
}

function stands(known: readonly KnownResource[], address: string): boolean {
  return known.some((one) => one.address === address);
}

function holdsData(known: readonly KnownResource[], node: string): boolean {
  const steps = BRING_DATA.map((name) => `${node} ${name}`);
  return known.some(({ type, values }) => {
    const triggers = values.triggers as Readonly<Record<string, unknown>> | null | undefined;
    return type === "null_resource" && steps.includes(String(triggers?.step));
  });
}

function restartOf(change: ResourceChange | undefined): string[] {
  if (change === undefined || !isUpdate(change)) {
    return [];
  }
  const { before, after } = change.change;
  return Object.entries(RESTARTING).flatMap(([argument, word]) =>
    JSON.stringify(before?.[argument]) === JSON.stringify(after?.[argument]) ? [] : [word],
  );
}

function judge(replication: string, members: readonly Member[]): Refusal | undefined {
  const nodes = members.map(({ node }) => node).join(", ");
  const lost = members.filter(({ isLost }) => isLost);
  const all = `npm run deploy -- --${ALL_MEMBERS} ${replication}`;
  if (lost.length === members.length) {
    return {
      of: `replication from ${replication}`,
      harm: `the servers of all members that hold its data would be deleted (${nodes}): nothing would be left of it`,
      remedies: [
        "put names and locations of its nodes back; a replica is replaced alone, and the source stays",
        `or, where its data may go: ${all}`,
      ],
    };
  }
  if (lost.some(({ node }) => node === replication)) {
    return {
      of: `replication from ${replication}`,
      harm: `the server of its source would be deleted, and with it what no replica has yet; a new source begins with the plan's own data, and no replica follows it`,
      remedies: [
        "put name and location of the source back as they were",
        `or give a replica its role by hand first, as docs/mysql.md#roles says, and make it the source in the plan: ${all}`,
      ],
    };
  }
  if (members.length === 1 || members.some(({ isLost, restart }) => !isLost && restart.length === 0)) {
    return undefined;
  }
  const words = [...new Set(members.flatMap(({ restart }) => restart))].join(", ");
  return {
    of: `replication from ${replication}`,
    harm: `all members that hold its data would be ${lost.length > 0 ? "deleted or " : ""}restarted in one apply (${nodes}; ${words})`,
    remedies: [
      `change one member, deploy, and then the next: what is written at a node wins over its class (${words})`,
      `or, where its writes may stop: ${all}`,
    ],
  };
}
