// `npm run rehearse`: tries a plan on one machine, before anything is spent in the cloud.
import { parseArgs } from "node:util";
import { formatDiagnostic, PlanError } from "../plan/plan-error";
import { EXIT } from "../platform/exit-codes";
import { wordsOf } from "./failure-words";
import { Ending } from "./rehearsal/ending";
import { Failure } from "./rehearsal/failure";
import { ACCIDENTS } from "./rehearsal/failures/accidents";
import type { Case } from "./rehearsal/failures/case";
import { INTERRUPTIONS } from "./rehearsal/failures/interruptions";
import { casesNamed, rehearseCases } from "./rehearsal/failures/rehearse-cases";
import { SECOND_DAY } from "./rehearsal/failures/second-day";
import { pairsOfOperations, rehearseFaults } from "./rehearsal/faults/matrix";
import { rehearseInfrastructure } from "./rehearsal/infrastructure";
import { rehearseWhole } from "./rehearsal/whole";

const HELP = `npm run rehearse [-- OPTIONS]

Deploys a plan with the real Terraform to a simulated cloud on this machine whose servers are virtual machines, proves
the requirements on the nodes, deploys again, and removes everything. Nothing is spent, no account is needed, and no
real deployment is ever touched.

  --infrastructure  without machines: every step on a node is left out; seconds instead of minutes
  --faults          tries what comes of each fault of the API in each of its operations (about 15 minutes);
                    --only OPERATION[,OPERATION...] takes some of them
  --failures        tries what may go wrong with machines: rules, passwords, restarts, a link that is cut, runs that are
                    killed; --only NAME[,NAME...] takes some of them
  --second-day      tries what is changed in a pair that stands, under a load of writes; --only as above
  --plan FILE       the plan (default fittings.yaml)
  --keep            leaves everything running when all is applied, until Ctrl-C
  --help            this text

Machines need root and a Debian host: their image is built once from the Debian archive that this host is configured
for, and kept in .cache/machines. LAB_ACCELERATOR=kvm or hvf asks for more than QEMU's own translation.
The published Terraform providers are taken where Terraform finds all of them, in your own CLI configuration, a mirror or
the registry; else stand-ins are built (Go 1.26 or later). LAB_PROVIDERS=published or =stand-in forces one.
REHEARSAL_FOLDER is where it works (default rehearsal/).
Exit code: 0 all is well, 1 something failed, 64 wrong usage, 130 interrupted.
`;

const OPTIONS = {
  infrastructure: { type: "boolean", default: false },
  plan: { type: "string" },
  keep: { type: "boolean", default: false },
  faults: { type: "boolean", default: false },
  failures: { type: "boolean", default: false },
  "second-day": { type: "boolean", default: false },
  only: { type: "string" },
  help: { type: "boolean", default: false },
} as const;

const KINDS = ["infrastructure", "faults", "failures", "second-day"] as const;

/** What the options want tried; undefined: a plan. */
function casesOf(values: { failures?: boolean; "second-day"?: boolean }): readonly Case[] | undefined {
  if (values.failures) return [...ACCIDENTS, ...INTERRUPTIONS];
  return values["second-day"] ? SECOND_DAY : undefined;
}

function read(): ReturnType<typeof parseArgs<{ options: typeof OPTIONS }>>["values"] | string {
  try {
    const { values } = parseArgs({ options: OPTIONS });
    const only = values.only?.split(",") ?? [];
    const kinds = KINDS.filter((kind) => values[kind]);
    if (kinds.length > 1) return `one of --${kinds.join(" and --")}`;
    const cases = casesOf(values);
    if (values.only !== undefined && !values.faults && cases === undefined) {
      return "option '--only' is for --faults, --failures and --second-day";
    }
    if (cases !== undefined && (values.plan !== undefined || values.keep)) {
      return "options '--plan' and '--keep' are not for --failures and --second-day: they edit the default plan";
    }
    if (values.faults) pairsOfOperations(only);
    if (cases !== undefined) casesNamed(only, cases);
    return values;
  } catch (error) {
    return (error as Error).message;
  }
}

async function main(): Promise<number> {
  const values = read();
  if (typeof values === "string") {
    process.stderr.write(`rehearse: ${values}\n\n${HELP}`);
    return EXIT.usage;
  }
  if (values.help) {
    process.stdout.write(HELP);
    return EXIT.success;
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
    const cases = casesOf(values);
    if (cases !== undefined) {
      return await rehearseCases({
        ...common,
        title: values.failures ? "Failures" : "Second day",
        cases: values.only === undefined ? cases : casesNamed(values.only.split(","), cases),
      });
    }
    const rehearse = values.infrastructure ? rehearseInfrastructure : rehearseWhole;
    return await rehearse({
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
      process.stderr.write(error instanceof PlanError ? `${error.message}\n` : `rehearse: ${wordsOf(error)}\n`);
    }
    return EXIT.failure;
  } finally {
    ignoreSignals();
  }
}

void main().then((code) => {
  process.exitCode = code;
});
