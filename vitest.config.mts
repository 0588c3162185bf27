import { readFileSync } from "node:fs";
import { defineConfig, type Plugin } from "vitest/config";
import { needTags, shortfall } from "./test/needs.mts";
import { filesOf, TIERS, type Tier, tagsIn } from "./test/tiers.mts";

/** Templates and scripts are imported as text, as esbuild does in `run`. */
const text: Plugin = {
  name: "text",
  enforce: "pre",
  load(id) {
    return /\.(ejs|sh)$/.test(id) ? `export default ${JSON.stringify(readFileSync(id, "utf8"))}` : undefined;
  },
};

/**
 * A file that needs what is not here is not run at all: what it prepares above its tests may take that too. One test
 * stands for all of it, and is skipped by the tag that the file has.
 */
const unmet: Plugin = {
  name: "unmet needs",
  enforce: "pre",
  load(id) {
    const isUnmet = id.endsWith(".test.ts") && tagsIn(readFileSync(id, "utf8")).some((tag) => shortfall(tag));
    return isUnmet ? 'import { it } from "vitest";\nit("all of this file", () => {});\n' : undefined;
  },
};

const tiers = Object.keys(TIERS) as Tier[];

export default defineConfig({
  plugins: [text, unmet],
  test: {
    projects: tiers.map((name) => ({
      extends: true,
      test: {
        name,
        include: [...filesOf(name)],
        ...(name === "unit" && { isolate: false, setupFiles: ["test/no-processes.ts"] }),
      },
    })),
    tags: [...tiers.map((name) => ({ name, description: TIERS[name] })), ...needTags()],
    reporters: ["default", "./test/skipped.mts"],
    // real tools (sshd, Terraform, cloud-init) answer in their own time; no assertion is about time
    testTimeout: 120_000,
    hookTimeout: 300_000,
    // one more than the cores that CI has: most of the time goes by in other programs, and in waiting for them
    maxWorkers: 3,
  },
});
