import { cpSync, mkdirSync } from "node:fs";
import { dirname } from "node:path";
import type { Plan } from "../../../plan/plan";
import { Cloud, LAB_ACCOUNT } from "../../cloud/cloud";
import type { Cancellation } from "../../host/cancellation";
import { terraformEnvironment } from "../project/environment";
import type { RehearsalFolder } from "../project/folder";
import { Terraform } from "../terraform/terraform";
import { FAULTS } from "./fault";
import type { Pair } from "./pair";
import { type Prepared, restoreState } from "./prepared";
import { Trial, type TrialResult, type TrialTools } from "./trial";

export interface BenchOptions {
  /** The project's folder. */
  readonly root: string;
  readonly plan: Plan;
  readonly environment: NodeJS.ProcessEnv;
  /** The CLI configuration for the providers. */
  readonly cliConfig: string | undefined;
  readonly cancellation: Cancellation;
  /** Whether the plan may leave out operations: every plan but the default one may. */
  readonly mayBeLeftOut: boolean;
}

/** The result of a pair. */
export interface Tried extends TrialResult {
  readonly pair: Pair;
  readonly milliseconds: number;
}

/** How long the cloud takes for its work. */
const WORK_MS = 20;

/** Short intervals for polls and retries. Less garbage collection, because these programs live for seconds. */
const SHORT_INTERVALS = {
  MCP_LAB_POLL_INTERVAL: "20ms",
  MCP_LAB_VLAN_RETRY_PERIOD: "200ms",
  RETRY_SECONDS: "1",
  GOGC: "400",
};

/** Runs pairs one after another: in a copy of the initialised stack, with a new cloud for each pair. */
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

  /** Runs a pair from its prepared deployment to nothing left. The plan's first location meets the fault. */
  async try(pair: Pair, prepared: Prepared): Promise<Tried> {
    const began = Date.now();
    const cloud = new Cloud({ settings: { delayMs: WORK_MS }, state: structuredClone(prepared.cloud) });
    try {
      const all = await cloud.listen();
      const endpoints = Object.fromEntries(
        Object.keys(prepared.endpoints).map((region) => [region, all[region] ?? ""]),
      );
      restoreState(prepared, this.folder.state, endpoints);
      const [location] = this.options.plan.locations;
      const { operation, nth, fault } = pair;
      cloud.faults.add({ operation, nth, fault: FAULTS[fault], ...(location && { region: location.region }) });
      const result = await new Trial(pair, this.tools(cloud, endpoints)).follow();
      return { ...result, pair, milliseconds: Date.now() - began };
    } finally {
      await cloud.stop();
    }
  }

  private tools(cloud: Cloud, endpoints: Prepared["endpoints"]): TrialTools {
    const { root, plan, cancellation, cliConfig, mayBeLeftOut } = this.options;
    const environment = {
      ...terraformEnvironment(this.options.environment, { account: LAB_ACCOUNT, endpoints, cliConfig }),
      ...SHORT_INTERVALS,
    };
    const program = this.options.environment.TERRAFORM_BINARY_NAME || undefined;
    const commands = {
      ...environment,
      CDKTF_OUTDIR: this.folder.output,
      ...(program !== undefined && { TERRAFORM_BINARY_NAME: program }),
    };
    return {
      cloud,
      terraform: new Terraform({ program, folder: this.folder, environment, cancellation }),
      orphans: { root, plan: plan.file, environment: commands, cancellation },
      mayBeLeftOut,
    };
  }
}
