// `npm run rehearse`: tries a plan on one machine, before anything is spent in the cloud.
import { parseArgs } from "node:util";
import { formatDiagnostic, PlanError } from "../plan/plan-error";
import { Ending } from "./rehearsal/ending";
import { Failure } from "./rehearsal/failure";
import { pairsOfOperations, rehearseFaults } from "./rehearsal/faults/matrix";
import { rehearseInfrastructure } from "./rehearsal/infrastructure";

const HELP = `npm run rehearse -- --infrastructure [--plan FILE] [--keep]

Applies a plan with the real Terraform to a simulated cloud on this machine, checks it through the API, plans again,
and destroys it. Nothing is spent, no account is needed, and no real deployment is ever touched.

  --infrastructure  without machines: every step on a node is left out (so far, the only way)
  --plan FILE       the plan (default fittings.yaml)
  --keep            leaves the cloud running when all is applied, until Ctrl-C
  --faults          tries what comes of each fault of the API in each of its operations (about 15 minutes);
                    --only OPERATION[,OPERATION...] takes some of them
  --help            this text

The published Terraform providers are taken where Terraform finds all of them, in your own CLI configuration, a mirror or
the registry; else stand-ins are built (Go 1.26 or later). LAB_PROVIDERS=published or =stand-in forces one.
REHEARSAL_FOLDER is where it works (default rehearsal/).
Exit code: 0 all is well, 1 something failed, 2 wrong usage, 130 interrupted.
`;

const OPTIONS = {
  infrastructure: { type: "boolean", default: false },
  plan: { type: "string" },
  keep: { type: "boolean", default: false },
  faults: { type: "boolean", default: false },
  only: { type: "string" },
  help: { type: "boolean", default: false },
} as const;

function read(): ReturnType<typeof parseArgs<{ options: typeof OPTIONS }>>["values"] | string {
  try {
    return parseArgs({ options: OPTIONS }).values;
  } catch (error) {
    return (error as Error).message;
  }
}

async function main(): Promise<number> {
  const values = read();
  if (typeof values === "string") {
    process.stderr.write(`rehearse: ${values}\n\n${HELP}`);
    return 2;
  }
  if (values.help) {
    process.stdout.write(HELP);
    return 0;
  }
  if (!values.infrastructure && !values.faults) {
    process.stderr.write("rehearse: only the rehearsal of the infrastructure exists so far: add --infrastructure\n");
    return 2;
  }
  const ending = new Ending();
  const ignoreSignals = ending.attendSignals();
  const common = {
    root: process.cwd(),
    environment: process.env,
    plan: values.plan,
    ending,
    print: (text: string) => process.stdout.write(`${text}\n`),
  };
  try {
    if (values.faults) {
      return await rehearseFaults({
        ...common,
        pairs: values.only === undefined ? undefined : pairsOfOperations(values.only.split(",")),
      });
    }
    return await rehearseInfrastructure({
      ...common,
      keep: values.keep,
      onBegin: ({ fittings }) => {
        for (const warning of fittings.warnings) process.stderr.write(`${formatDiagnostic(warning)}\n`);
      },
    });
  } catch (error) {
    if (error instanceof Failure) {
      process.stderr.write(`rehearse: ${[error.message, ...error.hints.map((hint) => `  ${hint}`)].join("\n")}\n`);
    } else {
      process.stderr.write(`${error instanceof PlanError ? error.message : ((error as Error).stack ?? error)}\n`);
    }
    return 1;
  } finally {
    ignoreSignals();
  }
}

void main().then((code) => {
  process.exitCode = code;
});
