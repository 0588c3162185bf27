import { createHash } from "node:crypto";
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { TIME_SERVER } from "../../data-centre/outside";
import { type Check, explain } from "../check";
import type { ConductOptions } from "../conduct";
import { Failure, Interrupted } from "../failure";
import { Journal } from "../journal";
import { type RehearsalOptions, synthesizeInto } from "../rehearsal";
import { duration } from "../report";
import { explainFailure, runSteps, type Say, type Step, type StepResult } from "../steps";
import type { FailureCase } from "./case";
import { FAILURES } from "./cases";
import { Stand } from "./stand";

export interface FailuresOptions extends Omit<RehearsalOptions, "ground" | "state">, Omit<ConductOptions, "keep"> {
  readonly ending: RehearsalOptions["ending"];
  /** What is tried. @default all */
  readonly cases?: readonly FailureCase[] | undefined;
}

/** The cases of these names. @throws Failure where one is not known */
export function failuresNamed(names: readonly string[]): readonly FailureCase[] {
  const unknown = names.filter((name) => FAILURES.every((failure) => failure.name !== name));
  if (unknown.length > 0) {
    const known = FAILURES.map(({ name }) => name).join(", ");
    throw new Failure(`no such failure: ${unknown.join(", ")}; there are ${known}`);
  }
  return FAILURES.filter(({ name }) => names.includes(name));
}

/** What came of a case. */
interface Outcome {
  readonly failure: FailureCase;
  readonly checks: readonly Check[];
}

/**
 * Tries what may go wrong with a deployed pair, each case from the same saved state.
 * @returns the exit code: 0, 1 where something is not as expected, 130 where it was ended before
 */
export async function rehearseFailures(options: FailuresOptions): Promise<number> {
  const { cases = FAILURES } = options;
  const journal = new Journal();
  const outcomes: Outcome[] = [];
  options.print(`Rehearsing ${cases.length} failures of a deployed pair, each from the same saved machines\n`);
  let snapshot = "";
  const steps: Step[] = [
    [
      "saved machines",
      async (say) => {
        snapshot = await snapshotOf(options);
        if (Stand.isSaved(snapshot)) return { result: "are there" };
        await saveNew(options, snapshot, say);
        return { result: "are made" };
      },
    ],
    ...cases.map(
      (failure): Step => [
        failure.name,
        async () => tryCase(options, snapshot, failure, outcomes),
        "go on after a failure",
      ],
    ),
  ];
  const failures = await runSteps(steps, { ...options, journal });
  const told = failures.filter((failure) => !(failure instanceof Interrupted)).map(explainFailure);
  const report = join(options.environment.REHEARSAL_FOLDER ?? join(options.root, "rehearsal"), "failures.md");
  writeFileSync(report, reportOf(outcomes, journal));
  options.print(`${told.join("\n")}\nReport: ${report}`);
  if (failures.length > told.length) return 130;
  return told.length > 0 ? 1 : 0;
}

async function tryCase(
  options: FailuresOptions,
  snapshot: string,
  failure: FailureCase,
  outcomes: Outcome[],
): Promise<StepResult> {
  const stand = await Stand.restore(options, snapshot);
  try {
    const checks = await failure.run(stand);
    outcomes.push({ failure, checks });
    const failing = checks.filter(({ holds }) => !holds);
    if (failing.length > 0) throw new Failure(`${failure.name} is not as expected`, failing.map(explain));
    return { result: `${checks.length} checks` };
  } finally {
    await stand.end();
  }
}

async function saveNew(options: FailuresOptions, snapshot: string, say: Say): Promise<void> {
  const stand = await Stand.deploy(options, say);
  try {
    await stand.save(snapshot);
  } finally {
    await stand.end();
  }
}

/** Saved machines serve as long as everything that made them is the same: what is synthesized says that. */
async function snapshotOf(options: FailuresOptions): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), "plumbline-"));
  try {
    await synthesizeInto(folder, options, TIME_SERVER);
    const hash = createHash("sha256");
    for (const name of readdirSync(folder, { recursive: true, encoding: "utf8" }).sort()) {
      hash.update(name);
      hash.update(contentOf(join(folder, name)));
    }
    return join(options.root, ".cache", "machines", `saved-${hash.digest("hex").slice(0, 16)}`);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function contentOf(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch {
    // a folder
    return "";
  }
}

/** The results as a page of Markdown. */
function reportOf(outcomes: readonly Outcome[], { steps }: Journal): string {
  const rows = outcomes.map(({ failure, checks }) => {
    const step = steps.find(({ name }) => name === failure.name);
    const time = step === undefined ? "" : duration(step.ended - step.began);
    return `| ${failure.what} | ${failure.expected} | ${checks.every(({ holds }) => holds) ? "as expected" : "not so"} | ${time} |`;
  });
  return [
    "# Failures",
    "",
    "| what happens | what has to come of it | result | time |",
    "| --- | --- | --- | --- |",
    ...rows,
    "",
  ].join("\n");
}
