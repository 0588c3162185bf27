import { existsSync, readFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { loadPlan, type ParameterSource } from "../../plan/load";
import { FittingsStack } from "../../stacks/fittings-stack";
import { type Synthesized, synthesize } from "../constructs/synthesized";

const ROOT = resolve(__dirname, "../..");

/** The plan that lies at the project's root. */
export const DEFAULT_PLAN = readFileSync(join(ROOT, "fittings.yaml"), "utf8");

/** Synthesizes a plan's text as if it were the file at the project's root. */
export function synthesizePlan(text: string = DEFAULT_PLAN, parameters?: string): Synthesized {
  const source: ParameterSource | undefined =
    parameters === undefined ? undefined : { kind: "inline", text: parameters };
  const plan = loadPlan("fittings.yaml", text, {
    parameters: source,
    readFile: (path) => {
      const file = join(dirname(join(ROOT, "fittings.yaml")), path);
      return existsSync(file) ? readFileSync(file, "utf8") : undefined;
    },
  });
  return synthesize((app) => new FittingsStack(app, plan));
}

/** What is replaced, and by what. */
export type Edit = readonly [from: string, to: string];

/** The default plan with some of its text replaced. Throws where the text is not there, so that no test means nothing. */
export function editedPlan(...edits: Edit[]): string {
  return edits.reduce((text, [from, to]) => {
    if (!text.includes(from)) {
      throw new Error(`the default plan holds no ${JSON.stringify(from)}`);
    }
    return text.replaceAll(from, to);
  }, DEFAULT_PLAN);
}
