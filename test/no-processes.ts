// Set-up of the tier `unit`: a test file that starts a process there fails, whatever becomes of the process.
import { createRequire, syncBuiltinESMExports } from "node:module";
import { afterAll } from "vitest";

const STARTERS = ["spawn", "spawnSync", "exec", "execSync", "execFile", "execFileSync", "fork"] as const;

const childProcess: Record<string, unknown> = createRequire(import.meta.url)("node:child_process");
const started: string[] = [];

function refusal(): Error {
  return new Error(
    `a test of the tier unit starts ${started.join(", ")}: say "// @module-tag tools" in the first line of the file`,
  );
}

for (const name of STARTERS) {
  childProcess[name] = (program: string) => {
    started.push(program);
    throw refusal();
  };
}
// names that were imported from the module follow
syncBuiltinESMExports();

// for those who take a program that cannot be started for one that is not there
afterAll(() => {
  if (started.length > 0) {
    throw refusal();
  }
});
