import { readFileSync, writeFileSync } from "node:fs";
import { resolve } from "node:path";
import { formatDiagnostic, PlanError } from "../plan/findings/plan-error";
import { type Command, EXIT, UsageError } from "./cli/command";
import { alignColumns } from "./cli/table";
import { type Rewriting, rewrite } from "./migration/rewriting";
import { judge, readWhole, type UnknownImage, type Verdict } from "./migration/verdict";

export const migrate: Command = {
  name: "migrate",
  purpose: "Tells of plumbery's plans which are accepted, and what to do about the others; offline.",
  synopsis: "[--json] [--write] PLAN...",
  options: {
    json: { type: "boolean", information: "prints one JSON object" },
    write: { type: "boolean", information: "writes translations of old cloud-configs into the plans" },
  },
  operands: "after options",
  details: [
    "Reads plans and the files that they name, and asks nobody. Needs no credentials.",
    "With --write, each change is shown as a unified diff before it is written; comments and layout stay.",
    "A plan that is refused is not written, nor one that would be refused then.",
    "PARAMETERS gives values for the parameters of all plans.",
    "Exit code: 0 all plans are accepted, 1 one is refused, 64 wrong usage.",
  ],
  async act({ env, cwd, options, operands }) {
    const option = operands.find((word) => word.startsWith("-"));
    if (operands.length === 0 || option !== undefined) {
      throw new UsageError(
        option === undefined ? "no plan is given" : `${JSON.stringify(option)} stands behind the first plan`,
      );
    }
    if (options.json === true && options.write === true) {
      throw new UsageError("--write shows a diff and --json prints: choose one");
    }
    const verdicts = [...new Set(operands)].map((file) => judge(file, env, cwd));
    if (options.json === true) {
      reportJson(verdicts);
    } else {
      report(verdicts);
    }
    const written = options.write === true ? verdicts.map((verdict) => write(verdict, env, cwd)) : [];
    return verdicts.some(({ errors }) => errors.length > 0) || written.includes(false) ? EXIT.failure : EXIT.success;
  },
};

function reportJson(verdicts: readonly Verdict[]): void {
  const plans = verdicts.map(({ file, errors, warnings, images, plan }) => ({
    plan: file,
    verdict: verdictOf(errors.length, warnings.length),
    errors,
    warnings,
    images,
    translations: plan?.translations ?? [],
  }));
  const images = Object.fromEntries(allImages(verdicts).map(({ appliance, instead }) => [appliance, instead ?? null]));
  process.stdout.write(`${JSON.stringify({ plans, images }, null, 2)}\n`);
}

function verdictOf(errors: number, warnings: number): string {
  return errors > 0 ? "refused" : warnings > 0 ? "accepted with warnings" : "accepted";
}

function report(verdicts: readonly Verdict[]): void {
  const rows = verdicts.map(({ file, errors, warnings, plan }) => [
    file,
    errors.length > 0 ? "refused" : "accepted",
    errors.length > 0 ? count(errors.length, "error") : "",
    warnings.length > 0 ? count(warnings.length, "warning") : "",
    plan !== undefined && plan.translations.length > 0 ? count(plan.translations.length, "translation") : "",
  ]);
  print(alignColumns(rows));
  for (const diagnostic of verdicts.flatMap(({ errors, warnings }) => [...errors, ...warnings])) {
    process.stderr.write(`${formatDiagnostic(diagnostic)}\n`);
  }
  const images = allImages(verdicts);
  if (images.length > 0) {
    const lines = images.map(({ appliance, instead, at }) => {
      const places = at.length > 3 ? `${at.slice(0, 3).join(", ")} and ${at.length - 3} more` : at.join(", ");
      return `  ${JSON.stringify(appliance)}: ${instead ?? "NAME"}  # ${places}`;
    });
    print([
      "",
      "images that are not known here; for the settings of these plans, if this is what you want:",
      "images:",
      ...lines,
    ]);
  }
  const refused = verdicts.filter(({ errors }) => errors.length > 0).length;
  print(["", `${count(verdicts.length, "plan")}: ${verdicts.length - refused} accepted, ${refused} refused`]);
}

/** One mapping for all plans. */
function allImages(verdicts: readonly Verdict[]): UnknownImage[] {
  const all = new Map<string, UnknownImage>();
  for (const image of verdicts.flatMap(({ images }) => images)) {
    const at = [...(all.get(image.appliance)?.at ?? []), ...image.at];
    all.set(image.appliance, { ...image, at });
  }
  return [...all.values()];
}

/** Writes a plan's translations; false where its text cannot hold them. */
function write({ plan, file }: Verdict, env: NodeJS.ProcessEnv, cwd: string): boolean {
  if (plan === undefined) {
    return true;
  }
  const path = resolve(cwd, file);
  const load = (text: string) => readWhole(file, env, cwd, text);
  let rewriting: Rewriting | undefined;
  try {
    rewriting = rewrite(plan, file, readFileSync(path, "utf8"), load);
  } catch (error) {
    if (!(error instanceof PlanError)) {
      throw error;
    }
    process.stderr.write(`${error.message}\n`);
    return false;
  }
  if (rewriting !== undefined) {
    process.stdout.write(`\n${rewriting.diff}`);
    writeFileSync(path, rewriting.text);
    const left = rewriting.left > 0 ? `; ${count(rewriting.left, "change")} left to you` : "";
    print([`wrote ${file}${left}`]);
  }
  return true;
}

function print(lines: readonly string[]): void {
  process.stdout.write(lines.map((line) => `${line}\n`).join(""));
}

function count(number: number, what: string): string {
  return `${number} ${what}${number === 1 ? "" : "s"}`;
}
