import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, rmdirSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { type ISynthesisSession, TerraformStack } from "cdktf";
// the only deep import: cdktf does not export it, and an asset would put a hash into each path
import { addCustomSynthesis } from "cdktf/lib/synthesize/synthesizer";
import type { Construct } from "constructs";
import { refuseUnlessRefused } from "../words/refusal";

/** Folders that contain only node files; a synthesis deletes what an earlier one left there. */
const OWNED = ["nodes", "scripts"];

/**
 * The files beside a stack's `cdk.tf.json`. Each has a readable name without a hash, so that a pull request shows its
 * changes line by line. (`TerraformAsset` would put a hash into the path.)
 */
export class OutputFolder {
  private readonly contents = new Map<string, () => string | Uint8Array>();

  /** @param makesState whether to create a folder for local state beside the output folder */
  constructor(
    private readonly scope: Construct,
    private readonly makesState: boolean,
  ) {
    addCustomSynthesis(scope, { onSynthesize: (session) => this.write(session) });
  }

  /**
   * Adds a file, rendered at synthesis. Refuses a path that is taken.
   * @param path relative to the stack's folder, e.g. `nodes/EU6/sql1/boot/user-data`
   */
  add(path: string, render: () => string | Uint8Array): void {
    if (this.contents.has(path)) {
      refuseUnlessRefused(this.scope, `two files want to be ${path}; rename one`);
      return;
    }
    this.contents.set(path, render);
  }

  /** Adds a file that several constructs share, unless it is already there. */
  share(path: string, render: () => string): void {
    if (!this.contents.has(path)) {
      this.contents.set(path, render);
    }
  }

  private write(session: ISynthesisSession): void {
    const { workingDirectory, synthesizedStackPath } = session.manifest.forStack(TerraformStack.of(this.scope));
    const folder = join(session.outdir, workingDirectory);
    // render all before the first write: a refusal leaves the earlier output as it was
    const rendered = new Map([...this.contents].map(([path, render]) => [path, render()]));
    // Terraform reads every *.tf and *.tf.json of a folder, so a file of an earlier synthesis in the other format must
    // go
    rmSync(join(folder, synthesizedStackPath.endsWith(".json") ? "cdk.tf" : "cdk.tf.json"), { force: true });
    const there = new Set(OWNED.flatMap((owned) => filesBelow(folder, owned)));
    for (const path of there) {
      if (!rendered.has(path)) {
        removeWithEmptyFolders(folder, path);
      }
    }
    const made = new Set<string>();
    for (const [path, content] of rendered) {
      const target = join(folder, path);
      // an edit leaves most files unchanged, and reading is cheaper than writing
      if (there.has(path) && isContent(target, content)) {
        continue;
      }
      const parent = dirname(target);
      if (!made.has(parent)) {
        mkdirSync(parent, { recursive: true });
      }
      made.add(parent);
      writeFileSync(target, content);
    }
    // saved plans hold every private key, and Terraform writes them 0644
    chmodSync(session.outdir, 0o700);
    if (this.makesState) {
      makePrivate(join(session.outdir, "..", "state"));
    }
  }
}

function isContent(file: string, content: string | Uint8Array): boolean {
  return typeof content === "string" ? readFileSync(file, "utf8") === content : readFileSync(file).equals(content);
}

/** Paths of all files below a folder, relative to the stack's folder. */
function filesBelow(folder: string, below: string): string[] {
  if (!existsSync(join(folder, below))) {
    return [];
  }
  const entries = readdirSync(join(folder, below), { recursive: true, withFileTypes: true });
  return entries.filter((entry) => !entry.isDirectory()).map((entry) => relative(folder, join(entry.path, entry.name)));
}

/** Removes a file, and the folders that it leaves empty. */
function removeWithEmptyFolders(folder: string, path: string): void {
  rmSync(join(folder, path));
  for (let parent = dirname(path); parent !== "."; parent = dirname(parent)) {
    if (readdirSync(join(folder, parent)).length > 0) {
      return;
    }
    rmdirSync(join(folder, parent));
  }
}

/** State and its backups are secret, too. */
function makePrivate(folder: string): void {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  chmodSync(folder, 0o700);
}
