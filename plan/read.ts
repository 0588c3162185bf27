import { dirname, isAbsolute, join, relative, resolve } from "node:path";
import { PlanError } from "./findings/plan-error";
import { loadPlan, type ParameterSource } from "./load";
import type { Plan } from "./plan";
import { type Read, readBytes, readText } from "./texts/file";

/** The default plan. */
const DEFAULT_PLAN = "fittings.yaml";

/**
 * Reads the plan that the environment chooses: `FITTINGS` is its path (`fittings.yaml` without), `PARAMETERS` is a YAML
 * file of parameters or `name=value,...`; `BLUEPRINTS` and `LOCATIONS` name what of it is deployed. Paths are relative to `directory`, and are kept so: no absolute path gets into
 * the plan.
 * @param instead another text, read as if it stood in the plan's file
 * @throws PlanError where a file is missing or the plan is in error
 */
export function readPlan(environment: NodeJS.ProcessEnv, directory: string, instead?: string): Plan {
  const named = environment.FITTINGS?.trim() || undefined;
  const file = relativePath(named ?? DEFAULT_PLAN, directory);
  const hint = named === undefined ? "make one, or name another one with FITTINGS=path" : "it is named by FITTINGS";
  const text = instead ?? textOf(file, readText(resolve(directory, file)), "plan", hint);
  const parameters = readParameterSource(environment.PARAMETERS?.trim() ?? "", directory);
  const folder = dirname(resolve(directory, file));
  return loadPlan(file, text, {
    parameters,
    selection: { blueprints: environment.BLUEPRINTS, locations: environment.LOCATIONS },
    readFile: (path) => readText(join(folder, path)),
    readBytes: (path, limit) => readBytes(join(folder, path), limit),
  });
}

function readParameterSource(written: string, directory: string): ParameterSource | undefined {
  if (written === "" || written.includes("=")) {
    return written === "" ? undefined : { kind: "inline", text: written };
  }
  const file = relativePath(written, directory);
  const hint = "PARAMETERS takes a YAML file, or name=value,name=value";
  const text = textOf(file, readText(resolve(directory, file)), "file of parameters", hint);
  return { kind: "file", file, text };
}

function relativePath(path: string, directory: string): string {
  return isAbsolute(path) ? relative(directory, path) : path.replace(/^(\.\/)+/, "");
}

/** The text of a required file. */
function textOf(file: string, read: Read, what: string, hint: string): string {
  if (typeof read === "string") {
    return read;
  }
  const { problem, hints, line, column } = read ?? { problem: undefined, hints: [], line: 1, column: 1 };
  const message = problem === undefined ? `no ${what} at ${file}` : `the ${what} ${problem}`;
  const at = { file, line, column };
  throw new PlanError([{ severity: "error", at, message, hints: problem === undefined ? [hint] : [...hints, hint] }]);
}
