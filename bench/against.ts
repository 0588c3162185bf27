import { mkdirSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { generatedPlan } from "./generated-plan";
import { type Command, compare, type Spread } from "./measure";
import type { Revision } from "./revision";
import { megabytes, type Row, seconds } from "./row";

export interface AgainstSizes {
  readonly pairs: number;
  /** Nodes of the generated plans. */
  readonly nodes: readonly number[];
}

const MEASURED = [
  ["time", "seconds", seconds],
  ["time on a processor", "cpuSeconds", seconds],
  ["memory", "megabytes", megabytes],
] as const;

/**
 * A synthesis by this build held against the same by another, in turn: equivalent plans, each in the language of its build.
 * The ratio is of wall time, bundling included.
 */
export function* benchAgainst(folder: string, other: Revision, { pairs, nodes }: AgainstSizes): Generator<Row> {
  const base = resolve(folder);
  const synth = (build: string, tree: string, plan: string): Command => ({
    words: ["./run", "main.ts"],
    environment: { FITTINGS: plan, CDKTF_OUTDIR: join(base, build, "cdktf.out") },
    folder: tree,
  });
  for (const build of ["this", "other"]) {
    mkdirSync(join(base, build), { recursive: true });
  }
  const rows = (what: string, plan: string, others: string): Row[] => {
    const {
      one,
      other: theirs,
      ratios,
    } = compare(synth("this", process.cwd(), plan), synth("other", other.folder, others), pairs);
    return MEASURED.map(([name, of, format]) => ({
      what: `${what}: ${name}`,
      figures: [format(one[of]), format(theirs[of])],
      ratio: ratios[of].median,
      note: range(ratios[of]),
    }));
  };
  yield* rows("default plan", "fittings.yaml", "fittings.yaml");
  for (const count of nodes) {
    const [plan, others] = [join(base, `plan-${count}.yaml`), join(base, `plan-${count}-${other.name}.yaml`)];
    writeFileSync(plan, generatedPlan(count));
    writeFileSync(others, other.generatedPlan(count));
    yield* rows(`${count} nodes`, plan, others);
  }
}

function range({ least, most }: Spread): string {
  return `${least.toFixed(2)} to ${most.toFixed(2)}`;
}
