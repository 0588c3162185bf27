import type { Refusal } from "./refusal";
import type { ResourceChange, TerraformPlan } from "./terraform-plan";

/**
 * Arguments that the provider takes in an update and passes over, by type of resource: it has neither an update nor a
 * replacement for them. The cards of a server are told apart in network-cards.ts.
 * Source: DimensionDataResearch/terraform-provider-ddcloud, `ddcloud/resource_vlan.go`, `resource_nat.go` and
 * `resource_network_adapter.go`, functions `...Update`.
 */
const PASSED_OVER: Readonly<Record<string, readonly string[]>> = {
  ddcloud_vlan: ["networkdomain", "attached_vlan_gateway_addressing", "detached_vlan_gateway_address"],
  ddcloud_nat: ["public_ipv4"],
  ddcloud_network_adapter: ["server"],
};

/** Updates that would end with success and leave the platform as it is. */
export function passedOverArguments(plan: TerraformPlan): Refusal[] {
  return (plan.resource_changes ?? []).flatMap((change) => {
    const { type, address, change: planned } = change;
    if (planned.actions.join() !== "update") return [];
    return (PASSED_OVER[type] ?? [])
      .filter((argument) => isOther(planned.before?.[argument], planned.after?.[argument]))
      .map((argument) => refusalOf(address, argument, change));
  });
}

/** Provider and Terraform write what is not there as null and as an empty text; what is not known yet is absent. */
function isOther(before: unknown, after: unknown): boolean {
  return (before ?? "") !== (after === null ? "" : after);
}

function refusalOf(of: string, argument: string, { change: { before, after } }: ResourceChange): Refusal {
  const [was, becomes] = [before?.[argument], after === null ? null : after?.[argument]];
  return {
    of,
    harm: `${argument} would be ${becomes === undefined ? "one that is not known yet" : written(becomes)}, and it is ${written(was)}: the provider accepts that and does nothing`,
    remedies: [
      "put it back as it was",
      "or take what it belongs to out of the plan, deploy, put it back with the other one, and deploy again: it is made anew",
    ],
  };
}

function written(value: unknown): string {
  return value === null || value === undefined || value === "" ? "not set" : String(value);
}
