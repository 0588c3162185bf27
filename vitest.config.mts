import { readFileSync } from "node:fs";
import { defineConfig, type Plugin } from "vitest/config";
import { needTags } from "./test/needs.mts";
import { filesOf, TIERS, type Tier } from "./test/tiers.mts";

/** Templates are imported as text, as esbuild does in `run` with `--loader:.ejs=text`. */
const text: Plugin = {
  name: "text",
  enforce: "pre",
  load(id) {
    return /\.ejs$/.test(id) ? `export default ${JSON.stringify(readFileSync(id, "utf8"))}` : undefined;
  },
};

const tiers = Object.keys(TIERS) as Tier[];

export default defineConfig({
  plugins: [text],
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
    // real tools (sshd, Terraform, cloud-init) answer in their own time; no assertion is about time
    testTimeout: 120_000,
    hookTimeout: 300_000,
    // most of the time goes by in other programs
    maxWorkers: 2,
  },
});
