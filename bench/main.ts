// npm run bench: what a synthesis costs, as ratios to what loading cdktf alone costs. Nothing here passes or fails.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { generatedPlan } from "./generated-plan";
import { measure } from "./measure";

const RUNS = 7;

mkdirSync(".build", { recursive: true });
const folder = mkdtempSync(join(".build", "bench-"));
try {
  const base = measure(["node", "-e", 'require("cdktf")'], {}, RUNS);
  print("node -e 'require(\"cdktf\")'", base.seconds, base.megabytes, 1);
  const synth = (fittings: string, runs: number) =>
    measure(["./run", "main.ts"], { FITTINGS: fittings, CDKTF_OUTDIR: join(folder, "cdktf.out") }, runs);
  const own = synth("fittings.yaml", RUNS);
  print("default plan, bundling included", own.seconds, own.megabytes, own.seconds / base.seconds);
  let before: { nodes: number; seconds: number } | undefined;
  for (const nodes of [10, 100, 1000]) {
    const plan = join(folder, `plan-${nodes}.yaml`);
    writeFileSync(plan, generatedPlan(nodes));
    const { seconds, megabytes } = synth(plan, 3);
    const growth = before ? ` (${(seconds / before.seconds).toFixed(1)} times the time for 10 times the nodes)` : "";
    print(`${nodes} nodes`, seconds, megabytes, seconds / base.seconds, growth);
    before = { nodes, seconds };
  }
} finally {
  rmSync(folder, { recursive: true });
}

function print(what: string, seconds: number, megabytes: number, ratio: number, note = ""): void {
  const columns = [`${seconds.toFixed(2)} s`.padStart(8), `${megabytes.toFixed(0)} MB`.padStart(8)];
  console.log(`${what.padEnd(34)}${columns.join("")}${`${ratio.toFixed(2)} x`.padStart(9)}${note}`);
}
