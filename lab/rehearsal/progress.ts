import type { TerraformEvent } from "./terraform-events";

/** What readers call the resources of a stack, in the order in which they are made. */
const KINDS: readonly (readonly [type: RegExp, name: string])[] = [
  [/^(tls|random)_/, "keys, certificates, passwords"],
  [/^ddcloud_networkdomain$/, "network domains"],
  [/^ddcloud_vlan$/, "VLANs"],
  [/^ddcloud_address_list$/, "address lists"],
  [/^ddcloud_server$/, "servers"],
  [/^ddcloud_nat$/, "NAT rules"],
  [/^ddcloud_firewall_rule$/, "firewall rules"],
  // where the steps on machines are left out, nothing else is a null_resource
  [/^null_resource$/, "monitoring"],
  [/^/, "others"],
];

/** Resources of one kind while Terraform makes or removes them. Times are milliseconds since 1970. */
export interface KindProgress {
  readonly kind: string;
  planned: number;
  done: number;
  began: number | undefined;
  ended: number | undefined;
}

/** How far Terraform is, from what it says. */
export class Progress {
  private readonly kinds = new Map<string, KindProgress>();

  constructor(private readonly now: () => number = Date.now) {}

  /** Takes an event. Gives a line when a kind has come to its end. */
  take(event: TerraformEvent): string | undefined {
    if (event.kind === "diagnostic") {
      return undefined;
    }
    const progress = this.of(event.type);
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

  /** Number of resources that are done. */
  get done(): number {
    return this.all.reduce((sum, { done }) => sum + done, 0);
  }

  /** All kinds that there were any of. */
  get all(): readonly Readonly<KindProgress>[] {
    const order = KINDS.map(([, name]) => name);
    return [...this.kinds.values()].sort((one, other) => order.indexOf(one.kind) - order.indexOf(other.kind));
  }

  private of(type: string): KindProgress {
    const kind = KINDS.find(([pattern]) => pattern.test(type))?.[1] ?? type;
    const known = this.kinds.get(kind);
    const progress = known ?? { kind, planned: 0, done: 0, began: undefined, ended: undefined };
    this.kinds.set(kind, progress);
    return progress;
  }
}
