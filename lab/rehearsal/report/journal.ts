import { type CallRecord, formatCall } from "../../cloud/calls";
import type { RuleUse } from "../../data-centre/firewall-words";
import type { Check } from "../checks/check";
import type { Link, Span } from "../terraform/critical-path";
import type { TerraformEvent } from "../terraform/events";
import type { KindProgress } from "../terraform/progress";

/** A finished step of a rehearsal. Times are milliseconds since 1970. */
export interface StepRecord {
  readonly name: string;
  /** Its result in a few words, e.g. `33 resources`. */
  readonly result: string;
  readonly failed: boolean;
  readonly began: number;
  readonly ended: number;
  /** Its effect on resources, by kind; empty if it changed none. */
  readonly kinds: readonly Readonly<KindProgress>[];
}

/** Calls of one operation. */
export interface OperationCount {
  readonly operation: string;
  /** By step. */
  readonly calls: ReadonlyMap<string, number>;
  /** Answers that were refusals, by code, e.g. RESOURCE_BUSY. */
  readonly refused: ReadonlyMap<string, number>;
}

/** The record of a rehearsal. */
export class Journal {
  readonly steps: StepRecord[] = [];
  /** Every API call as two lines; passwords are masked. */
  readonly log: string[] = [];
  checks: readonly Check[] = [];
  /** What the machines are made of, as lines; undefined: there are none. */
  backend: readonly string[] | undefined;
  /** What the firewall has done, by rule; empty: nothing enforced it. */
  firewall: readonly RuleUse[] = [];
  /** The critical path of the first apply. */
  criticalPath: readonly Link[] = [];
  /** When the first apply worked on which resource. */
  readonly spans = new Map<string, Span>();
  versions: { readonly terraform: string; readonly providers: Readonly<Record<string, string>> } | undefined;
  private readonly began = new Map<string, number>();
  private readonly waits = new Map<string, number>();
  private readonly said = new Map<string, { line: string; at: number }[]>();
  private step = "";
  private readonly counts = new Map<string, { calls: Map<string, number>; refused: Map<string, number> }>();

  constructor(private readonly now: () => number = Date.now) {}

  /** Runs a step and records its result or failure. */
  async during(
    name: string,
    work: () => Promise<{ result: string; kinds?: StepRecord["kinds"] }>,
  ): Promise<StepRecord> {
    const began = this.now();
    this.step = name;
    try {
      const { result, kinds = [] } = await work();
      return this.note({ name, result, failed: false, began, ended: this.now(), kinds });
    } catch (error) {
      const [line = ""] = (error instanceof Error ? error.message : String(error)).split("\n");
      this.note({ name, result: line, failed: true, began, ended: this.now(), kinds: [] });
      throw error;
    }
  }

  /** Records when work on a resource begins and ends, and how often it waits. */
  span(event: TerraformEvent): void {
    if (event.kind === "begun") {
      this.began.set(event.address, this.now());
    }
    if (event.kind === "said") {
      this.said.set(event.address, [...(this.said.get(event.address) ?? []), { line: event.line, at: this.now() }]);
      if (/ waiting for /.test(event.line)) {
        add(this.waits, event.address);
      }
    }
    if (event.kind === "done") {
      const ended = this.now();
      const began = this.began.get(event.address) ?? ended;
      const [waits = 0, said = []] = [this.waits.get(event.address), this.said.get(event.address)];
      this.spans.set(event.address, { began, ended, waits, said });
    }
  }

  /** Counts a call for the current step. */
  call(call: CallRecord): void {
    this.log.push(formatCall(call));
    const operation = call.operation ?? `${call.method} ${call.path.split("?")[0]}`;
    const count = this.counts.get(operation) ?? { calls: new Map(), refused: new Map() };
    this.counts.set(operation, count);
    add(count.calls, this.step);
    if (call.status === undefined || call.status >= 400) {
      add(count.refused, call.code ?? (call.status === undefined ? "connection ended" : `HTTP ${call.status}`));
    }
  }

  /** Calls by operation, ordered by name. */
  get operations(): OperationCount[] {
    return [...this.counts]
      .map(([operation, count]) => ({ operation, ...count }))
      .sort((one, other) => (one.operation < other.operation ? -1 : 1));
  }

  private note(step: StepRecord): StepRecord {
    this.steps.push(step);
    return step;
  }
}

function add(counts: Map<string, number>, key: string): void {
  counts.set(key, (counts.get(key) ?? 0) + 1);
}
