import type { Refusal } from "./refusal";
import { type Card, cardsOf } from "./server-cards";
import { isUpdate, type ResourceChange, type TerraformPlan } from "./terraform-plan";

/**
 * Refuses changes of network cards on existing servers: another network, another fixed address, another type, an added
 * or a removed card. The provider accepts all of them and completes none: it never changes networks or the number of
 * cards, alternates between both addresses of a card until its timeout, and the platform changes a card's type only on
 * a stopped server.
 */
export function networkCards(plan: TerraformPlan, nodeOf: (change: ResourceChange) => string): Refusal[] {
  return (plan.resource_changes ?? []).flatMap((change) => {
    const { type, change: planned } = change;
    // a replaced server begins with new cards
    if (type !== "ddcloud_server" || !isUpdate(change)) {
      return [];
    }
    const node = nodeOf(change);
    const [before, after] = [cardsOf(planned.before), cardsOf(planned.after)];
    if (before.length !== after.length) {
      return [otherNumber(node, before.length, after.length)];
    }
    return before.flatMap((card, index) => {
      const refusal = refusalOf(node, nameOf(index), card, after[index] ?? {}, plan);
      return refusal === undefined ? [] : [refusal];
    });
  });
}

function nameOf(index: number): string {
  return index === 0 ? "its network card" : `its network card ${index + 1}`;
}

function refusalOf(of: string, card: string, before: Card, after: Card, plan: TerraformPlan): Refusal | undefined {
  if (before.vlan !== after.vlan) {
    return otherNetwork(of, card, before.vlan, plan);
  }
  const address = (["ipv4", "ipv6"] as const).find((family) => before[family] !== after[family]);
  if (address !== undefined) {
    return otherAddress(of, card, before[address], after[address]);
  }
  if (before.type === after.type) {
    return undefined;
  }
  return {
    of,
    harm: `${card} would be of type ${after.type}, and it is of type ${before.type}: the platform does that to a stopped server alone, and the provider does not stop it`,
    remedies: ["leave its type as it is", anew("with the other type")],
  };
}

function otherNetwork(of: string, card: string, vlan: string | undefined, plan: TerraformPlan): Refusal {
  const lost = (plan.resource_changes ?? []).find(
    ({ type, change: { actions, before } }) =>
      type === "ddcloud_vlan" && actions.includes("delete") && before?.id === vlan,
  );
  if (lost === undefined) {
    return {
      of,
      harm: `${card} would go to another network, and the provider accepts that and does nothing: the edit would be in each plan from then on`,
      remedies: ["put it back into the network in which it was", anew("in the other network")],
    };
  }
  const { name, ipv4_base_address: base, ipv4_prefix_size: prefix } = lost.change.before ?? {};
  return {
    of,
    harm: `its network ${name} (${lost.address}) would be deleted, with the server in it: the platform refuses that, and the provider moves no card`,
    remedies: [
      `put the network back as it was: name ${name}, subnet ${base}/${prefix}`,
      "or, for another name or subnet, let this network stand, and add one with another name and a subnet of its own; then, for one node after the other: take it out of the plan, deploy, put it back in the new network, and deploy again. Its server is made anew, and what was on it is gone",
    ],
  };
}

function otherAddress(of: string, card: string, before = "none", after = "one that is not known yet"): Refusal {
  return {
    of,
    harm: `${card} would have the fixed address ${after}, and it has ${before}: that is for a new server. The provider would tell the platform of it again and again until its time is over, and fail`,
    remedies: [
      `take the address out of the plan, or write the one that it has, \`primary ${before}\` under \`glue\``,
      anew("with its address"),
    ],
  };
}

function otherNumber(of: string, before: number, after: number): Refusal {
  return {
    of,
    harm: `it would have ${after} network card${after === 1 ? "" : "s"}, and it has ${before}: the provider accepts that and does nothing, and the edit would be in each plan from then on`,
    remedies: ["leave the number of its cards as it is", anew("with the other cards")],
  };
}

/** A way that works, with its cost. Whether data may be lost with it is judged then. */
function anew(how: string): string {
  return `or, where the server may go with all that is on it: take the node out of the plan, deploy, put it back ${how}, and deploy again`;
}
