import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync } from "node:fs";
import { createRequire } from "node:module";
import { join, resolve } from "node:path";

/** Another build of this project, ready to run. */
export interface Revision {
  /** Its commit, short. */
  readonly name: string;
  readonly folder: string;
  /** A plan of so many nodes, in the language that its build reads. */
  readonly generatedPlan: (nodes: number) => string;
}

/**
 * A commit's files in a worktree of their own below the cache, with the packages of their own lock file. What is there
 * already is used again.
 * @throws where git knows no such commit, or its packages cannot be installed
 */
export function revision(commit: string): Revision {
  const run = (file: string, words: readonly string[], cwd?: string): string =>
    execFileSync(file, words, { cwd, encoding: "utf8", stdio: ["ignore", "pipe", "pipe"] }).trim();
  const name = run("git", ["rev-parse", "--verify", "--short", `${commit}^{commit}`]);
  const folder = resolve(".cache", "bench", name);
  if (!existsSync(folder)) {
    mkdirSync(resolve(".cache", "bench"), { recursive: true });
    // a folder that somebody removed may still be known to git
    run("git", ["worktree", "add", "--force", "--detach", folder, name]);
  }
  // npm writes it when it has come to its end
  if (!existsSync(join(folder, "node_modules", ".package-lock.json"))) {
    run("npm", ["ci", "--no-audit", "--no-fund"], folder);
  }
  const bundle = join(folder, ".build", "generated-plan.cjs");
  run("node_modules/.bin/esbuild", [
    ...["--bundle", "--platform=node", "--log-level=error", `--outfile=${bundle}`],
    join(folder, "bench", "generated-plan.ts"),
  ]);
  const { generatedPlan } = createRequire(bundle)(bundle) as Pick<Revision, "generatedPlan">;
  return { name, folder, generatedPlan };
}
