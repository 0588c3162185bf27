import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { duration, table } from "../report/markdown";
import type { Tried } from "./case";

export interface CaseFacts {
  readonly title: string;
  readonly results: readonly Tried[];
  /** Failures, in words. */
  readonly failures: readonly string[];
}

/** The number of cases that ended as expected, in words. */
export function verdictOn(results: readonly Tried[], wanted: number): string {
  return `${results.filter(asExpected).length} of ${wanted} as expected`;
}

/** Writes the results; returns the file. */
export function writeCaseReport(folder: string, { title, results, failures }: CaseFacts): string {
  const rows = results.map((one) => [
    one.tried.what,
    one.tried.expected,
    asExpected(one) ? "as expected" : "**not so**",
    duration(one.durationMs),
  ]);
  const evidence = results.map(({ tried, checks }) => [
    `## ${tried.name}`,
    tried.what,
    table(
      ["looked at", "expected", "found", ""],
      checks.map(({ what, expected, found, holds }) => [what, expected, found, holds ? "✔" : "✘"]),
    ),
  ]);
  const text = [
    `# ${title}`,
    verdictOn(results, results.length),
    table(["what happens", "what has to come of it", "result", "time"], rows),
    ...evidence.flat(),
    ...(failures.length > 0 ? ["## What went wrong", `\`\`\`\n${failures.join("\n")}\n\`\`\``] : []),
  ].join("\n\n");
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const file = join(folder, `${title.toLowerCase().replaceAll(" ", "-")}.md`);
  writeFileSync(file, `${text}\n`, { mode: 0o600 });
  return file;
}

function asExpected({ checks }: Tried): boolean {
  return checks.every(({ holds }) => holds);
}
