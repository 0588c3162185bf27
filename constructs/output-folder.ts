import { chmodSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import type { ISynthesisSession, TerraformStack } from "cdktf";
// the only deep import: cdktf does not export it, and an asset would put a hash into each path
import { addCustomSynthesis } from "cdktf/lib/synthesize/synthesizer";

/** Folders that belong to the node files alone; what an earlier synthesis left there goes. */
const OWNED = ["nodes", "scripts"];

/**
 * The files that lie beside a stack's `cdk.tf.json`, each under a readable name without a hash, so that a pull request
 * shows what changes in them line by line. (`TerraformAsset` would put a hash into the path.)
 */
export class OutputFolder {
  private readonly texts = new Map<string, () => string>();

  constructor(private readonly stack: TerraformStack) {
    addCustomSynthesis(stack, { onSynthesize: (session) => this.write(session) });
  }

  /**
   * Adds a file, rendered when the stack is synthesized.
   * @param path below the stack's folder, e.g. `nodes/EU6/master-sql/boot/user-data`
   * @throws where the path is taken
   */
  add(path: string, render: () => string): void {
    if (this.texts.has(path)) throw new Error(`${this.stack.node.path}: two files want to be ${path}`);
    this.texts.set(path, render);
  }

  /** Adds a file that several constructs share, unless it is there. */
  share(path: string, render: () => string): void {
    if (!this.texts.has(path)) this.texts.set(path, render);
  }

  private write(session: ISynthesisSession): void {
    const folder = join(session.outdir, session.manifest.forStack(this.stack).workingDirectory);
    // render all before the first write: a refusal leaves the earlier output as it was
    const rendered = [...this.texts].map(([path, render]) => [path, render()] as const);
    for (const owned of OWNED) rmSync(join(folder, owned), { recursive: true, force: true });
    // Terraform reads every *.tf and *.tf.json of a folder: the other form of an earlier synthesis must go
    const isJson = session.manifest.forStack(this.stack).synthesizedStackPath.endsWith(".json");
    rmSync(join(folder, isJson ? "cdk.tf" : "cdk.tf.json"), { force: true });
    const made = new Set<string>();
    for (const [path, text] of rendered) {
      const target = join(folder, path);
      const parent = dirname(target);
      if (!made.has(parent)) mkdirSync(parent, { recursive: true });
      made.add(parent);
      writeFileSync(target, text);
    }
    keepPrivate(session.outdir);
  }
}

/** Saved plans, state and its backups hold every private key, and Terraform writes them 0644: close the folders. */
function keepPrivate(outdir: string): void {
  chmodSync(outdir, 0o700);
  const state = join(outdir, "..", "state");
  mkdirSync(state, { recursive: true, mode: 0o700 });
  chmodSync(state, 0o700);
}
