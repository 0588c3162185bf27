import { appendFileSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { jsonIn } from "../../../platform/printed-json";
import type { Cancellation } from "../../host/cancellation";
import { Failure } from "../../host/failure";
import { type Outcome, runProgram } from "../../host/program";
import type { RehearsalFolder } from "../project/folder";
import { liftProtection } from "../project/protection";
import { type Diagnostic, readEvent, type TerraformEvent } from "./events";
import { BACKEND_OVERRIDE, CONFIGURATION, refuseRealDeployment } from "./guard";

export interface TerraformOptions {
  /** The program. @default terraform */
  readonly program?: string | undefined;
  readonly folder: RehearsalFolder;
  readonly environment: NodeJS.ProcessEnv;
  readonly cancellation: Cancellation;
}

/** Options of one `terraform apply`. */
export interface ApplyOptions {
  /** Further arguments, e.g. `-replace=ADDRESS`. */
  readonly more?: readonly string[];
  /** Kills Terraform. */
  readonly accident?: AbortSignal;
  readonly onEvent?: (event: TerraformEvent) => void;
}

/** A planned action on a resource. */
export interface PlannedChange {
  readonly address: string;
  readonly action: "create" | "update" | "replace" | "delete";
}

interface Versions {
  readonly terraform_version: string;
  readonly provider_selections: Readonly<Record<string, string>>;
}

/** Terraform in the folder of a rehearsed stack. The guard checks each run. */
export class Terraform {
  constructor(private readonly options: TerraformOptions) {}

  /** Forces the state into the rehearsal's folder, whatever backend the plan has. Call it before each `init`. */
  forceLocalState(): void {
    const { stack, state } = this.options.folder;
    mkdirSync(dirname(state), { recursive: true, mode: 0o700 });
    const override = { terraform: { backend: { local: { path: relative(stack, state) } } } };
    writeFileSync(join(stack, BACKEND_OVERRIDE), `${JSON.stringify(override, null, 2)}\n`);
  }

  async init(): Promise<void> {
    await this.mustSucceed("init", await this.run(["init", "-input=false", "-no-color", "-reconfigure"]));
  }

  /** Version of Terraform, and of each provider by its address. */
  async versions(): Promise<{ readonly terraform: string; readonly providers: Readonly<Record<string, string>> }> {
    const outcome = await this.run(["version", "-json"]);
    await this.mustSucceed("version", outcome);
    const { terraform_version: terraform, provider_selections: providers } = printed<Versions>("version", outcome);
    return { terraform, providers };
  }

  /** Values of the outputs by name, including sensitive ones. */
  async outputs(): Promise<Readonly<Record<string, unknown>>> {
    const outcome = await this.run(["output", "-json", "-no-color"]);
    await this.mustSucceed("output", outcome);
    const outputs = printed<Record<string, { readonly value: unknown }>>("output", outcome);
    return Object.fromEntries(Object.entries(outputs).map(([name, { value }]) => [name, value]));
  }

  apply(options: ApplyOptions = {}): Promise<void> {
    return this.change("apply", options);
  }

  /** Destroys even what `destroy: never` keeps: the rehearsal's copy has no protection. */
  destroy(options: Pick<ApplyOptions, "onEvent"> = {}): Promise<void> {
    liftProtection(this.options.folder.stack, CONFIGURATION);
    return this.change("destroy", options);
  }

  /** What another apply would change. Empty: nothing. */
  async plan({ more = [] }: Pick<ApplyOptions, "more"> = {}): Promise<readonly PlannedChange[]> {
    const changes: PlannedChange[] = [];
    const diagnostics: Diagnostic[] = [];
    const outcome = await this.run(["plan", "-json", "-input=false", "-detailed-exitcode", ...more], (event) => {
      if (event.kind === "planned") {
        changes.push({ address: event.address, action: event.action });
      }
      if (event.kind === "diagnostic") {
        diagnostics.push(event.diagnostic);
      }
    });
    if (outcome.code === 2 && changes.length === 0) {
      // only outputs change
      return [{ address: "outputs", action: "update" }];
    }
    await this.mustSucceed("plan", { ...outcome, code: outcome.code === 2 ? 0 : outcome.code }, diagnostics);
    return changes;
  }

  /** A plan as `terraform show -json` prints it, including its secrets. */
  async shownPlan(): Promise<string> {
    const file = join(this.options.folder.path, "shown.tfplan");
    try {
      await this.mustSucceed("plan", await this.run(["plan", "-input=false", "-no-color", `-out=${file}`]));
      const shown = await this.run(["show", "-json", file]);
      await this.mustSucceed("show", shown);
      return shown.stdout;
    } finally {
      rmSync(file, { force: true });
    }
  }

  private async change(command: "apply" | "destroy", { more = [], accident, onEvent }: ApplyOptions): Promise<void> {
    const diagnostics: Diagnostic[] = [];
    const parameters = [command, "-json", "-input=false", "-auto-approve", ...more];
    const take = (event: TerraformEvent): void => {
      if (event.kind === "diagnostic") {
        diagnostics.push(event.diagnostic);
      }
      onEvent?.(event);
    };
    const outcome = await this.run(parameters, take, accident);
    await this.mustSucceed(command, outcome, diagnostics);
  }

  private run(
    parameters: readonly string[],
    onEvent?: (event: TerraformEvent) => void,
    accident?: AbortSignal,
  ): Promise<Outcome> {
    const { folder, environment, cancellation, program = "terraform" } = this.options;
    refuseRealDeployment({ stack: folder.stack, rehearsal: folder.path, environment });
    const onLine =
      onEvent &&
      ((line: string) => {
        appendFileSync(folder.log, `${line}\n`, { mode: 0o600 });
        readEvent(line).forEach(onEvent);
      });
    return runProgram(program, parameters, { folder: folder.stack, environment, cancellation, accident, onLine });
  }

  private async mustSucceed(command: string, outcome: Outcome, diagnostics: readonly Diagnostic[] = []): Promise<void> {
    if (outcome.code === 0) {
      return;
    }
    const told = diagnostics
      .filter(({ severity }) => severity === "error")
      .map(({ address, summary, detail }) => [address, summary, detail].filter((part) => part !== "").join(": "));
    // Terraform prints a plan with errors, too, which is longer than the errors
    const words = outcome.stderr.trim() || outcome.stdout.trim();
    const said = told.length > 0 ? told : words.split("\n").slice(-30);
    throw new Failure(`terraform ${command} failed (exit code ${outcome.code})`, said);
  }
}

/** The JSON that a command printed; throws a Failure with its output if there is none. */
function printed<Value>(command: string, { stdout, stderr }: Outcome): Value {
  const found = jsonIn(stdout);
  if ("value" in found) {
    return found.value as Value;
  }
  throw new Failure(`terraform ${command} printed no JSON`, [...found.words, ...stderr.trim().split("\n").slice(-30)]);
}
