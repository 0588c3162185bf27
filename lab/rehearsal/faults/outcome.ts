/** Readable names of Terraform's resource types. */
export const WORDS = {
  ddcloud_networkdomain: "network domain",
  ddcloud_vlan: "VLAN",
  ddcloud_server: "server",
  ddcloud_nat: "NAT rule",
  ddcloud_firewall_rule: "firewall rule",
  null_resource: "monitoring",
} as const;

type Thing = (typeof WORDS)[keyof typeof WORDS];

/**
 * The outcome of a fault:
 * - `ridden out`: the run succeeds, and a plan afterwards is empty;
 * - `again`: the run fails, and repeating the command completes it;
 * - `replaces X`: the run fails, and the next apply replaces an unfinished X;
 * - `import X`, `delete X`: the run fails and leaves a resource unknown to Terraform; `npm run orphans` names it and
 * says
 * what to do, after which repeating the command completes the run;
 * - `unnoticed, delete X`: the same, but the run succeeds;
 * - `support, ...`: the next run fails, too, because the platform refuses to change a server that is FAILED_CHANGE and
 * runs; after its support has repaired the server, repeating the command completes the run.
 */
export type Outcome =
  | "ridden out"
  | "again"
  | `${"" | "support, "}replaces ${Thing}`
  | "support, again"
  | `${"" | "unnoticed, "}${"import" | "delete"} ${Thing}`;

/** The expected outcome of a fault, or either of two if it depends on timing. */
export type Expected = Outcome | `ridden out or ${Outcome}`;

/** For plans other than the default one that do not call the operation. */
export const NOT_CALLED = "not called";

/** Whether an outcome is an expected one. */
export function fits(seen: string, expected: Expected): boolean {
  return seen === NOT_CALLED || expected.split(" or ").includes(seen);
}

/** What was seen of a pair. */
export interface Seen {
  /** Whether the run that met the fault succeeded. */
  readonly succeeded: boolean;
  /** The resources that `npm run orphans` named afterwards, with its advice. */
  readonly orphans: readonly { readonly kind: string; readonly advice: "import" | "delete" }[];
  /** Whether the platform's support had to help. */
  readonly support: boolean;
  /** Types of resources that the next apply replaced. */
  readonly replaced: readonly string[];
  /** What another plan would have changed; empty: nothing. */
  readonly changes: readonly string[];
}

/** The outcome in the table's words, or a description if the table has no words for it. */
export function outcomeOf({ succeeded, orphans, support, replaced, changes }: Seen): string {
  const things = replaced.map((type) => (WORDS as Readonly<Record<string, string>>)[type] ?? type);
  const parts = [
    ...(succeeded && orphans.length > 0 ? ["unnoticed"] : []),
    ...orphans.map(({ kind, advice }) => `${advice} ${kind}`),
    ...(things.length > 0 ? [`replaces ${things.join(", ")}`] : []),
    ...(changes.length > 0 ? [`then ${changes.join(", ")}`] : []),
  ];
  const rest = parts.length > 0 ? parts.join(", ") : succeeded ? "ridden out" : "again";
  return support ? `support, ${rest}` : rest;
}
