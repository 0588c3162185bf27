// verdict.cjs FILE: names the tests that were skipped, of Vitest's results in FILE, and counts the others. Ends with 1 where
// one was skipped for a tool that is missing: here all tools are to be there.
const { readFileSync } = require("node:fs");
const { relative } = require("node:path");

/** What is no tool: another kind of processor, files that are in no repository, and the time of a nightly run. */
const NO_TOOLS = ["needs/nightly", "needs/no-kvm", "needs/shared"];

const { numPassedTests, numFailedTests, testResults } = JSON.parse(readFileSync(process.argv[2], "utf8"));
const skipped = testResults.flatMap(({ name, assertionResults }) =>
  assertionResults
    .filter(({ status }) => status === "skipped" || status === "pending" || status === "todo")
    .map(({ fullName, tags }) => ({
      words: `${relative(process.cwd(), name)}: ${fullName} (${tags.filter((tag) => tag.startsWith("needs/")).join(", ")})`,
      excused: tags.some((tag) => NO_TOOLS.includes(tag)),
    })),
);
for (const { words, excused } of skipped) {
  console.log(`skipped${excused ? "" : ", which must not be"}: ${words}`);
}
console.log(`tests: ${numPassedTests} passed, ${numFailedTests} failed`);
process.exitCode = skipped.every(({ excused }) => excused) ? 0 : 1;
