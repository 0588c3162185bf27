import { type Ipv4Range, overlaps, parseIpv4 } from "../../platform/addresses/ipv4";
import type { Refusal } from "./refusal";
import { cardsOf } from "./server-cards";
import type { ResourceChange, TerraformPlan } from "./terraform-plan";

const ADDRESSED = ["ddcloud_vlan", "ddcloud_server"];

type Attributes = Readonly<Record<string, unknown>>;

/**
 * Resources of a plan whose address or range is still in use. If the same plan deletes the user, Terraform sees no
 * order between the two and starts both at once: the platform refuses the new resource while the old one exists.
 */
export function takenAddresses(plan: TerraformPlan, nodeOf: (change: ResourceChange) => string): Refusal[] {
  const changes = (plan.resource_changes ?? []).filter(({ type }) => ADDRESSED.includes(type));
  const holders = changes.filter(({ change }) => change.before !== null);
  const makings = changes.filter(({ change }) => change.actions.includes("create"));
  return makings.flatMap((made) =>
    holders.flatMap((holder) => {
      // a replaced resource is deleted before it is created again
      if (holder === made || holder.type !== made.type) {
        return [];
      }
      const taken = takenOf(made.type, made.change.after ?? {}, holder.change.before ?? {});
      return taken === undefined ? [] : [refusalOf(nameOf(made, nodeOf), taken, holder, nameOf(holder, nodeOf))];
    }),
  );
}

function takenOf(type: string, made: Attributes, held: Attributes): string | undefined {
  if (type === "ddcloud_vlan") {
    const [range, other] = [rangeOf(made), rangeOf(held)];
    // in a new network domain, every range is free
    if (made.networkdomain !== held.networkdomain || range === undefined || other === undefined) {
      return undefined;
    }
    return overlaps(range, other) ? `its subnet ${made.ipv4_base_address}/${made.ipv4_prefix_size}` : undefined;
  }
  const others = cardsOf(held);
  const card = cardsOf(made).find(
    ({ ipv4, vlan }) => ipv4 !== undefined && others.some((other) => other.ipv4 === ipv4 && other.vlan === vlan),
  );
  return card && `its fixed address ${card.ipv4}`;
}

function rangeOf({ ipv4_base_address: base, ipv4_prefix_size: prefixSize }: Attributes): Ipv4Range | undefined {
  const address = typeof base === "string" ? parseIpv4(base) : undefined;
  return address === undefined || typeof prefixSize !== "number" ? undefined : { address, prefixSize };
}

function nameOf(change: ResourceChange, nodeOf: (change: ResourceChange) => string): string {
  return change.type === "ddcloud_server" ? nodeOf(change) : change.address;
}

function refusalOf(of: string, what: string, { change }: ResourceChange, holder: string): Refusal {
  const another = "give it another address or subnet";
  if (!change.actions.includes("delete")) {
    return {
      of,
      harm: `${what} is taken by ${holder}, which stands: the platform refuses to give it twice`,
      remedies: [another],
    };
  }
  return {
    of,
    harm: `${what} is taken until ${holder} is deleted, which the same deployment would do: Terraform begins both at once, and the platform refuses the new one`,
    remedies: [another, "or deploy in two steps: first without it, so that the old one goes, and then with it"],
  };
}
