import type { CallRecord } from "../../../lab/cloud/calls";
import { Cloud, type CloudOptions, LAB_ACCOUNT } from "../../../lab/cloud/cloud";
import { providerMirror } from "../../../lab/providers/mirror";
import { type Plan, WorkingFolder } from "./working-folder";

const ENVIRONMENT = {
  MCP_USER: LAB_ACCOUNT.user,
  MCP_PASSWORD: LAB_ACCOUNT.password,
  MCP_LAB_POLL_INTERVAL: "20ms",
};

/** The real Terraform with the stand-in of ddcloud, and the simulated cloud that it talks to. */
export class DdcloudLab {
  /** Every call since the start, or since {@link forget}. */
  readonly calls: CallRecord[] = [];

  private constructor(
    readonly cloud: Cloud,
    readonly folder: WorkingFolder,
    private readonly environment: NodeJS.ProcessEnv,
  ) {
    cloud.events.on("call", (call) => this.calls.push(call));
  }

  static async start(options: CloudOptions = {}, environment: NodeJS.ProcessEnv = {}): Promise<DdcloudLab> {
    const { cliConfig } = await providerMirror();
    const cloud = new Cloud({ ...options, settings: { tagKeys: ["role", "tier"], ...options.settings } });
    await cloud.listen();
    return new DdcloudLab(cloud, await WorkingFolder.make(cliConfig), { ...ENVIRONMENT, ...environment });
  }

  async stop(): Promise<void> {
    await this.cloud.stop();
    await this.folder.remove();
  }

  /** A provider block for a region, with an alias where one is given. */
  provider(region: string, alias?: string, settings = ""): string {
    const name = alias === undefined ? "" : `alias = "${alias}"\n`;
    return `provider "ddcloud" {
      ${name}cloudcontrol_endpoint = "${this.cloud.endpoints[region]}"
      retry_delay = 1
      ${settings}
    }\n`;
  }

  async apply(configuration?: string): Promise<void> {
    if (configuration !== undefined) {
      await this.folder.configure(configuration);
    }
    await this.folder.terraform(["apply", "-auto-approve"], this.environment);
  }

  /** What Terraform says of an apply that is expected to fail. */
  async applyFails(configuration?: string): Promise<string> {
    if (configuration !== undefined) {
      await this.folder.configure(configuration);
    }
    const { failed, text } = await this.folder.outcome(["apply", "-auto-approve"], this.environment);
    if (!failed) {
      throw new Error("the apply was expected to fail, and did not");
    }
    return text;
  }

  plan(configuration?: string, parameters: readonly string[] = []): Promise<Plan> {
    return this.folder.plan(configuration, parameters, this.environment);
  }

  /** Reads everything anew into the state. */
  async refresh(): Promise<void> {
    await this.folder.terraform(["apply", "-refresh-only", "-auto-approve"], this.environment);
  }

  async destroy(): Promise<void> {
    await this.folder.terraform(["destroy", "-auto-approve"], this.environment);
  }

  async import(address: string, id: string): Promise<void> {
    await this.folder.terraform(["import", address, id], this.environment);
  }

  forget(): void {
    this.calls.length = 0;
  }

  /** Operations that change something, in the order of their calls. */
  get changes(): string[] {
    return this.calls.filter(({ method }) => method === "POST").map(({ operation }) => operation ?? "?");
  }

  /** How often an operation was called. */
  count(operation: string): number {
    return this.calls.filter((call) => call.operation === operation).length;
  }

  /** Everything that the cloud holds in all regions, beside what comes with it. */
  get left(): Record<string, number> {
    const left: Record<string, number> = {};
    for (const { resources } of this.cloud.state().organisations) {
      for (const [kind, ofKind] of Object.entries(resources)) {
        if (kind !== "tagKey") {
          left[kind] = (left[kind] ?? 0) + ofKind.length;
        }
      }
    }
    return left;
  }
}
