import { existsSync, readFileSync, statSync } from "node:fs";
import { dirname, isAbsolute, join, relative, resolve } from "node:path";
import type { Position } from "./diagnostic";
import { readBytes } from "./file-bytes";
import { loadPlan, type ParameterSource } from "./load";
import type { Plan } from "./plan";
import { PlanError } from "./plan-error";

/** The plan that is read when none is named. */
const DEFAULT_PLAN = "fittings.yaml";

/**
 * Reads the plan that the environment chooses: `FITTINGS` is its path (`fittings.yaml` without), `PARAMETERS` is a YAML
 * file of parameters or `name=value,...`. Paths are relative to `directory`, and are kept so: no absolute path gets into
 * the plan.
 * @throws PlanError where a file is missing or the plan is in error
 */
export function readPlan(environment: NodeJS.ProcessEnv, directory: string): Plan {
  const named = environment.FITTINGS?.trim() || undefined;
  const file = relativePath(named ?? DEFAULT_PLAN, directory);
  const text = readText(resolve(directory, file));
  if (text === undefined) {
    const hint = named === undefined ? "make one, or name another one with FITTINGS=path" : "it is named by FITTINGS";
    throw missing(file, "no plan at", hint);
  }
  const parameters = readParameterSource(environment.PARAMETERS?.trim() ?? "", directory);
  const folder = dirname(resolve(directory, file));
  return loadPlan(file, text, {
    parameters,
    readFile: (path) => readText(join(folder, path)),
    readBytes: (path, limit) => readBytes(join(folder, path), limit),
  });
}

function readParameterSource(written: string, directory: string): ParameterSource | undefined {
  if (written === "" || written.includes("=")) {
    return written === "" ? undefined : { kind: "inline", text: written };
  }
  const file = relativePath(written, directory);
  const text = readText(resolve(directory, file));
  if (text === undefined) {
    throw missing(file, "no file of parameters at", "PARAMETERS takes a YAML file, or name=value,name=value");
  }
  return { kind: "file", file, text };
}

function relativePath(path: string, directory: string): string {
  return isAbsolute(path) ? relative(directory, path) : path.replace(/^(\.\/)+/, "");
}

function readText(path: string): string | undefined {
  return existsSync(path) && statSync(path).isFile() ? readFileSync(path, "utf8") : undefined;
}

function missing(file: string, what: string, hint: string): PlanError {
  const at: Position = { file, line: 1, column: 1 };
  return new PlanError([{ severity: "error", at, message: `${what} ${file}`, hints: [hint] }]);
}
