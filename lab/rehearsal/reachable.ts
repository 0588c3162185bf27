import { allNodesOf } from "../../plan/nodes";
import type { Inbound, Plan } from "../../plan/plan";
import { contains, parseIpv4, parseIpv4Range } from "../../platform/addresses/ipv4";
import { Failure } from "../host/failure";

/** Where every login of a rehearsal comes from. */
const CALLER = "127.0.0.1";

/** The port of sshd on nodes. */
const SSH = 22;

/**
 * Refuses a plan whose nodes no login of a rehearsal would ever reach, before machines are started for it.
 * @throws Failure with all that is in the way
 */
export function refuseUnreachable(plan: Pick<Plan, "locations" | "operators">): void {
  const nodes = allNodesOf(plan).filter(({ contextualised }) => contextualised);
  const closed = nodes.filter(({ internet }) => !internet?.some(opensSsh)).map(({ id }) => id);
  const { operators } = plan;
  const caller = parseIpv4(CALLER);
  const isLetIn =
    operators?.some((written) => {
      const range = parseIpv4Range(written.includes("/") ? written : `${written}/32`);
      return caller !== undefined && range !== undefined && contains(range, caller);
    }) ?? true;
  const found = [
    ...(isLetIn ? [] : [`operators of the plan are ${operators?.join(", ")}, and a rehearsal logs in from ${CALLER}`]),
    ...(closed.length > 0 ? [`no login reaches ${closed.join(", ")}: port 22 is not open to the Internet there`] : []),
  ];
  if (nodes.length > 0 && found.length > 0) {
    throw new Failure(`this plan cannot be rehearsed with machines: ${found.join("; ")}`, [
      `in a copy of the plan, let it in (operators: [..., ${CALLER}/32]; glue: internet 22)`,
      "or rehearse its infrastructure alone: --infrastructure",
    ]);
  }
}

function opensSsh(inbound: Inbound): boolean {
  return inbound.protocol === "tcp" && inbound.begin <= SSH && SSH <= inbound.end;
}
