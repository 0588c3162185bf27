import { writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Plan } from "../../plan/plan";
import { readPlan } from "../../plan/read";
import { Cloud, LAB_ACCOUNT } from "../cloud/cloud";
import type { Settings } from "../cloud/settings";
import type { CloudState } from "../cloud/state-file";
import type { MachineBackend } from "../data-centre/machine-backend";
import { Failure } from "../host/failure";
import { type Outcome, runProgram } from "../host/program";
import { type Check, explain } from "./checks/check";
import { leftIn } from "./checks/left";
import { checkPlan, listLeft } from "./checks/plan";
import { terraformEnvironment } from "./project/environment";
import { folderOf, type RehearsalFolder, rehearsalFolder, takeFolder } from "./project/folder";
import { protectionNote } from "./project/protection";
import { planEnvironment, type SynthesisOptions, synthesizeInto } from "./project/synthesis";
import { Journal } from "./report/journal";
import { report } from "./report/report";
import type { Say, StepResult } from "./report/steps";
import type { TerraformEvent } from "./terraform/events";
import { Progress } from "./terraform/progress";
import { type Providers, providersFor } from "./terraform/providers";
import { type ApplyOptions, type PlannedChange, Terraform } from "./terraform/terraform";

export interface RehearsalOptions extends SynthesisOptions {
  /** Behaviour of the simulated cloud. */
  readonly settings?: Partial<Settings>;
  /** The cloud's initial state. @default empty */
  readonly state?: CloudState | undefined;
  /** Machines behind the cloud. @default none: all steps on nodes are left out */
  readonly backend?: MachineBackend | undefined;
}

/** How long the simulated cloud takes for its work: enough to see pending states. */
const WORK_MS = 250;

/** One rehearsal: a plan, a simulated cloud, and the real Terraform. Each step is a method. */
export class Rehearsal {
  readonly journal = new Journal();
  private providers: Providers | undefined;
  private terraform: Terraform | undefined;
  private plan: Plan;
  private readonly release: () => void;

  private constructor(
    private readonly options: RehearsalOptions,
    plan: Plan,
    readonly cloud: Cloud,
    readonly folder: RehearsalFolder,
  ) {
    this.plan = plan;
    this.release = takeFolder(folder);
    cloud.events.on("call", (call) => this.journal.call(call));
  }

  /**
   * Reads the plan, takes the rehearsal's folder and starts the cloud.
   * @throws PlanError if the plan has errors; Failure if another rehearsal of it is running
   */
  static async begin(options: RehearsalOptions): Promise<Rehearsal> {
    const plan = readPlan(planEnvironment(options, options.backend?.timeServer), options.root);
    const base = rehearsalFolder(options.environment, options.root);
    const cloud = new Cloud({
      settings: { delayMs: WORK_MS, ...options.settings },
      state: options.state,
      ...(options.backend && { hypervisor: options.backend.hypervisor }),
    });
    const rehearsal = new Rehearsal(options, plan, cloud, folderOf(base, plan.name));
    options.backend?.attach(cloud, rehearsal.folder.path);
    // the script that enables monitoring expects endpoints without a path, like the real ones
    await cloud.listen({ portPerRegion: true });
    return rehearsal;
  }

  get fittings(): Plan {
    return this.plan;
  }

  /** Lines to print before it begins. */
  get notes(): readonly string[] {
    return protectionNote(this.plan);
  }

  /**
   * Base URL of each region. It includes regions outside the plan: an edit may remove a region from the plan that still
   * has resources.
   */
  get endpoints(): Readonly<Record<string, string>> {
    return this.cloud.endpoints;
  }

  async prepareProviders(say: Say): Promise<StepResult> {
    this.providers = await this.chooseProviders(say);
    return { result: this.providers.summary };
  }

  /** @param root another copy of the project, for changes of a deployed stack */
  async synthesize(root = this.options.root): Promise<StepResult> {
    const options = { ...this.options, root };
    const timeServer = options.backend?.timeServer;
    this.plan = readPlan(planEnvironment(options, timeServer), root);
    await synthesizeInto(this.folder.output, options, timeServer);
    return { result: `${this.plan.locations.length} locations` };
  }

  async init(): Promise<StepResult> {
    const { environment, cancellation } = this.options;
    this.providers ??= await this.chooseProviders(() => {});
    this.terraform = new Terraform({
      program: environment.TERRAFORM_BINARY_NAME || undefined,
      folder: this.folder,
      cancellation,
      environment: this.terraformVariables(),
    });
    this.terraform.forceLocalState();
    await this.terraform.init();
    this.journal.versions = await this.terraform.versions();
    return { result: `Terraform ${this.journal.versions.terraform}` };
  }

  async apply(say: Say, options: ApplyOptions = {}): Promise<StepResult> {
    const progress = new Progress();
    const isFirst = this.journal.spans.size === 0;
    const onEvent = (event: TerraformEvent): void => {
      options.onEvent?.(event);
      if (isFirst) {
        this.journal.span(event);
      }
      tell(say, progress.take(event));
    };
    await this.initialised.apply({ ...options, onEvent });
    return { result: `${progress.done} resources`, kinds: progress.all };
  }

  /** Values of the stack's outputs, including sensitive ones. */
  outputs(): Promise<Readonly<Record<string, unknown>>> {
    return this.initialised.outputs();
  }

  /** Runs one of the product's own commands on the rehearsed stack, as an operator would. */
  async command(name: string, parameters: readonly string[], input?: string): Promise<Outcome> {
    const { root, cancellation, backend } = this.options;
    return runProgram(join(root, "plumbline"), [name, ...parameters], {
      folder: root,
      cancellation,
      input,
      environment: {
        ...this.terraformVariables(),
        ...planEnvironment(this.options, backend?.timeServer),
        CDKTF_OUTDIR: this.folder.output,
      },
    });
  }

  /** The objections of `plumbline guard` (part of `deploy`) to another apply; undefined: none. */
  async guard(): Promise<string | undefined> {
    const { code, stderr } = await this.command("guard", [], await this.initialised.shownPlan());
    return code === 0 ? undefined : stderr;
  }

  /** What another apply would change. */
  changes(options: Pick<ApplyOptions, "more"> = {}): Promise<readonly PlannedChange[]> {
    return this.initialised.plan(options);
  }

  async planAgain(): Promise<StepResult> {
    const changes = await this.changes();
    if (changes.length > 0) {
      const lines = changes.map(({ address, action }) => `${action} ${address}`);
      throw new Failure(`a second plan has ${changes.length} changes`, lines);
    }
    return { result: "no changes" };
  }

  async check(): Promise<StepResult> {
    const checks: Check[] = await checkPlan(this.plan, this.endpoints, LAB_ACCOUNT);
    this.journal.checks = checks;
    const failing = checks.filter(({ holds }) => !holds);
    if (failing.length > 0) {
      throw new Failure(`${failing.length} of ${checks.length} checks failed`, failing.map(explain));
    }
    const requirements = new Set(checks.map(({ requirement }) => requirement));
    return { result: `${checks.length} checks, ${requirements.size} requirements` };
  }

  async destroy(say: Say): Promise<StepResult> {
    const progress = new Progress();
    await this.initialised.destroy({ onEvent: (event) => tell(say, progress.take(event)) });
    return { result: `${progress.done} resources`, kinds: progress.all };
  }

  async nothingLeft(): Promise<StepResult> {
    // an API client needs a network domain to list most kinds: the simulator itself knows the rest
    const left = [...(await listLeft(this.plan, this.endpoints, LAB_ACCOUNT)), ...leftIn(this.cloud.state())];
    if (left.length > 0) {
      throw new Failure("something is left", left);
    }
    return { result: "nothing left" };
  }

  /** Writes the report and the log of all calls. */
  writeReport(failures: readonly string[], cancellation: readonly string[]): void {
    const providers = this.providers?.words ?? "none yet";
    const text = report({ plan: this.plan, journal: this.journal, providers, failures, cancellation });
    writeFileSync(this.folder.report, text, { mode: 0o600 });
    writeFileSync(join(this.folder.path, "calls.log"), this.journal.log.join(""), { mode: 0o600 });
  }

  /** Stops the cloud and releases the folder. */
  async end(): Promise<void> {
    await this.cloud.stop();
    this.release();
  }

  private terraformVariables(): NodeJS.ProcessEnv {
    const { environment, backend } = this.options;
    return {
      ...terraformEnvironment(environment, {
        account: LAB_ACCOUNT,
        endpoints: this.endpoints,
        cliConfig: this.providers?.cliConfig,
      }),
      ...(backend && { TF_VAR_ssh_port: String(backend.sshPort) }),
    };
  }

  private chooseProviders(log: Say): Promise<Providers> {
    const { environment, root, cancellation } = this.options;
    return providersFor({ environment, root, folder: this.folder.path, cancellation, log });
  }

  private get initialised(): Terraform {
    if (this.terraform === undefined) {
      throw new Error("init comes first");
    }
    return this.terraform;
  }
}

function tell(say: Say, line: string | undefined): void {
  if (line !== undefined) {
    say(line);
  }
}
