// Which tests run together: each test file says its tier, and what it needs, in its own first lines.
import { readdirSync, readFileSync } from "node:fs";
import { join, relative, resolve } from "node:path";

export const ROOT = resolve(import.meta.dirname, "..");

/** The tiers, in the order in which they run. */
export const TIERS = {
  unit: "starts no process: the whole tier takes less than a minute",
  tools: "runs programs: Terraform, sshd, mysqld, cloud-init and others",
  machines: "boots QEMU",
} as const;

export type Tier = keyof typeof TIERS;

/** What a test file is taken for that says nothing: it runs all the same, and a test of the tiers names it. */
const UNSAID: Tier = "tools";

/** What begins the line of a tier, and of a need; Vitest gives all tests of such a file the tag. */
export const MARK = "// @module-tag";

/** The tags of a test file: those of lines of their own above its first import. */
export function tagsIn(text: string): readonly string[] {
  const [head = ""] = text.split(/^import\b/m, 1);
  return [...head.matchAll(/^\/\/ @module-tag (\S+)$/gm)].map(([, tag = ""]) => tag);
}

/** The tiers that a test file says it belongs to: one, where it is right. */
export function tiersIn(text: string): readonly Tier[] {
  return tagsIn(text).filter((tag): tag is Tier => tag in TIERS);
}

/** Paths of all test files, relative to the project's folder. */
export function testFiles(): readonly string[] {
  return readdirSync(join(ROOT, "test"), { recursive: true, encoding: "utf8" })
    .filter((name) => name.endsWith(".test.ts"))
    .map((name) => relative(ROOT, join(ROOT, "test", name)))
    .sort();
}

/** The test files of a tier. */
export function filesOf(tier: Tier): readonly string[] {
  return testFiles().filter((file) => (tiersIn(readFileSync(join(ROOT, file), "utf8"))[0] ?? UNSAID) === tier);
}
