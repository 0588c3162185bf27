import type { CloudState } from "../../cloud/state-file";

/**
 * What a cloud still contains, in words; empty: nothing. Tag keys do not count: they belong to the organisation, not to
 * a plan.
 */
export function leftIn({ organisations }: CloudState): string[] {
  return organisations.flatMap(({ region, resources }) =>
    Object.entries(resources)
      .filter(([kind, held]) => kind !== "tagKey" && held.length > 0)
      .map(([kind, held]) => `${held.length} ${kind} in region ${region}`),
  );
}
