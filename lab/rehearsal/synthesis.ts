import { join } from "node:path";
import { PlanError } from "../../plan/plan-error";
import { readPlan } from "../../plan/read";
import type { Ending } from "./ending";
import { withoutUsersOwn } from "./environment";
import { Failure } from "./failure";
import { runProgram } from "./program";

export interface SynthesisOptions {
  /** The project's folder. */
  readonly root: string;
  /** Path of the plan, relative to the root. @default fittings.yaml */
  readonly plan?: string | undefined;
  readonly environment: NodeJS.ProcessEnv;
  readonly ending: Ending;
}

/** The parameter by which a plan is told its time servers. */
const NTP_PARAMETER = "ntpServers";

/**
 * Synthesizes a plan into a folder of cdktf's.
 * @param timeServer of the lab; undefined: every step on a node is left out
 */
export async function synthesizeInto(
  output: string,
  options: SynthesisOptions,
  timeServer: string | undefined,
): Promise<void> {
  const { root, environment, ending } = options;
  const outcome = await runProgram(join(root, "run"), ["main.ts"], {
    folder: root,
    ending,
    environment: {
      ...withoutUsersOwn(environment),
      ...planEnvironment(options, timeServer),
      CDKTF_OUTDIR: output,
      ...(timeServer === undefined && { MACHINES: "left-out" }),
    },
  });
  if (outcome.code !== 0) {
    throw new Failure("the plan could not be synthesized", outcome.stderr.trim().split("\n"));
  }
}

/** What chooses the plan; with machines, their clocks follow the lab's time server where the plan lets them. */
export function planEnvironment(
  { plan, root }: Pick<SynthesisOptions, "plan" | "root">,
  timeServer: string | undefined,
): NodeJS.ProcessEnv {
  const chosen = plan === undefined ? {} : { FITTINGS: plan };
  if (timeServer === undefined) return chosen;
  const timed = { ...chosen, PARAMETERS: `${NTP_PARAMETER}=${timeServer}` };
  try {
    readPlan(timed, root);
    return timed;
  } catch (error) {
    if (error instanceof PlanError && error.message.includes(`unknown parameter ${NTP_PARAMETER}`)) return chosen;
    throw error;
  }
}
