// `npm run rehearse`: tries a plan on one machine, before anything is spent in the cloud.
import { formatDiagnostic, PlanError } from "../plan/findings/plan-error";
import { readPlan } from "../plan/read";
import { EXIT } from "../platform/exit-codes";
import { TIME_SERVER } from "./data-centre/outside";
import { Cancellation } from "./host/cancellation";
import { Failure, Interrupted } from "./host/failure";
import { wordsOf } from "./host/failure-words";
import { readCommandLine, type Wanted } from "./rehearsal/command-line";
import { rehearseCases } from "./rehearsal/failures/rehearse-cases";
import { rehearseFaults } from "./rehearsal/faults/matrix";
import { installMissing } from "./rehearsal/host-packages";
import { rehearseInfrastructure } from "./rehearsal/infrastructure";
import { rehearseWhole } from "./rehearsal/machine-rehearsal";
import { planEnvironment } from "./rehearsal/project/synthesis";

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
  --plan FILE       the plan, as FITTINGS names it (default fittings.yaml)
  --parameters TEXT its parameters, as PARAMETERS gives them: name=value,name=value or a YAML file
  --keep            leaves everything running when all is applied, until Ctrl-C; not with --faults
  --yes             installs what is missing on this machine without asking, as with CI=true
  --help            this text

--failures and --second-day are of the default plan, and take neither plan nor parameters nor --keep.
With machines, the plan's parameter ntpServers is the lab's time server, whatever it is given.

Machines need root and a Debian host: their image is built once from the Debian archive that this host is configured
for, and kept in .cache/machines (XDG_CACHE_HOME). Programs that are missing for it are installed when you agree. A rehearsal of the
default plan saves its pair of machines there, for --failures and --second-day.
Machines take KVM or HVF where it works, else QEMU's own translation; LAB_ACCELERATOR=kvm, hvf or tcg forces one.
The published Terraform providers are taken where Terraform finds all of them, in your own CLI configuration, a mirror or
the registry; else stand-ins are built (Go 1.26 or later). LAB_PROVIDERS=published or =stand-in forces one.
REHEARSAL_FOLDER is where it works (default rehearsal/).
Exit code: 0 all is well, 1 something failed, 64 wrong usage, 130 interrupted.
`;

function read(): Wanted | string {
  try {
    return readCommandLine(process.argv.slice(2), process.env);
  } catch (error) {
    return (error as Error).message;
  }
}

async function main(): Promise<number> {
  const wanted = read();
  if (typeof wanted === "string") {
    process.stderr.write(`rehearse: ${wanted}\n\n${HELP}`);
    return EXIT.usage;
  }
  if (wanted.help) {
    process.stdout.write(HELP);
    return EXIT.success;
  }
  const cancellation = new Cancellation();
  const ignoreSignals = cancellation.attendSignals();
  const { kind, plan, parameters, keep, pairs, cases } = wanted;
  const print = (text: string) => process.stdout.write(`${text}\n`);
  const common = { root: process.cwd(), environment: process.env, plan, parameters, cancellation, print };
  try {
    // errors in the plan are reported before any package is installed
    readPlan(planEnvironment(common, kind === "whole" ? TIME_SERVER : undefined), common.root);
    await installMissing(kind, { environment: process.env, yes: wanted.yes, cancellation, print });
    if (kind === "faults") {
      return await rehearseFaults({ ...common, pairs });
    }
    if (kind === "failures" || kind === "second-day") {
      return await rehearseCases({ ...common, title: kind === "failures" ? "Failures" : "Second day", cases });
    }
    const rehearse = kind === "infrastructure" ? rehearseInfrastructure : rehearseWhole;
    return await rehearse({
      ...common,
      keep,
      onBegin: ({ fittings }) => {
        for (const warning of fittings.warnings) {
          process.stderr.write(`${formatDiagnostic(warning)}\n`);
        }
      },
    });
  } catch (error) {
    if (error instanceof Interrupted) {
      return 130;
    }
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
