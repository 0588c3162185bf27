import type { TerraformEvent } from "./events";

/**
 * The steps of a node in their order. templates/node-file.ts has them too: they are said again here, since a rehearsal reads
 * what was synthesized and never what synthesizes. A test compares the two.
 */
export const STEPS = [
  "adopt",
  "grow",
  "prepare",
  "boot",
  "configure",
  "ready",
  "role",
  "source",
  "link",
  "seed",
  "verify",
] as const;

/** Readable names of a stack's resource types, in the order of their creation. */
const KINDS: readonly (readonly [address: RegExp, name: string])[] = [
  [/^(tls|random)_/, "keys, certificates, passwords"],
  [/^ddcloud_networkdomain\./, "network domains"],
  [/^ddcloud_vlan\./, "VLANs"],
  [/^ddcloud_address_list\./, "address lists"],
  [/^ddcloud_server\./, "servers"],
  [/^ddcloud_nat\./, "NAT rules"],
  [/^ddcloud_firewall_rule\./, "firewall rules"],
  [/^null_resource\..*_monitoring$/, "monitoring"],
  ...STEPS.map((step) => [new RegExp(`^null_resource\\..*_${step}$`), step] as const),
  [/^null_resource\..*_canary_for_/, "canary"],
  [/^/, "others"],
];

/**
 * Lines that are not progress: Terraform's own about connections and commands, and indented output of the scripts'
 * programs.
 */
export const TERRAFORMS_OWN = /^(\s|Executing: |Connect(ing|ed)\b)/;

/** Resources of one kind while Terraform creates or destroys them. Times are milliseconds since 1970. */
export interface KindProgress {
  readonly kind: string;
  planned: number;
  done: number;
  began: number | undefined;
  ended: number | undefined;
}

/** Terraform's progress, from its events. */
export class Progress {
  private readonly kinds = new Map<string, KindProgress>();

  constructor(private readonly now: () => number = Date.now) {}

  /** Takes an event. Returns a line when a kind is complete. */
  take(event: TerraformEvent): string | undefined {
    if (event.kind === "diagnostic") {
      return undefined;
    }
    if (event.kind === "said") {
      if (TERRAFORMS_OWN.test(event.line)) {
        return undefined;
      }
      return `${event.address.replace(/^null_resource\./, "")}: ${event.line}`;
    }
    const progress = this.of(event.address);
    switch (event.kind) {
      case "planned":
        progress.planned += event.action === "replace" ? 2 : 1;
        return undefined;
      case "begun":
        progress.began ??= this.now();
        return undefined;
      case "failed":
        progress.ended = this.now();
        return `${event.address} failed`;
      case "done":
        progress.done += 1;
        progress.ended = this.now();
        return progress.done === progress.planned ? `${progress.kind}: ${progress.done}` : undefined;
    }
  }

  /** Number of finished resources. */
  get done(): number {
    return this.all.reduce((sum, { done }) => sum + done, 0);
  }

  /** All kinds that have resources. */
  get all(): readonly Readonly<KindProgress>[] {
    const order = KINDS.map(([, name]) => name);
    return [...this.kinds.values()].sort((one, other) => order.indexOf(one.kind) - order.indexOf(other.kind));
  }

  private of(address: string): KindProgress {
    const kind = KINDS.find(([pattern]) => pattern.test(address))?.[1] ?? address;
    const known = this.kinds.get(kind);
    const progress = known ?? { kind, planned: 0, done: 0, began: undefined, ended: undefined };
    this.kinds.set(kind, progress);
    return progress;
  }
}
