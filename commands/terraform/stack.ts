import { relative, resolve } from "node:path";
import { readPlan } from "../../plan/read";

/** A synthesized stack of this project. */
export interface Stack {
  /** The plan's name. */
  readonly name: string;
  /** Absolute path of its Terraform folder. */
  readonly folder: string;
  /** The same path as an operator in the project's folder writes it. */
  readonly relativeFolder: string;
}

/**
 * The stack of the plan that FITTINGS and PARAMETERS select, in cdktf's output folder (CDKTF_OUTDIR, or cdktf.out).
 * Throws a PlanError if that plan cannot be used.
 */
export function currentStack(env: NodeJS.ProcessEnv, cwd: string): Stack {
  const { name } = readPlan(env, cwd);
  const folder = resolve(cwd, env.CDKTF_OUTDIR || "cdktf.out", "stacks", name);
  return { name, relativeFolder: relative(cwd, folder), folder };
}
