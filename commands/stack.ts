import { join } from "node:path";
import { readPlan } from "../plan/read";

/** A synthesized stack of this project. */
export interface Stack {
  /** The plan's name. */
  readonly name: string;
  /** Where its Terraform lies, absolute. */
  readonly folder: string;
  /** The same as an operator in the project's folder writes it. */
  readonly relativeFolder: string;
}

/** The stack of the plan that FITTINGS and PARAMETERS choose. Throws a PlanError where that plan cannot be used. */
export function currentStack(env: NodeJS.ProcessEnv, cwd: string): Stack {
  const { name } = readPlan(env, cwd);
  const relativeFolder = join("cdktf.out", "stacks", name);
  return { name, relativeFolder, folder: join(cwd, relativeFolder) };
}
