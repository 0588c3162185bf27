import { cpSync, mkdirSync } from "node:fs";
import { dirname } from "node:path";
import type { Plan } from "../../../plan/plan";
import { Cloud, LAB_ACCOUNT } from "../../cloud/cloud";
import type { Ending } from "../ending";
import { terraformEnvironment } from "../environment";
import { Failure } from "../failure";
import type { RehearsalFolder } from "../folder";
import { Terraform } from "../terraform";
import { FAULTS } from "./fault";
import { leftIn } from "./left";
import { adviceOf, askForOrphans, followAdvice, type Orphan, type OrphansOptions, removeAdoptions } from "./orphans";
import { outcomeOf } from "./outcome";
import type { Pair } from "./pair";
import { type Prepared, restoreState } from "./prepared";
import { STAGES } from "./stage";

export interface BenchOptions {
  readonly root: string;
  readonly plan: Plan;
  readonly environment: NodeJS.ProcessEnv;
  /** The CLI configuration that names the providers. */
  readonly cliConfig: string | undefined;
  readonly ending: Ending;
}

/** What came of a pair. */
export interface Tried {
  readonly pair: Pair;
  /** In the words of the table, where it has them. */
  readonly seen: string;
  /** What is wrong beside that: the fault was not met, something is left, or an advice cannot be followed. */
  readonly problems: readonly string[];
  /** What Terraform said of the fault; empty where it said nothing. */
  readonly said: string;
  readonly milliseconds: number;
}

/** Milliseconds that the cloud takes for its work. */
const WORK_MS = 20;

/** Times between two looks and two tries; and less care for memory of programs that live for seconds. */
const HASTE = { MCP_LAB_POLL_INTERVAL: "20ms", MCP_LAB_VLAN_RETRY_PERIOD: "200ms", RETRY_SECONDS: "1", GOGC: "400" };

/** Where pairs are tried, one after the other: a copy of the initialised stack with a cloud of its own for each pair. */
export class Bench {
  constructor(
    private readonly folder: RehearsalFolder,
    /** The output folder of the stack that is copied. */
    output: string,
    private readonly options: BenchOptions,
  ) {
    cpSync(output, folder.output, { recursive: true, verbatimSymlinks: true });
    mkdirSync(dirname(folder.state), { recursive: true, mode: 0o700 });
  }

  /** Tries a pair from its prepared deployment to nothing left. */
  async try(pair: Pair, prepared: Prepared): Promise<Tried> {
    const began = Date.now();
    const cloud = new Cloud({ settings: { delay: WORK_MS }, state: structuredClone(prepared.cloud) });
    try {
      const all = await cloud.listen();
      const endpoints = Object.fromEntries(
        Object.keys(prepared.endpoints).map((region) => [region, all[region] ?? ""]),
      );
      restoreState(prepared, this.folder.state, endpoints);
      return { ...(await this.follow(pair, cloud, endpoints)), pair, milliseconds: Date.now() - began };
    } finally {
      await cloud.stop();
    }
  }

  private async follow(
    pair: Pair,
    cloud: Cloud,
    endpoints: Prepared["endpoints"],
  ): Promise<Omit<Tried, "pair" | "milliseconds">> {
    const { root, plan, ending, cliConfig } = this.options;
    const environment = {
      ...terraformEnvironment(this.options.environment, { account: LAB_ACCOUNT, endpoints, cliConfig }),
      ...HASTE,
    };
    const program = this.options.environment.TERRAFORM_BINARY_NAME || undefined;
    const terraform = new Terraform({ program, folder: this.folder, environment, ending });
    const { region } = plan.locations[0] ?? {};
    const { operation, nth, fault } = pair;
    cloud.faults.add({ operation, nth, fault: FAULTS[fault], ...(region !== undefined && { region }) });

    const run = STAGES[pair.stage].run;
    const problems: string[] = [];
    const tell = (failure: Failure | undefined): void => {
      if (failure !== undefined) problems.push(failure.message, ...failure.hints.slice(0, 3));
    };
    const first = await attempt(() => terraform[run](() => {}));
    if (cloud.faults.list().length > 0) problems.push("the fault was not met");
    const names = {
      CDKTF_OUTDIR: this.folder.output,
      ...(program !== undefined && { TERRAFORM_BINARY_NAME: program }),
    };
    const options: OrphansOptions = { root, plan: plan.file, environment: { ...environment, ...names }, ending };
    const orphans: Orphan[] = [];
    // where an apply has succeeded, what it leaves is seen by the plan
    if (first !== undefined || run === "destroy") {
      tell(await attempt(async () => void orphans.push(...(await askForOrphans(options)))));
    }
    const said = first === undefined ? "" : (first.hints[0] ?? first.message);
    const replaced: string[] = [];
    const changes: string[] = [];
    let support = false;
    const again = (): Promise<void> =>
      terraform[run]((event) => {
        if (event.kind === "planned" && event.action === "replace") replaced.push(event.type);
      });
    const finish = async (): Promise<void> => {
      for (const orphan of orphans) await followAdvice(orphan, run, options);
      if (first !== undefined) {
        const stuck = await attempt(again);
        if (stuck !== undefined) {
          support = helpByHand(cloud);
          if (!support) throw stuck;
          replaced.length = 0;
          await again();
        }
      }
      removeAdoptions(orphans, root);
      if (run === "apply") {
        changes.push(...(await terraform.plan()).map(({ action, address }) => `${action} ${address}`));
        await terraform.destroy(() => {});
      }
    };
    tell(await attempt(finish));
    removeAdoptions(orphans, root);
    problems.push(...leftIn(cloud.state()).map((left) => `left: ${left}`));
    const named = orphans.map((orphan) => ({ kind: orphan.kind, advice: adviceOf(orphan, run) }));
    const seen = outcomeOf({ succeeded: first === undefined, orphans: named, support, replaced, changes });
    return { seen, problems, said };
  }
}

/** What the platform's support does about servers that take no change any more. Gives whether there were any. */
function helpByHand(cloud: Cloud): boolean {
  const regions = cloud.state().organisations.map(({ region }) => region);
  const servers = regions.flatMap((region) => [...cloud.organisation(region).all("server")]);
  const failed = servers.filter(({ state }) => state === "FAILED_CHANGE");
  for (const server of failed) server.state = "NORMAL";
  return failed.length > 0;
}

/** The Failure that it ends with; undefined where it succeeds. Anything else goes on its way. */
async function attempt(work: () => Promise<void>): Promise<Failure | undefined> {
  try {
    await work();
    return undefined;
  } catch (error) {
    if (error instanceof Failure) return error;
    throw error;
  }
}
