import { parseArgs } from "node:util";
import { FAILURES } from "./failures/all";
import type { Case } from "./failures/case";
import { casesNamed } from "./failures/rehearse-cases";
import { SECOND_DAY } from "./failures/second-day";
import { pairsOfOperations } from "./faults/matrix";

const OPTIONS = {
  infrastructure: { type: "boolean", default: false },
  faults: { type: "boolean", default: false },
  failures: { type: "boolean", default: false },
  "second-day": { type: "boolean", default: false },
  plan: { type: "string" },
  parameters: { type: "string" },
  only: { type: "string" },
  keep: { type: "boolean", default: false },
  yes: { type: "boolean", default: false },
  help: { type: "boolean", default: false },
} as const;

/** Kinds of rehearsals; `whole` needs no option. */
export type Kind = "whole" | "infrastructure" | "faults" | "failures" | "second-day";

/** Options of each kind, besides `--yes`. */
const TAKES: Readonly<Record<Kind, readonly ("plan" | "parameters" | "only" | "keep")[]>> = {
  whole: ["plan", "parameters", "keep"],
  infrastructure: ["plan", "parameters", "keep"],
  faults: ["plan", "parameters", "only"],
  failures: ["only"],
  "second-day": ["only"],
};

/** Why a kind takes no further options. */
const WHY: Partial<Record<Kind, string>> = {
  failures: "it tries the default plan, of which it saves a pair of machines",
  "second-day": "it edits the default plan, of which it saves a pair of machines",
};

/** Environment variables that replace options. */
const VARIABLES = { plan: "FITTINGS", parameters: "PARAMETERS" } as const;

/** A request for a rehearsal. */
export interface Wanted {
  readonly kind: Kind;
  /** Path of the plan; undefined: the default plan. */
  readonly plan: string | undefined;
  /** In the format of the variable PARAMETERS; undefined: the plan's defaults. */
  readonly parameters: string | undefined;
  readonly keep: boolean;
  /** Whether missing packages are installed without asking. */
  readonly yes: boolean;
  readonly help: boolean;
  /** Operations of `--faults`; undefined: all. */
  readonly pairs: ReturnType<typeof pairsOfOperations> | undefined;
  /** Cases for `--failures` and `--second-day`. */
  readonly cases: readonly Case[];
}

/**
 * Reads a command line and its environment variables; an option takes precedence. What neither gives is undefined.
 * @throws Error for an unknown case or operation, or an option that its kind does not take
 */
export function readCommandLine(words: readonly string[], environment: NodeJS.ProcessEnv): Wanted {
  const { values } = parseArgs({ args: [...words], options: OPTIONS });
  const kinds = (["infrastructure", "faults", "failures", "second-day"] as const).filter((kind) => values[kind]);
  if (kinds.length > 1) {
    throw new Error(`one of --${kinds.join(" and --")}`);
  }
  const [kind = "whole"] = kinds;
  const given = {
    plan: values.plan ?? variable(environment, "plan"),
    parameters: values.parameters ?? variable(environment, "parameters"),
    only: values.only,
    keep: values.keep || undefined,
  };
  const refused = (Object.keys(given) as (keyof typeof given)[]).filter(
    (name) => given[name] !== undefined && !TAKES[kind].includes(name),
  );
  if (refused.length > 0 && !values.help) {
    throw new Error(refusal(kind, refused, values));
  }
  const only = values.only?.split(",");
  return {
    kind,
    plan: given.plan,
    parameters: given.parameters,
    keep: values.keep,
    yes: values.yes || environment.CI === "true",
    help: values.help,
    pairs: kind === "faults" && only !== undefined ? pairsOfOperations(only) : undefined,
    cases: casesOf(kind, only),
  };
}

function variable(environment: NodeJS.ProcessEnv, name: keyof typeof VARIABLES): string | undefined {
  return environment[VARIABLES[name]]?.trim() || undefined;
}

function refusal(
  kind: Kind,
  refused: readonly string[],
  values: Readonly<Record<string, string | boolean | undefined>>,
): string {
  const names = refused.map((name) =>
    values[name] === undefined && name in VARIABLES
      ? `variable ${VARIABLES[name as keyof typeof VARIABLES]}`
      : `option --${name}`,
  );
  const takers = (Object.keys(TAKES) as Kind[]).filter((one) =>
    refused.every((name) => (TAKES[one] as readonly string[]).includes(name)),
  );
  const words = (one: Kind) => (one === "whole" ? "a rehearsal of all" : `--${one}`);
  return [
    `${names.join(" and ")}: not for ${words(kind)}`,
    ...(WHY[kind] === undefined ? [] : [WHY[kind]]),
    `for ${takers.map(words).join(", ") || "none at once"}`,
  ].join("; ");
}

function casesOf(kind: Kind, only: readonly string[] | undefined): readonly Case[] {
  const all = kind === "failures" ? FAILURES : kind === "second-day" ? SECOND_DAY : [];
  return only === undefined || all.length === 0 ? all : casesNamed(only, all);
}
