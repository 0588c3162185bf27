import type { Guarded } from "./guarded";
import { removedLines } from "./lost-data";
import type { Refusal } from "./refusal";
import { type RemovedNodes, removedNodes } from "./removed-nodes";
import { cardsOf } from "./server-cards";
import { changeOf, isLost, type ResourceChange, type TerraformPlan } from "./terraform-plan";

/** A server that goes on without Terraform, with the label that all its resources are called after. */
interface Forgotten {
  readonly node: string;
  readonly label: string;
  readonly server: ResourceChange;
}

/**
 * Servers that Terraform is to forget while it deletes what they live on: their network, or their own rules, whose ports
 * are known to the state alone.
 */
export function stripped(plan: TerraformPlan, before: Guarded): Refusal[] {
  return forgottenServers(plan, before).flatMap((forgotten) => [
    ...withoutNetwork(plan, forgotten),
    ...withoutRules(plan, before, forgotten),
  ]);
}

/** What stands at the platform and is not Terraform's any more once a plan is applied, a line each. */
export function forgottenLines(plan: TerraformPlan, before: Guarded): string[] {
  const removed = removedNodes(plan);
  return forgottenServers(plan, before).map(({ node, label, server }) => {
    const own = (plan.resource_changes ?? []).filter(
      ({ address, type, change }) =>
        type.startsWith("ddcloud_") && isForgotten(change) && labelOf(address, before) === label,
    );
    const things = own.filter((one) => one !== server).map(({ type, change }) => described(type, change.before ?? {}));
    return [
      `${node} goes on at the platform without Terraform (${reason(removed, node)}):`,
      `server ${server.change.before?.name} (${server.change.before?.id})${[...things]
        .sort()
        .map((one) => `, ${one}`)
        .join("")};`,
      "the deployer's key, which the state keeps, still logs in there, and npm run orphans finds what stands",
    ].join(" ");
  });
}

function reason(removed: RemovedNodes, node: string): string {
  return removed[node]?.because ?? "by a removed block";
}

function described(type: string, values: Readonly<Record<string, unknown>>): string {
  const kind = type.replace(/^ddcloud_/, "").replaceAll("_", " ");
  const name = values.public_ipv4 ?? values.name;
  return `${kind}${name === undefined || name === "" ? "" : ` ${name}`} (${values.id})`;
}

function forgottenServers(plan: TerraformPlan, before: Guarded): Forgotten[] {
  return Object.entries(before).flatMap(([address, { node }]) => {
    const server = changeOf(plan, address);
    return server !== undefined && isForgotten(server.change) ? [{ node, label: nameIn(address), server }] : [];
  });
}

function isForgotten({ actions }: ResourceChange["change"]): boolean {
  return actions.join() === "forget";
}

function withoutNetwork({ resource_changes = [] }: TerraformPlan, { node, server }: Forgotten): Refusal[] {
  const ids = [...cardsOf(server.change.before).map(({ vlan }) => vlan), server.change.before?.networkdomain];
  const lost = resource_changes.filter(
    (change) =>
      ["ddcloud_vlan", "ddcloud_networkdomain"].includes(change.type) &&
      isLost(change) &&
      ids.includes(String(change.change.before?.id)),
  );
  return lost.length === 0
    ? []
    : [
        {
          of: node,
          harm: `it shall go on without Terraform, and what it is in would be deleted (${lost.map(({ address }) => address).join(", ")}): the platform refuses that as long as a server is in it`,
          remedies: [
            "leave its location and its network in the plan",
            `or let the server go with them\n${removedLines(node, true)}`,
          ],
        },
      ];
}

function withoutRules({ resource_changes = [] }: TerraformPlan, before: Guarded, forgotten: Forgotten): Refusal[] {
  const lost = resource_changes.filter(
    (change) =>
      change.type.startsWith("ddcloud_") && isLost(change) && labelOf(change.address, before) === forgotten.label,
  );
  const also = lost.map(({ address }) => address).sort();
  return also.length === 0
    ? []
    : [
        {
          of: forgotten.node,
          harm: `it shall go on without Terraform, and its own rules would be deleted (${also.length}): nobody could reach it`,
          remedies: [
            `write this in the settings in place of what is said of it\n${removedLines(forgotten.node, false, also)}`,
          ],
        },
      ];
}

/** The label of the node that a resource belongs to, by what the last deployment knew: the longest that fits. */
function labelOf(address: string, before: Guarded): string | undefined {
  const name = nameIn(address);
  return Object.keys(before)
    .map(nameIn)
    .filter((label) => name === label || name.startsWith(`${label}_`))
    .sort((one, other) => other.length - one.length)[0];
}

function nameIn(address: string): string {
  return address.split(".").at(-1) ?? address;
}
