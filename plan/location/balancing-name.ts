import { BALANCER_NAME_LENGTH } from "../../platform/load-balancing";
import type { Position } from "../findings/diagnostic";
import type { Findings } from "../findings/findings";

/** The name of a balancer or a pool in the platform, as plumbery puts it together. */
export function balancingName(parts: readonly string[], at: Position, findings: Findings): string {
  const name = parts.join(".");
  if (name.length > BALANCER_NAME_LENGTH) {
    findings.error(
      at,
      `"${name}" is too long for a name in the platform, which takes ${BALANCER_NAME_LENGTH} characters`,
      "give the blueprint or the balancer a shorter name",
    );
  }
  return name;
}
