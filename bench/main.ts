// npm run bench: measures durations and sizes, as ratios to what cannot be avoided. Nothing here passes or fails.
import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { EXIT } from "../platform/exit-codes";
import { benchAgainst } from "./against";
import { benchApply } from "./apply";
import { benchCloud } from "./cloud";
import { benchLoad } from "./load";
import { benchMachines } from "./machines";
import { revision } from "./revision";
import { formatRow, type Row } from "./row";
import { benchSynthesis } from "./synthesis";

interface Bench {
  readonly heading: string;
  /** Whether it takes many minutes, so that it runs only if it is named. */
  readonly isLong?: boolean;
  readonly run: (folder: string) => Iterable<Row> | AsyncIterable<Row>;
}

const BENCHES: Readonly<Record<string, Bench>> = {
  synthesis: {
    heading: "Synthesis: time, memory, time held against that of loading cdktf",
    run: (folder) => benchSynthesis(folder, { runs: 7, runsOfGenerated: 3, nodes: [10, 100, 1000] }),
  },
  apply: {
    heading: "The default plan on a platform that takes no time: time, floor set by the provider's waits, time / floor",
    // 5 s is the published provider's poll interval
    run: (folder) => benchApply(folder, { runs: 3, short: { pollMs: 50, retryMs: 1000 }, pollMs: 5000, retryMs: 6000 }),
  },
  cloud: {
    heading: "The simulated platform: requests a second, time of a request held against the first one's",
    run: () => benchCloud({ servers: 1000, reads: 5000 }),
  },
  machines: {
    heading: "A rehearsal with machines: time of each step, held against all; of its deployment, who spends it",
    isLong: true,
    run: benchMachines,
  },
  load: {
    heading: "Loading 1 GB at a replica: time, speed, time held against that of mysql alone",
    isLong: true,
    run: benchLoad,
  },
};

const HELP = `npm run bench -- [--only NAME]... | --against REVISION

${Object.entries(BENCHES)
  .map(
    ([name, { heading, isLong }]) =>
      `  ${name.padEnd(10)} ${heading}${isLong ? " (minutes: only when it is named)" : ""}`,
  )
  .join("\n")}

--against measures a synthesis by this build and by that of a commit in turn, pair by pair. The commit's files and
packages are kept in .cache/bench.
`;

async function main(): Promise<number> {
  let only: string[] = [];
  let against: string | undefined;
  try {
    const { values } = parseArgs({
      options: { only: { type: "string", multiple: true }, against: { type: "string" }, help: { type: "boolean" } },
    });
    if (values.help) {
      process.stdout.write(HELP);
      return 0;
    }
    only = values.only ?? Object.keys(BENCHES).filter((name) => !BENCHES[name]?.isLong);
    const unknown = only.filter((name) => BENCHES[name] === undefined);
    if (unknown.length > 0) {
      throw new Error(`no bench is called ${unknown.join(", ")}`);
    }
    against = values.against;
    if (against !== undefined && values.only !== undefined) {
      throw new Error("--against measures a synthesis; leave --only out");
    }
  } catch (error) {
    process.stderr.write(`bench: ${(error as Error).message}\n\n${HELP}`);
    return EXIT.usage;
  }
  mkdirSync(".build", { recursive: true });
  const folder = mkdtempSync(join(".build", "bench-"));
  try {
    if (against !== undefined) {
      const other = revision(against);
      console.log(
        `Synthesis: this build, that of ${other.name}, how many times as much; least and most of the pairs\n`,
      );
      for (const row of benchAgainst(folder, other, { pairs: 5, nodes: [100, 1000] })) {
        console.log(`  ${formatRow(row)}`);
      }
      return 0;
    }
    for (const [name, { heading, run }] of Object.entries(BENCHES)) {
      if (!only.includes(name)) {
        continue;
      }
      console.log(`${heading}\n`);
      for await (const row of run(folder)) {
        console.log(`  ${formatRow(row)}`);
      }
      console.log("");
    }
    return 0;
  } finally {
    rmSync(folder, { recursive: true });
  }
}

void main().then((code) => {
  process.exitCode = code;
});
