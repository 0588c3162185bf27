import { readFileSync } from "node:fs";
import { defineConfig, type Plugin } from "vitest/config";

/** Templates are imported as text, as esbuild does in `run` with `--loader:.ejs=text`. */
const text: Plugin = {
  name: "text",
  enforce: "pre",
  load(id) {
    return /\.ejs$/.test(id) ? `export default ${JSON.stringify(readFileSync(id, "utf8"))}` : undefined;
  },
};

export default defineConfig({
  plugins: [text],
  test: {
    include: ["test/**/*.test.ts"],
    // real tools (sshd, Terraform, cloud-init) answer in their own time; no assertion is about time
    testTimeout: 120_000,
    hookTimeout: 300_000,
    // most of the time goes by in other programs
    maxWorkers: 2,
  },
});
