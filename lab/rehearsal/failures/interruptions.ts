import { Failure } from "../../host/failure";
import { type Check, same } from "../checks/check";
import type { TerraformEvent } from "../terraform/events";
import { TERRAFORMS_OWN } from "../terraform/progress";
import { type Case, converges, failingApply, fails, planned, REPLICA, SOURCE, stepOf } from "./case";
import { askForLargeLoad, LARGE_DATA_MB, SUM_OF_LARGE_DATA } from "./large-data";
import { powerOff } from "./platform";
import type { Testbed } from "./testbed";

/** One resource of each step, in the order of a first deployment. */
const STEPS = [
  ...["adopt", "grow", "boot", "configure", "ready", "source"].map((step) => stepOf(SOURCE, step)),
  ...["link", "seed", "verify"].map((step) => stepOf(REPLICA, step)),
];

/** How often a condition is checked. */
const LOOK_MS = 300;

/** What interrupts a deployment. */
export const INTERRUPTIONS: readonly Case[] = [
  {
    name: "terraform-killed",
    what: "Terraform is killed in each step of a first deployment, and run again at once",
    expected:
      "each run goes on where the last one was, with the step that it was killed in, which may still be at work on the node",
    from: "an empty cloud",
    async run(testbed, say) {
      const checks: Check[] = [];
      for (const step of STEPS) {
        const line = await killWhen(testbed, (event) => isAtWork(event, step));
        say(`${step}: ${line ?? "was done before it could be killed"}`);
        const killed = line === undefined ? "not killed" : "killed";
        checks.push(same(22, `Terraform in ${step}`, "killed", killed));
        const next = await planned(testbed);
        const isPlanned = next.some((change) => change.endsWith(` ${step}`));
        checks.push(same(22, `the plan after it has ${step}`, true, isPlanned));
      }
      return [...checks, ...(await converges(testbed))];
    },
  },
  {
    name: "power-cut-first-boot",
    what: "a node is powered off in the middle of cloud-init",
    expected: "the deployment fails and says where; the next one starts the node, which repeats its first boot",
    from: "an empty cloud",
    async run(testbed, say) {
      const said = await powerCutDuring(testbed, SOURCE, {
        from: (event) => isAtWork(event, stepOf(SOURCE, "boot")) && /waiting for cloud-init/.test(lineOf(event)),
        when: async () => isInstalling(testbed),
      });
      say(said?.split("\n").at(-1) ?? "");
      return [fails("the deployment", said, /null_resource\.EU6_master_sql_boot/), ...(await converges(testbed))];
    },
  },
  {
    name: "power-cut-load",
    what: "the replica is powered off in the middle of loading a dump of more than 1 GB",
    expected: "the deployment fails; the next one starts the node and loads anew; both sides hold the same",
    from: "the pair",
    async run(testbed, say) {
      await askForLargeLoad(testbed);
      const said = await powerCutDuring(testbed, REPLICA, {
        from: (event) => {
          if (isAtWork(event, stepOf(REPLICA, "seed"))) {
            say(lineOf(event));
          }
          return lineOf(event) === "seed: loading";
        },
        when: async () => (await rowsLoaded(testbed)) >= LARGE_DATA_MB / 4,
      });
      const checks = [
        fails("the deployment", said, /null_resource\.NA9_slave_sql_seed/),
        ...(await converges(testbed)),
      ];
      const both = await testbed.logins();
      const [source, replica] = await Promise.all([SOURCE, REPLICA].map((id) => both.sql(id, SUM_OF_LARGE_DATA)));
      return [...checks, same(22, "the large table at both ends", source, replica)];
    },
  },
];

function lineOf(event: TerraformEvent): string {
  return event.kind === "said" ? event.line : "";
}

function isAtWork(event: TerraformEvent, step: string): boolean {
  return event.kind === "said" && event.address === step && !TERRAFORMS_OWN.test(event.line);
}

/**
 * Kills an apply at an event. If a resource of the platform is being created just then, it waits for the next such
 * event, because the rehearsal of faults covers lost answers to creations. Returns the line of the event; undefined:
 * the event did not come.
 */
async function killWhen(testbed: Testbed, when: (event: TerraformEvent) => boolean): Promise<string | undefined> {
  const accident = new AbortController();
  let line: string | undefined;
  const underWay = new Set<string>();
  const onEvent = (event: TerraformEvent): void => {
    if (event.kind === "begun" && event.type !== "null_resource") {
      underWay.add(event.address);
    }
    if (event.kind === "done" || event.kind === "failed") {
      underWay.delete(event.address);
    }
    if (line !== undefined || underWay.size > 0 || !when(event)) {
      return;
    }
    line = lineOf(event);
    accident.abort();
  };
  try {
    await testbed.rehearsal.apply(() => {}, { onEvent, accident: accident.signal });
  } catch (error) {
    if (line === undefined || !(error instanceof Failure)) {
      throw error;
    }
  }
  return line;
}

interface Moment {
  /** The event of the apply after which the moment is looked for. */
  readonly from: (event: TerraformEvent) => boolean;
  readonly when: () => Promise<boolean>;
}

/**
 * Applies, and cuts a node's power at a certain moment. Returns the apply's error; undefined: it succeeded, perhaps
 * because the moment never came.
 */
async function powerCutDuring(testbed: Testbed, node: string, { from, when }: Moment): Promise<string | undefined> {
  let isLooking = false;
  let isOver = false;
  const onEvent = (event: TerraformEvent): void => {
    isLooking = from(event) || isLooking;
  };
  const applied = failingApply(testbed, { onEvent }).finally(() => {
    isOver = true;
  });
  const cut = async (): Promise<void> => {
    while (!isOver && !(isLooking && (await when()))) {
      await testbed.pause(LOOK_MS);
    }
    if (!isOver) {
      await powerOff(testbed, node);
    }
  };
  const [said] = await Promise.all([applied, cut()]);
  return said;
}

/** Whether packages are being installed on the source: its console shows cloud-init's progress. */
function isInstalling({ dataCentre }: Testbed): boolean {
  return dataCentre
    .machine("master-sql")
    .console.lastLines(20)
    .some((line) => /\b(Unpacking|Setting up) /.test(line));
}

async function rowsLoaded(testbed: Testbed): Promise<number> {
  const { stdout } = await (await testbed.logins()).tried(
    REPLICA,
    "mysql -BNe 'SELECT COUNT(*) FROM plumbline_lab.large'",
  );
  return Number(stdout);
}
