import { type Ipv4Range, overlaps, parseIpv4 } from "../../platform/ipv4";
import type { Refusal } from "./refusal";
import type { ResourceChange, TerraformPlan } from "./terraform-plan";

type Attributes = Readonly<Record<string, unknown>>;

/**
 * What a plan makes with an address or a range that something has which the same plan deletes. Terraform sees no order
 * between the two and begins both at once: the platform refuses the new one as long as the old one stands.
 */
export function takenAddresses(plan: TerraformPlan, nodeOf: (change: ResourceChange) => string): Refusal[] {
  const changes = plan.resource_changes ?? [];
  return changes.flatMap((made) => {
    if (!made.change.actions.includes("create")) return [];
    return changes.flatMap((lost) => {
      // a resource that is replaced goes before it comes back
      if (lost === made || lost.type !== made.type || !lost.change.actions.includes("delete")) return [];
      const taken = takenOf(made.type, made.change.after ?? {}, lost.change.before ?? {});
      if (taken === undefined) return [];
      return [refusalOf(made.type === "ddcloud_server" ? nodeOf(made) : made.address, taken, nameOf(lost, nodeOf))];
    });
  });
}

function takenOf(type: string, made: Attributes, lost: Attributes): string | undefined {
  if (type === "ddcloud_vlan") {
    const [range, other] = [rangeOf(made), rangeOf(lost)];
    // in a network domain that is yet to be made, every range is free
    if (made.networkdomain !== lost.networkdomain || range === undefined || other === undefined) return undefined;
    return overlaps(range, other) ? `its subnet ${made.ipv4_base_address}/${made.ipv4_prefix_size}` : undefined;
  }
  if (type !== "ddcloud_server") return undefined;
  const others = cardsOf(lost);
  const card = cardsOf(made).find(
    ({ ipv4, vlan }) => ipv4 !== undefined && others.some((other) => other.ipv4 === ipv4 && other.vlan === vlan),
  );
  return card && `its fixed address ${card.ipv4}`;
}

function rangeOf({ ipv4_base_address: base, ipv4_prefix_size: prefixSize }: Attributes): Ipv4Range | undefined {
  const address = typeof base === "string" ? parseIpv4(base) : undefined;
  return address === undefined || typeof prefixSize !== "number" ? undefined : { address, prefixSize };
}

function cardsOf(server: Attributes): readonly { readonly ipv4?: string; readonly vlan?: string }[] {
  return [server.primary_network_adapter, server.additional_network_adapter].flatMap((cards) =>
    Array.isArray(cards) ? cards : [],
  );
}

function nameOf(lost: ResourceChange, nodeOf: (change: ResourceChange) => string): string {
  return lost.type === "ddcloud_server" ? `the server of ${nodeOf(lost)}` : lost.address;
}

function refusalOf(of: string, what: string, holder: string): Refusal {
  return {
    of,
    harm: `${what} is taken until ${holder} is deleted, which the same deployment would do: Terraform begins both at once, and the platform refuses the new one`,
    remedies: [
      "give it another address or subnet",
      "or deploy in two steps: first without it, so that the old one goes, and then with it",
    ],
  };
}
