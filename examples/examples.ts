// What each example synthesizes, and where its expected output lies. The output is part of the review of each change:
// `npm run expected` writes it anew, a test compares it.
import { spawnSync } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

export interface Example {
  readonly name: string;
  /** The program that is run. */
  readonly program: string;
  /** Environment beside the caller's. */
  readonly environment: Readonly<Record<string, string>>;
  /** Which of its files are kept as expected output; scripts and node files need be reviewed in one example only. */
  readonly keeps: RegExp;
}

export const EXAMPLES: readonly Example[] = [
  { name: "mysql", program: "main.ts", environment: { FITTINGS: "fittings.yaml", PARAMETERS: "" }, keeps: /./ },
  { name: "library", program: "examples/library/main.ts", environment: {}, keeps: /(cdk\.tf|plan-map)\.json$/ },
  {
    name: "names",
    program: "main.ts",
    environment: { FITTINGS: "examples/names/fittings.yaml", PARAMETERS: "" },
    keeps: /(cdk\.tf|plan-map)\.json$/,
  },
  {
    name: "guests",
    program: "main.ts",
    environment: { FITTINGS: "examples/guests/fittings.yaml", PARAMETERS: "" },
    keeps: /(cdk\.tf|plan-map)\.json$|nodes\/EU6\/(one|web)\/(boot|prepare)\//,
  },
];

/** Where an example's expected output lies, below the project's root. */
export function expectedFolder(example: Example): string {
  return join("examples", example.name, "expected");
}

/**
 * Synthesizes an example in a process of its own, as a user does.
 * @returns those files of its stack that the example keeps, by path
 * @throws where the program fails, with what it said
 */
export function synthesizeExample(root: string, example: Example): Map<string, string> {
  const folder = mkdtempSync(join(tmpdir(), "plumbline-example-"));
  try {
    const { status, stderr } = spawnSync(join(root, "run"), [example.program], {
      cwd: root,
      encoding: "utf8",
      env: {
        ...process.env,
        SYNTH_HCL_OUTPUT: "false",
        ...example.environment,
        CDKTF_OUTDIR: join(folder, "cdktf.out"),
      },
    });
    if (status !== 0) {
      throw new Error(`${example.program} ended with ${status}:\n${stderr}`);
    }
    const stacks = join(folder, "cdktf.out", "stacks");
    return new Map([...readFiles(stacks)].filter(([path]) => example.keeps.test(path)));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** All files below a folder by path, sorted; empty where there is no such folder. */
export function readFiles(folder: string): Map<string, string> {
  if (!statSync(folder, { throwIfNoEntry: false })?.isDirectory()) {
    return new Map();
  }
  const paths = (readdirSync(folder, { recursive: true }) as string[]).filter((path) =>
    statSync(join(folder, path)).isFile(),
  );
  return new Map(paths.sort().map((path) => [path, readFileSync(join(folder, path), "utf8")]));
}
