import type { Clock } from "./clock";
import { complete } from "./complete";
import type { CloudEmitter } from "./events";
import type { Hypervisor } from "./hypervisor";
import { type Completion, withdraw } from "./state/completion";
import { nameOfKind, type Organisation } from "./state/organisation";

/** What completing work needs of the cloud. */
export interface PendingWorkOptions {
  readonly clock: Clock;
  readonly events: CloudEmitter;
  readonly hypervisor: Hypervisor | undefined;
  readonly warn: (line: string) => void;
}

/**
 * Completes due work: at once, or after the hypervisor has done its part. Until then the completion stays in the list
 * of pending ones, so that a state file written meanwhile contains it.
 */
export class PendingWork {
  private readonly running = new Set<Completion>();
  private stopped = false;

  constructor(private readonly options: PendingWorkOptions) {}

  /** Completes what is due in an organisation, earliest first. */
  settle(organisation: Organisation): void {
    if (this.stopped) {
      return;
    }
    const now = this.options.clock.now();
    for (const completion of organisation.pending.filter(({ due }) => due <= now)) {
      if (!this.running.has(completion)) {
        this.begin(organisation, completion);
      }
    }
  }

  /** After this, no work starts or completes: what the hypervisor is still doing stays pending. */
  stop(): void {
    this.stopped = true;
  }

  private begin(organisation: Organisation, completion: Completion): void {
    const work = completion.fails ? undefined : this.perform(organisation, completion);
    if (work === undefined) {
      this.end(organisation, completion);
      return;
    }
    this.running.add(completion);
    work
      .then(
        () => this.end(organisation, completion),
        (error: unknown) => this.fail(organisation, completion, error),
      )
      // listeners of events run here, where no request could report what they throw
      .catch((error: unknown) => this.options.warn(`a defect of the lab: ${reasonOf(error, true)}`))
      .finally(() => this.running.delete(completion));
  }

  /** The hypervisor's part; undefined if there is none. */
  private perform(organisation: Organisation, completion: Completion): Promise<void> | undefined {
    const { hypervisor } = this.options;
    const place = { region: organisation.region, organisationId: organisation.id };
    if (completion.kind === "server") {
      const server = organisation.get("server", completion.id);
      return server && hypervisor && asked(() => hypervisor.perform(completion.change, { ...place, server }));
    }
    if (completion.kind === "vlan") {
      const vlan = organisation.get("vlan", completion.id);
      return (
        vlan && hypervisor?.performVlan && asked(() => hypervisor.performVlan?.(completion.change, { ...place, vlan }))
      );
    }
    return undefined;
  }

  private end(organisation: Organisation, completion: Completion): void {
    // an event listener may have completed it in this same turn
    if (!this.stopped && withdraw(organisation.pending, completion)) {
      complete(organisation, completion, this.options.events);
    }
  }

  private fail(organisation: Organisation, completion: Completion, error: unknown): void {
    if (this.stopped || !withdraw(organisation.pending, completion)) {
      return;
    }
    const { kind, id, change } = completion;
    const reason = reasonOf(error);
    this.options.warn(`${organisation.region} ${nameOfKind(kind)} ${id}: ${change.do} failed: ${reason}`);
    complete(organisation, { ...completion, fails: true }, this.options.events);
    const progress = kind === "server" ? organisation.get("server", id)?.progress : undefined;
    if (progress !== undefined) {
      progress.failureReason = reason;
    }
  }
}

/** A hypervisor that throws synchronously counts as one that rejects. */
async function asked(work: () => Promise<void> | undefined): Promise<void> {
  await work();
}

function reasonOf(error: unknown, withStack = false): string {
  if (!(error instanceof Error)) {
    return String(error);
  }
  return (withStack ? error.stack : undefined) ?? error.message;
}
