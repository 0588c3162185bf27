// The closing words of a run of tests: what was skipped, for what that is missing here, and what to do about it.
import type { Reporter, TestCase, TestModule } from "vitest/node";
import { type Shortfall, shortfall } from "./needs.mts";

/** What one shortfall cost. */
interface Cost {
  readonly tag: string;
  readonly shortfall: Shortfall;
  readonly tests: readonly TestCase[];
}

/** The tests that were skipped for each need that is not met, a test once for each of its own. */
function costs(tests: readonly TestCase[]): readonly Cost[] {
  const tags = [...new Set(tests.flatMap((test) => test.tags))].sort();
  return tags.flatMap((tag) => {
    const missing = shortfall(tag);
    return missing === undefined
      ? []
      : [{ tag, shortfall: missing, tests: tests.filter((test) => test.tags.includes(tag)) }];
  });
}

/** The closing words; none where nothing was skipped for what is missing. */
export function closingWords(tests: readonly TestCase[]): readonly string[] {
  const all = costs(tests);
  if (all.length === 0) {
    return [];
  }
  const files = (cost: Cost) => [...new Set(cost.tests.map((test) => test.module.relativeModuleId))].sort();
  const packages = [...new Set(all.flatMap((cost) => cost.shortfall.packages))].sort();
  const advice = [...new Set(all.flatMap((cost) => cost.shortfall.advice))].sort();
  return [
    `${new Set(all.flatMap((cost) => cost.tests)).size} tests and whole files were skipped, for what is missing here:`,
    ...all.flatMap((cost) => [`  ${cost.tag}: ${cost.shortfall.words}`, ...files(cost).map((file) => `    ${file}`)]),
    ...(packages.length > 0 ? [`  apt-get install --no-install-recommends ${packages.join(" ")}`] : []),
    ...advice.map((line) => `  ${line}`),
  ];
}

export default class Skipped implements Reporter {
  onTestRunEnd(modules: readonly TestModule[]): void {
    const words = closingWords(modules.flatMap((module) => [...module.children.allTests("skipped")]));
    if (words.length > 0) {
      process.stdout.write(`\n${words.join("\n")}\n`);
    }
  }
}
