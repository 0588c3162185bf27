/** An error or warning of Terraform. */
export interface Diagnostic {
  readonly severity: "error" | "warning";
  readonly summary: string;
  readonly detail: string;
  /** The resource; empty if there is none. */
  readonly address: string;
}

/** The content of a line of Terraform's `-json` output, as far as a rehearsal uses it. */
export type TerraformEvent =
  | { readonly kind: "planned"; readonly address: string; readonly type: string; readonly action: PlannedAction }
  | { readonly kind: "begun" | "done" | "failed"; readonly address: string; readonly type: string }
  /** A line that a step on a node writes. */
  | { readonly kind: "said"; readonly address: string; readonly type: string; readonly line: string }
  | { readonly kind: "diagnostic"; readonly diagnostic: Diagnostic };

type PlannedAction = "create" | "update" | "replace" | "delete";

const PLANNED: ReadonlySet<string> = new Set(["create", "update", "replace", "delete"]);
const HOOKS: Readonly<Record<string, "begun" | "done" | "failed">> = {
  apply_start: "begun",
  apply_complete: "done",
  apply_errored: "failed",
};

/** The events of one line: one, or none. Source: Terraform's documentation of its machine-readable UI. */
export function readEvent(line: string): TerraformEvent[] {
  const message = parse(line);
  if (message === undefined) {
    return [];
  }
  if (message.type === "diagnostic") {
    const { severity, summary = "", detail = "", address = "" } = message.diagnostic ?? {};
    return [{ kind: "diagnostic", diagnostic: { severity: severity ?? "error", summary, detail, address } }];
  }
  const resource = message.change?.resource ?? message.hook?.resource;
  if (resource === undefined) {
    return [];
  }
  const { addr: address, resource_type: type } = resource;
  const action = message.change?.action;
  if (message.type === "planned_change" && action !== undefined && PLANNED.has(action)) {
    return [{ kind: "planned", address, type, action: action as PlannedAction }];
  }
  if (message.type === "provision_progress") {
    const line = message.hook?.output?.trimEnd() ?? "";
    return line === "" ? [] : [{ kind: "said", address, type, line }];
  }
  const kind = HOOKS[message.type ?? ""];
  return kind === undefined ? [] : [{ kind, address, type }];
}

interface Message {
  readonly type?: string;
  readonly diagnostic?: Partial<Diagnostic>;
  readonly change?: { readonly resource?: Resource; readonly action?: string };
  readonly hook?: { readonly resource?: Resource; readonly output?: string };
}

interface Resource {
  readonly addr: string;
  readonly resource_type: string;
}

function parse(line: string): Message | undefined {
  try {
    const value = JSON.parse(line);
    return typeof value === "object" && value !== null ? value : undefined;
  } catch {
    // output of a provider in between
    return undefined;
  }
}
