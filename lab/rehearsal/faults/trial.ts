import type { Cloud } from "../../cloud/cloud";
import { Failure } from "../../host/failure";
import { leftIn } from "../checks/left";
import type { Terraform } from "../terraform/terraform";
import { adviceOf, askForOrphans, followAdvice, type Orphan, type OrphansOptions, removeAdoptions } from "./orphans";
import { NOT_CALLED, outcomeOf } from "./outcome";
import type { Pair } from "./pair";
import { STAGES } from "./stage";

/** What a trial needs. */
export interface TrialTools {
  readonly cloud: Cloud;
  readonly terraform: Terraform;
  readonly orphans: OrphansOptions;
  /** Whether the plan may leave out the operation. */
  readonly mayBeLeftOut: boolean;
}

/** The result of a trial. */
export interface TrialResult {
  /** The outcome in the table's words, if it has them. */
  readonly seen: string;
  /** Other problems: the fault did not happen, something is left, or advice cannot be followed. */
  readonly problems: readonly string[];
  /** Terraform's message about the fault; empty if there was none. */
  readonly said: string;
}

/** Runs one pair, from the run that meets the fault to nothing left. */
export class Trial {
  private readonly run: "apply" | "destroy";
  private readonly problems: string[] = [];
  private readonly replaced: string[] = [];
  private readonly changes: string[] = [];
  private orphans: readonly Orphan[] = [];
  private support = false;

  constructor(
    pair: Pair,
    private readonly tools: TrialTools,
  ) {
    this.run = STAGES[pair.stage].run;
  }

  /** The cloud already holds the fault. */
  async follow(): Promise<TrialResult> {
    const { cloud, mayBeLeftOut } = this.tools;
    const first = await attempt(() => this.tools.terraform[this.run]());
    const met = cloud.faults.list().length === 0;
    cloud.faults.clear();
    if (!met && !mayBeLeftOut) {
      this.problems.push("the fault was not met");
    }
    this.tell(await attempt(() => this.recover(first !== undefined)));
    removeAdoptions(this.orphans, this.tools.orphans.root);
    this.problems.push(...leftIn(cloud.state()).map((left) => `left: ${left}`));
    const { support, replaced, changes } = this;
    const orphans = this.orphans.map((orphan) => ({ kind: orphan.kind, advice: adviceOf(orphan, this.run) }));
    const seen = outcomeOf({ succeeded: first === undefined, orphans, support, replaced, changes });
    const said = first === undefined ? "" : (first.hints[0] ?? first.message);
    return { seen: met || !mayBeLeftOut ? seen : NOT_CALLED, problems: this.problems, said };
  }

  /** Does what an operator does after the run that met the fault, and destroys everything. */
  private async recover(failed: boolean): Promise<void> {
    const { terraform, orphans: options } = this.tools;
    // after a successful apply, a plan shows what it has left
    if (failed || this.run === "destroy") {
      this.orphans = await askForOrphans(options);
      for (const orphan of this.orphans) {
        await followAdvice(orphan, this.run, options);
      }
    }
    if (failed) {
      await this.runAgain();
    }
    removeAdoptions(this.orphans, options.root);
    if (this.run === "apply") {
      this.changes.push(...(await terraform.plan()).map(({ action, address }) => `${action} ${address}`));
      await terraform.destroy();
    }
  }

  /** Repeats the command; once more if only the platform's support can help first. */
  private async runAgain(): Promise<void> {
    const again = (): Promise<void> => {
      this.replaced.length = 0;
      return this.tools.terraform[this.run]({
        onEvent: (event) => {
          if (event.kind === "planned" && event.action === "replace") {
            this.replaced.push(event.type);
          }
        },
      });
    };
    const stuck = await attempt(again);
    if (stuck === undefined) {
      return;
    }
    this.support = helpByHand(this.tools.cloud);
    if (!this.support) {
      throw stuck;
    }
    await again();
  }

  private tell(failure: Failure | undefined): void {
    if (failure !== undefined) {
      this.problems.push(failure.message, ...failure.hints.slice(0, 3));
    }
  }
}

/** Does what the platform's support does for servers that refuse changes. Returns whether there were any. */
function helpByHand(cloud: Cloud): boolean {
  const regions = cloud.state().organisations.map(({ region }) => region);
  const servers = regions.flatMap((region) => [...cloud.organisation(region).all("server")]);
  const failed = servers.filter(({ state }) => state === "FAILED_CHANGE");
  for (const server of failed) {
    server.state = "NORMAL";
  }
  return failed.length > 0;
}

/** The Failure of an action; undefined if it succeeds. Other errors are thrown. */
async function attempt(work: () => Promise<void>): Promise<Failure | undefined> {
  try {
    await work();
    return undefined;
  } catch (error) {
    if (error instanceof Failure) {
      return error;
    }
    throw error;
  }
}
