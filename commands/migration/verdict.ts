import { type Diagnostic, type Position, positionText } from "../../plan/findings/diagnostic";
import { PlanError } from "../../plan/findings/plan-error";
import { allNodesOf } from "../../plan/nodes";
import type { Plan } from "../../plan/plan";
import { readPlan } from "../../plan/read";
import { guestOf, IMAGES } from "../../platform/images";

/** What is to be said about a plan before anybody deploys it. */
export interface Verdict {
  readonly file: string;
  readonly errors: readonly Diagnostic[];
  readonly warnings: readonly Diagnostic[];
  readonly images: readonly UnknownImage[];
  /** Undefined where the plan is refused. */
  readonly plan: Plan | undefined;
}

/** An image that no list here has, or that a node leaves to the platform. */
export interface UnknownImage {
  /** What the plan says, or `default` where it says nothing. */
  readonly appliance: string;
  /** A known image with an operating system of the same kind; undefined: there is none. */
  readonly instead: string | undefined;
  /** `file:line:column` of each node, or of what says its image. */
  readonly at: readonly string[];
}

/** Reads a whole plan, whatever of it is selected; `instead` as if it stood in the file. */
export function readWhole(file: string, env: NodeJS.ProcessEnv, cwd: string, instead?: string): Plan {
  return readPlan({ ...env, FITTINGS: file, BLUEPRINTS: undefined, LOCATIONS: undefined }, cwd, instead);
}

/** Judges a plan by its file alone. */
export function judge(file: string, env: NodeJS.ProcessEnv, cwd: string): Verdict {
  try {
    const plan = readWhole(file, env, cwd);
    return { file, errors: [], warnings: plan.warnings, images: unknownImages(plan), plan };
  } catch (error) {
    if (!(error instanceof PlanError)) {
      throw error;
    }
    const of = (severity: Diagnostic["severity"]) => error.diagnostics.filter((one) => one.severity === severity);
    return { file, errors: of("error"), warnings: of("warning"), images: [], plan: undefined };
  }
}

function unknownImages(plan: Plan): UnknownImage[] {
  const places = new Map<string, Set<string>>();
  for (const { image, at } of allNodesOf(plan)) {
    const said: readonly Position[] = at.origins("appliance");
    const name = said.length === 0 ? "default" : image;
    if (said.length > 0 && IMAGES.some((known) => known.name === image)) {
      continue;
    }
    const known = places.get(name) ?? new Set();
    places.set(name, known.add(positionText(said[0] ?? at)));
  }
  return [...places].map(([appliance, at]) => ({ appliance, instead: alike(appliance), at: [...at] }));
}

function alike(appliance: string): string | undefined {
  const { loginUser } = guestOf(appliance);
  return IMAGES.find(({ name }) => guestOf(name).loginUser === loginUser)?.name;
}
