import { readFileSync, writeFileSync } from "node:fs";
import type { CloudState } from "../../cloud/state-file";
import { Failure } from "../../host/failure";
import type { Rehearsal } from "../rehearsal";
import type { Say } from "../report/steps";
import { STAGES, type Stage } from "./stage";

/** A deployment at a stage: the cloud's state and Terraform's state. */
export interface Prepared {
  readonly cloud: CloudState;
  readonly terraform: string;
  /** Base URLs in Terraform's state, by region. */
  readonly endpoints: Readonly<Record<string, string>>;
}

const EVERY_CALL = 100_000;

/**
 * Deploys up to each stage and keeps the states. Only refusals stop a deployment, as on a real platform, so that every
 * stage can happen to an operator.
 * @param wanted stages that are needed; none after the last of them is prepared
 */
export async function prepare(
  rehearsal: Rehearsal,
  wanted: ReadonlySet<Stage>,
  say: Say,
): Promise<ReadonlyMap<Stage, Prepared>> {
  const prepared = new Map<Stage, Prepared>();
  const { cloud, folder, endpoints } = rehearsal;
  const missing = new Set(wanted);
  let last: Prepared | undefined;
  for (const [stage, { refused }] of Object.entries(STAGES) as [Stage, (typeof STAGES)[Stage]][]) {
    if (missing.size === 0) {
      break;
    }
    // "deployed" and "destroy" are the same deployment
    if (refused.length > 0 || !prepared.has("deployed")) {
      cloud.faults.clear();
      const fault = { kind: "code", code: "UNEXPECTED_ERROR", message: `${stage}, and no further` } as const;
      cloud.faults.add(refused.map((operation) => ({ operation, times: EVERY_CALL, fault })));
      await deploy(rehearsal, refused.length > 0);
      say(stage);
      last = { cloud: structuredClone(cloud.state()), terraform: readFileSync(folder.state, "utf8"), endpoints };
    }
    if (last !== undefined) {
      prepared.set(stage, last);
    }
    missing.delete(stage);
  }
  return prepared;
}

async function deploy(rehearsal: Rehearsal, stops: boolean): Promise<void> {
  const failure = await rehearsal
    .apply(() => {})
    .then(
      () => undefined,
      (error: unknown) => error,
    );
  if (failure !== undefined && !(stops && failure instanceof Failure)) {
    throw failure;
  }
  if (failure === undefined && stops) {
    throw new Failure("the deployment did not stop where it should have", ["the plan calls other operations"]);
  }
}

/** Rewrites Terraform's state for the endpoints of the cloud that replaces the old one. */
export function restoreState({ terraform, endpoints }: Prepared, file: string, now: Prepared["endpoints"]): void {
  const text = Object.entries(endpoints).reduce(
    (state, [region, endpoint]) => state.replaceAll(JSON.stringify(endpoint), JSON.stringify(now[region])),
    terraform,
  );
  writeFileSync(file, text, { mode: 0o600 });
}
