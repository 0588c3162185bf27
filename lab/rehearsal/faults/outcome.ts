/** What readers call a resource of Terraform. */
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
 * What comes of a fault:
 * - `ridden out`: the run succeeds, and a plan afterwards is empty;
 * - `again`: the run fails, and the same command again goes on where it stopped;
 * - `replaces X`: the run fails, and the next apply replaces what was half made;
 * - `import X`, `delete X`: the run fails and leaves something that Terraform does not know; `npm run orphans` names it
 *   and says what to do, after which the same command goes on;
 * - `unnoticed, delete X`: the same, but the run succeeds;
 * - `support, ...`: the next run fails as well, since the platform takes no change of a server that is FAILED_CHANGE and
 *   runs; once its support has set it to rights, the same command goes on.
 */
export type Outcome =
  | "ridden out"
  | "again"
  | `${"" | "support, "}replaces ${Thing}`
  | "support, again"
  | `${"" | "unnoticed, "}${"import" | "delete"} ${Thing}`;

/** What may come of a fault: one outcome, or either of two where chance decides. */
export type Expected = Outcome | `ridden out or ${Outcome}`;

/** Seen where a plan other than the default one does not call the operation. */
export const NOT_CALLED = "not called";

/** Whether what was seen is what was expected. */
export function fits(seen: string, expected: Expected): boolean {
  return seen === NOT_CALLED || expected.split(" or ").includes(seen);
}

/** What was seen of a pair. */
export interface Seen {
  /** Whether the run that met the fault succeeded. */
  readonly succeeded: boolean;
  /** What `npm run orphans` named after it, with its advice. */
  readonly orphans: readonly { readonly kind: string; readonly advice: "import" | "delete" }[];
  /** Whether the platform's support had to help. */
  readonly support: boolean;
  /** Types of what the next apply replaced. */
  readonly replaced: readonly string[];
  /** What another plan would have changed; empty: nothing. */
  readonly changes: readonly string[];
}

/** What was seen, in the words of the table; what has no words there is told as it is. */
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
