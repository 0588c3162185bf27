import { cpSync, mkdirSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/** What synthesis reads and a case may change. */
const COPIED = [
  "constructs",
  "main.ts",
  "plan",
  "platform",
  "stacks",
  "templates",
  "tsconfig.json",
  "run",
  "compiled.cjs",
  "vendor.cjs",
];

/** What synthesis also reads, unchanged. */
const LINKED = ["node_modules", "package.json", "providers"];

/** A copy of the project whose default plan can be edited, as a user or the next release would. */
export class ProjectCopy {
  /** @param folder created anew, absolute */
  constructor(
    root: string,
    readonly folder: string,
  ) {
    rmSync(folder, { recursive: true, force: true });
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    const plans = readdirSync(root).filter((name) => /\.(yaml|sql)$/.test(name));
    for (const name of [...COPIED, ...plans]) {
      cpSync(join(root, name), join(folder, name), { recursive: true });
    }
    for (const name of LINKED) {
      symlinkSync(join(root, name), join(folder, name));
    }
  }

  /**
   * Replaces a text everywhere in the default plan, or its first match of a pattern.
   * @throws if there is no match: an edit that changes nothing proves nothing
   */
  editPlan(from: string | RegExp, to: string): void {
    const file = join(this.folder, "fittings.yaml");
    const text = readFileSync(file, "utf8");
    const edited = typeof from === "string" ? text.replaceAll(from, to) : text.replace(from, to);
    if (edited === text) {
      throw new Error(`the plan does not have ${from instanceof RegExp ? from : JSON.stringify(from)}`);
    }
    writeFileSync(file, edited);
  }

  /** Adds a file next to the plan. */
  addFile(name: string, text: string): void {
    writeFileSync(join(this.folder, name), text);
  }

  /** Changes every script for nodes without changing what it does. */
  touchScripts(): void {
    const scripts = readdirSync(join(this.folder, "templates"), { recursive: true, encoding: "utf8" });
    for (const name of scripts.filter((script) => script.endsWith(".sh.ejs"))) {
      const file = join(this.folder, "templates", name);
      // a space after the first comment: one more byte, which bash ignores
      writeFileSync(file, readFileSync(file, "utf8").replace(/^(#[^\n]*)$/m, "$1 "));
    }
  }
}
