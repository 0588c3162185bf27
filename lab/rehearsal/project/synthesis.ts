import { join } from "node:path";
import { PlanError } from "../../../plan/findings/plan-error";
import { readPlan } from "../../../plan/read";
import type { Cancellation } from "../../host/cancellation";
import { Failure } from "../../host/failure";
import { type Outcome, runProgram } from "../../host/program";
import { withoutUsersOwn } from "./environment";
import { rehearsalFolder } from "./folder";
import { withParameter } from "./parameters";

export interface SynthesisOptions {
  /** The project's folder. */
  readonly root: string;
  /** Path of the plan, relative to the root. @default fittings.yaml */
  readonly plan?: string | undefined;
  /** In the format of the variable PARAMETERS. @default none */
  readonly parameters?: string | undefined;
  readonly environment: NodeJS.ProcessEnv;
  readonly cancellation: Cancellation;
}

/** The parameter that sets a plan's time servers. */
const NTP_PARAMETER = "ntpServers";

/**
 * Synthesizes a plan into a cdktf output folder.
 * @param timeServer of the lab; undefined: leave out every step on a node
 */
export async function synthesizeInto(
  output: string,
  options: SynthesisOptions,
  timeServer: string | undefined,
): Promise<void> {
  const { root, environment, cancellation } = options;
  const outcome = await runProgram(join(root, "run"), ["main.ts"], {
    folder: root,
    cancellation,
    environment: {
      ...withoutUsersOwn(environment),
      ...planEnvironment(options, timeServer),
      CDKTF_OUTDIR: output,
      ...(timeServer === undefined && { MACHINES: "left-out" }),
    },
  });
  if (outcome.code !== 0) {
    throw new Failure(`the plan could not be synthesized: main.ts ended with ${endOf(outcome)}`, wordsOf(outcome));
  }
}

function endOf({ code, signal }: Outcome): string {
  return signal === undefined ? `exit code ${code}` : `signal ${signal}`;
}

/** What the program said. One that was killed, or ended itself, may have said nothing, or all of it to standard output. */
function wordsOf({ stdout, stderr, signal }: Outcome): readonly string[] {
  const said = [stderr, stdout].map((text) => text.trim()).find((text) => text !== "");
  if (said !== undefined) {
    return said.split("\n");
  }
  return [
    "it said nothing",
    signal === "SIGKILL"
      ? "the system kills a program like that when memory runs out: see `dmesg`, end other programs, and try again"
      : "run `npm run synth` with the same plan to see more",
  ];
}

/**
 * Environment that selects the plan. With machines, the clocks follow the lab's time server if the plan has a parameter
 * for it.
 */
export function planEnvironment(
  { plan, parameters, root, environment }: Omit<SynthesisOptions, "cancellation">,
  timeServer: string | undefined,
): NodeJS.ProcessEnv {
  const fittings = plan === undefined ? {} : { FITTINGS: plan };
  const { BLUEPRINTS, LOCATIONS } = environment;
  const selected = { ...(BLUEPRINTS && { BLUEPRINTS }), ...(LOCATIONS && { LOCATIONS }) };
  const chosen = { ...fittings, ...selected, ...(parameters !== undefined && { PARAMETERS: parameters }) };
  if (timeServer === undefined) {
    return chosen;
  }
  const folder = rehearsalFolder(environment, root);
  const timed = {
    ...fittings,
    ...selected,
    PARAMETERS: withParameter(parameters, [NTP_PARAMETER, timeServer], { root, folder }),
  };
  try {
    readPlan(timed, root);
    return timed;
  } catch (error) {
    // a plan without that parameter, or one with an error, which is reported with the user's own parameters
    if (error instanceof PlanError) {
      return chosen;
    }
    throw error;
  }
}
