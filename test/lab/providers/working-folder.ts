import { execFile } from "node:child_process";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { STAND_INS } from "../../../lab/providers/stand-ins";

const run = promisify(execFile);

// biome-ignore lint/suspicious/noExplicitAny: what Terraform prints as JSON has no types, and assertions check it
type Json = any;

export interface Outcome {
  readonly failed: boolean;
  /** Standard output and error as one line: Terraform wraps its messages and frames them. */
  readonly text: string;
}

export interface Problem {
  readonly severity: "error" | "warning";
  readonly text: string;
  /** Holds the name of the resource, as an address or as the line of the configuration. */
  readonly place: string;
}

/** A folder with a configuration, in which the real Terraform runs with the stand-ins and nothing else. */
export class WorkingFolder {
  private constructor(
    readonly path: string,
    private readonly environment: NodeJS.ProcessEnv,
  ) {}

  static async make(cliConfig: string): Promise<WorkingFolder> {
    // what the machine has set for Terraform, the provider or a proxy must not decide a test
    const environment = Object.fromEntries(
      Object.entries(process.env).filter(([name]) => !/^(TF_|MCP_|.*_proxy$)/i.test(name)),
    );
    const path = await mkdtemp(join(tmpdir(), "plumbline-providers-"));
    return new WorkingFolder(path, { ...environment, TF_CLI_CONFIG_FILE: cliConfig, TF_IN_AUTOMATION: "1" });
  }

  async remove(): Promise<void> {
    await rm(this.path, { recursive: true, force: true });
  }

  /** Writes the configuration and initialises: each one asks for all four providers. */
  async configure(configuration: string): Promise<void> {
    const sources = { hashicorp: "hashicorp", dimensiondataresearch: "DimensionDataResearch" };
    const required = STAND_INS.map(
      ({ type, namespace, version }) =>
        `${type} = { source = "${sources[namespace]}/${type}", version = "${version}" }`,
    );
    const header = `terraform {\n  required_providers {\n    ${required.join("\n    ")}\n  }\n}\n`;
    await writeFile(join(this.path, "main.tf"), header + configuration);
    await this.terraform(["init"]);
  }

  async terraform(parameters: readonly string[], environment: NodeJS.ProcessEnv = {}): Promise<string> {
    const [command = "", ...rest] = parameters;
    const noQuestions = ["init", "plan", "apply", "destroy", "import"].includes(command) ? ["-input=false"] : [];
    const { stdout } = await run("terraform", [command, ...noQuestions, ...rest], {
      cwd: this.path,
      env: { ...this.environment, TF_CLI_ARGS: "-no-color", ...environment },
      maxBuffer: 64 * 1024 * 1024,
    });
    return stdout;
  }

  /** For commands that are expected to fail, or to warn. */
  async outcome(parameters: readonly string[], environment: NodeJS.ProcessEnv = {}): Promise<Outcome> {
    try {
      return { failed: false, text: oneLine(await this.terraform(parameters, environment)) };
    } catch (error) {
      const { stdout, stderr } = error as { stdout?: string; stderr?: string };
      if (stderr === undefined) {
        throw error;
      }
      return { failed: true, text: oneLine(`${stdout}\n${stderr}`) };
    }
  }

  async apply(configuration?: string, ...parameters: string[]): Promise<void> {
    if (configuration !== undefined) {
      await this.configure(configuration);
    }
    await this.terraform(["apply", "-auto-approve", ...parameters]);
  }

  /** What `validate` or `apply` has to say, problem by problem. */
  async problems(command: "validate" | "apply"): Promise<Problem[]> {
    const parameters = { validate: ["validate", "-json"], apply: ["apply", "-auto-approve", "-json"] }[command];
    const printed = await this.terraform(parameters).catch((error: { stdout?: string }) => {
      if (!error.stdout) {
        throw error;
      }
      return error.stdout;
    });
    const diagnostics: Json[] =
      command === "validate"
        ? JSON.parse(printed).diagnostics
        : printed.split("\n").flatMap((line) => (line.includes('"diagnostic":') ? [JSON.parse(line).diagnostic] : []));
    return diagnostics.map(({ severity, summary, detail, address, snippet }) => ({
      severity,
      text: oneLine(`${summary}: ${detail}`),
      place: `${address ?? ""} ${snippet?.context ?? ""}`,
    }));
  }

  async plan(configuration?: string, parameters: readonly string[] = [], environment: NodeJS.ProcessEnv = {}) {
    if (configuration !== undefined) {
      await this.configure(configuration);
    }
    await this.terraform(["plan", "-out=tested.plan", ...parameters], environment);
    const plan = JSON.parse(await this.terraform(["show", "-json", "tested.plan"], environment));
    return new Plan(plan);
  }

  /** All resources in the state. Read from its file, since `terraform show` starts every provider first. */
  async resources(): Promise<{ address: string; values: Json }[]> {
    return (await this.readState()).resources.map(({ mode, type, name, instances }: Json) => ({
      address: `${mode === "data" ? "data." : ""}${type}.${name}`,
      values: instances[0].attributes,
    }));
  }

  /** The attributes of a resource in the state. */
  async state(address: string): Promise<Json> {
    return (await this.resources()).find((resource) => resource.address === address)?.values;
  }

  async writeState(state: object): Promise<void> {
    await writeFile(join(this.path, "terraform.tfstate"), JSON.stringify(state));
  }

  async readState(): Promise<Json> {
    return JSON.parse(await readFile(join(this.path, "terraform.tfstate"), "utf8"));
  }
}

export class Plan {
  constructor(readonly json: Json) {}

  /** What happens to each resource that is not left alone, such as `{"null_resource.a": "replace"}`. */
  get changes(): Record<string, string> {
    const words: Record<string, string> = { "delete,create": "replace", "create,delete": "replace" };
    return Object.fromEntries(
      (this.json.resource_changes ?? [])
        .map(({ address, change }: Json) => [address, change.actions.join()])
        .filter(([, actions]: [string, string]) => actions !== "no-op" && actions !== "read")
        .map(([address, actions]: [string, string]) => [address, words[actions] ?? actions]),
    );
  }

  change(address: string): Json {
    return this.json.resource_changes.find((change: Json) => change.address === address)?.change;
  }
}

function oneLine(text: string): string {
  return text.replace(/[│╷╵\s]+/g, " ").trim();
}
