import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { generatedPlan } from "./generated-plan";
import { measure } from "./measure";
import { megabytes, type Row, seconds } from "./row";

export interface SynthesisSizes {
  readonly runs: number;
  readonly runsOfGenerated: number;
  /** Numbers of nodes of the generated plans. */
  readonly nodes: readonly number[];
}

/** The cost of a synthesis, compared with loading cdktf alone. */
export function* benchSynthesis(folder: string, { runs, runsOfGenerated, nodes }: SynthesisSizes): Generator<Row> {
  const base = measure(["node", "-e", 'require("cdktf")'], {}, runs);
  const row = (what: string, measured: typeof base, note?: string): Row => ({
    what,
    figures: [seconds(measured.seconds), megabytes(measured.megabytes)],
    ratio: measured.seconds / base.seconds,
    ...(note !== undefined && { note }),
  });
  yield row("node -e 'require(\"cdktf\")'", base);
  const synth = (fittings: string, times: number) =>
    measure(["./run", "main.ts"], { FITTINGS: fittings, CDKTF_OUTDIR: join(folder, "cdktf.out") }, times);
  yield row("default plan, bundling included", synth("fittings.yaml", runs));
  let before: number | undefined;
  for (const count of nodes) {
    const plan = join(folder, `plan-${count}.yaml`);
    writeFileSync(plan, generatedPlan(count));
    const measured = synth(plan, runsOfGenerated);
    const growth = before && `${(measured.seconds / before).toFixed(1)} times the time for 10 times the nodes`;
    yield row(`${count} nodes`, measured, growth || undefined);
    before = measured.seconds;
  }
  const most = nodes.at(-1);
  if (most !== undefined && before !== undefined) {
    const plan = join(folder, `plan-${most}-guests.yaml`);
    writeFileSync(plan, generatedPlan(most, true));
    const measured = synth(plan, runsOfGenerated);
    const times = `${(measured.seconds / before).toFixed(2)} times the time without; 1.5 at the most`;
    yield row(`${most} nodes with cloud-config`, measured, times);
  }
}
