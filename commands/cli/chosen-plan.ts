import { UsageError } from "./failure";
import { takeValues } from "./own-options";

/** Options of every command that reads a plan; each goes before its environment variable. */
export const PLAN_OPTIONS = {
  plan: { type: "string", value: "FILE", information: "the plan (default: FITTINGS, or fittings.yaml)" },
  parameters: {
    type: "string",
    value: "TEXT",
    information: "its parameters: name=value,name=value or a YAML file (default: PARAMETERS)",
  },
} as const;

type Values = Readonly<Record<string, string | boolean | undefined>>;

/** The environment with the plan and the parameters that options name. */
export function withChosenPlan(env: NodeJS.ProcessEnv, { plan, parameters }: Values): NodeJS.ProcessEnv {
  for (const [name, value] of Object.entries({ plan, parameters })) {
    if (typeof value === "string" && value.trim() === "") {
      throw new UsageError(`option '--${name}' is empty`);
    }
  }
  return {
    ...env,
    ...(typeof plan === "string" ? { FITTINGS: plan } : {}),
    ...(typeof parameters === "string" ? { PARAMETERS: parameters } : {}),
  };
}

/** Takes the options out of the arguments of another program; what is there twice counts as it is there last. */
export function takeChosenPlan(words: readonly string[]): { words: string[]; options: Values } {
  const plan = takeValues(words, "plan");
  const parameters = takeValues(plan.words, "parameters");
  return {
    words: parameters.words,
    options: { plan: plan.values.at(-1), parameters: parameters.values.at(-1) },
  };
}
