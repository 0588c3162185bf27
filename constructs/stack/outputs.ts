import { Lazy, TerraformOutput } from "cdktf";
import type { Construct } from "constructs";
import { refuseUnlessRefused } from "../words/refusal";
import { withStableName } from "./stable-name";

/**
 * What constructs contribute to, each under a key of its own: `nodes` (addresses and logins), `unattended` (addresses of
 * nodes that nothing logs in to), `expectations` (what `verify` holds a node against), `replications` (members of each
 * group, and which of them is the source), `guarded` (what the next deployment must not harm), `removed` (nodes that the
 * plan let go), passwords, and values that were made under a name (`values`).
 */
export type OutputTable =
  | "nodes"
  | "unattended"
  | "expectations"
  | "replications"
  | "guarded"
  | "removed"
  | "passwords"
  | "admin_passwords"
  | "values";

/** Tables that are empty in most stacks, with their descriptions. */
const RARE = { unattended: "nodes on which no step runs", removed: "nodes that left the plan, and why" };

export interface OutputsProps {
  /** Whether nodes are contextualised. */
  readonly machines: string;
  /** Private key of the deployer, as an expression. */
  readonly deployerKey: string;
}

/** The outputs that people and the commands read. Their values are evaluated at synthesis. */
export class Outputs {
  private readonly information: string[] = [];
  private readonly tables = new Map<OutputTable, Map<string, () => unknown>>();

  constructor(
    private readonly scope: Construct,
    { machines, deployerKey }: OutputsProps,
  ) {
    this.declare("information", "what to know about this deployment", () => this.information);
    this.declare("nodes", "the nodes and how to reach them", () => this.table("nodes"));
    this.declare("expectations", "what npm run verify holds the nodes against", () => ({
      machines,
      nodes: this.table("expectations"),
    }));
    this.declare("replications", "who the source of each replication is", () => this.table("replications"));
    this.declare("guarded", "the servers that npm run deploy keeps from harm", () => this.table("guarded"));
    const secrets = () => ({
      deployer_key: deployerKey,
      passwords: this.table("passwords"),
      admin_passwords: this.table("admin_passwords"),
      ...(this.tables.has("values") ? { values: this.table("values") } : {}),
    });
    this.declare("secrets", "the deployer's SSH key and all passwords", secrets, true);
  }

  /** Adds lines to the documentation that is shown after a deployment. */
  addInformation(...lines: readonly string[]): void {
    this.information.push(...lines);
  }

  /** Adds an entry to a table. Refuses a key that is taken. */
  contribute(table: OutputTable, key: string, produce: () => unknown): void {
    const entries = this.tables.get(table) ?? new Map<string, () => unknown>();
    if (entries.has(key)) {
      refuseUnlessRefused(this.scope, `two constructs are called ${key}; rename one`);
      return;
    }
    if (table in RARE && entries.size === 0) {
      this.declare(table, RARE[table as keyof typeof RARE], () => this.table(table));
    }
    this.tables.set(table, entries.set(key, produce));
  }

  private table(name: OutputTable): Record<string, unknown> {
    return Object.fromEntries([...(this.tables.get(name) ?? [])].map(([key, produce]) => [key, produce()]));
  }

  private declare(id: string, description: string, produce: () => unknown, sensitive?: true): void {
    const value = Lazy.anyValue({ produce });
    withStableName(new TerraformOutput(this.scope, id, { description, value, ...(sensitive ? { sensitive } : {}) }));
  }
}
