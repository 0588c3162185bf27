import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, realpathSync, renameSync, statSync, writeFileSync } from "node:fs";
import { dirname, join, relative, resolve } from "node:path";
import { Failure } from "./command";

/**
 * Creates a folder for secrets with mode 0700, or uses an existing one. Throws a Failure if other users could read it,
 * or if git would offer its files for a commit.
 */
export function preparePrivateFolder(folder: string): void {
  if (existsSync(folder)) {
    refuseLooseFolder(folder);
  }
  refuseFolderThatGitSees(folder);
  mkdirSync(folder, { recursive: true, mode: 0o700 });
}

/** Writes a file of mode 0600 atomically: never half, and never through a symbolic link in its place. */
export function writePrivateFile(folder: string, name: string, text: string): void {
  const path = join(folder, name);
  const unfinished = `${path}.${process.pid}`;
  // wx: an existing file, whatever its mode, is not ours
  writeFileSync(unfinished, text, { mode: 0o600, flag: "wx" });
  renameSync(unfinished, path);
}

function refuseLooseFolder(folder: string): void {
  const found = statSync(folder);
  if (!found.isDirectory()) {
    throw new Failure(`${folder} is no folder`, ["name a folder that is not there yet: it is made with mode 0700"]);
  }
  if (process.getuid !== undefined && found.uid !== process.getuid()) {
    throw new Failure(`${folder} belongs to another account`, ["name a folder of your own"]);
  }
  if ((found.mode & 0o077) !== 0) {
    throw new Failure(`others can look into ${folder}: its mode is 0${(found.mode & 0o777).toString(8)}`, [
      `secrets are written to folders of mode 0700 only: chmod 700 ${folder}, or name a folder that is not there yet`,
    ]);
  }
}

function refuseFolderThatGitSees(folder: string): void {
  const wanted = resolve(folder);
  let existing = wanted;
  while (!existsSync(existing)) {
    existing = dirname(existing);
  }
  // git accepts no path through a symbolic link
  const base = realpathSync(existing);
  const file = join(base, relative(existing, wanted), "deployer");
  const { status } = spawnSync("git", ["-C", base, "check-ignore", "--quiet", "--", file], { stdio: "ignore" });
  // 0: ignored; 1: would be offered for a commit; anything else: not a work tree, or no git
  if (status === 1) {
    throw new Failure(`${folder} lies in a git work tree and is not ignored: secrets could be committed`, [
      "name a folder outside of it, or add this one to .gitignore",
    ]);
  }
}
