import { CHANGES } from "../../providers/changes";
import type { Refusal } from "./refusal";
import { isUpdate, type ResourceChange, type TerraformPlan } from "./terraform-plan";

/**
 * Arguments whose changes the provider accepts and ignores: it has neither an update nor a replacement for them.
 * Network cards are in network-cards.ts; the initial password does not matter after the first login.
 */
function passedOver(type: string): readonly string[] {
  const { ignored = [], neverRests = [] } = type === "ddcloud_server" ? {} : (CHANGES[type] ?? {});
  return [...ignored, ...neverRests];
}

/** Refuses updates that would succeed without changing the platform. */
export function passedOverArguments(plan: TerraformPlan): Refusal[] {
  return (plan.resource_changes ?? []).flatMap((change) => {
    const { type, address, change: planned } = change;
    if (!isUpdate(change)) {
      return [];
    }
    return passedOver(type)
      .filter(
        (argument) =>
          !isFilledByImport(argument, change) && isOther(planned.before?.[argument], planned.after?.[argument]),
      )
      .map((argument) => refusalOf(address, argument, change));
  });
}

/**
 * An import fills in what the configuration leaves to the provider: both kinds of a VLAN's gateway. That is no change, unless
 * the routers are not where the provider puts them by itself.
 */
function isFilledByImport(argument: string, { change: { importing, before, after } }: ResourceChange): boolean {
  return importing !== undefined && after?.[argument] === null && before?.[argument] !== "HIGH";
}

/** Provider and Terraform represent an absent value as null or an empty text; an unknown value is absent. */
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
