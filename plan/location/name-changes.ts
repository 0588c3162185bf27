import type { Findings } from "../findings/findings";
import { checkFormerNames } from "../names/former-names";
import { idOf } from "../names/names";
import type { Plan } from "../plan";
import { checkRemoved } from "../settings/removed";
import { type LocationOutline, networksOf } from "./outline";

/** Checks former names, and names of removed nodes. */
export function checkNameChanges(
  outlines: readonly LocationOutline[],
  removed: Plan["removed"],
  findings: Findings,
): void {
  const nodes = outlines.flatMap((outline) => {
    const { known } = outline;
    const networks = networksOf(outline);
    const those = networks.flatMap(({ nodes }) => nodes);
    checkFormerNames(
      known,
      [
        ...networks.map((network) => ({ kind: "network" as const, ...network })),
        ...those.map((node) => ({ kind: "node" as const, ...node })),
      ],
      findings,
    );
    return those.map(({ name, formerNames, at }) => ({
      id: idOf(known, name),
      at,
      formerIds: formerNames.map((former) => idOf(known, former.name)),
    }));
  });
  checkRemoved(removed, nodes, findings);
}
