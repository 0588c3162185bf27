import { setTimeout as sleep } from "node:timers/promises";
import { Catalogue, type CatalogueData, type RegionEntry, STANDARD_CATALOGUE } from "./catalogue";
import { type Clock, SystemClock } from "./clock";
import { type CloudEmitter, newEmitter } from "./events";
import { Faults } from "./faults";
import type { Hypervisor } from "./hypervisor";
import { uuidOf } from "./ids";
import { Listener, type ListenOptions } from "./listener";
import { OPERATIONS } from "./operations/table";
import { V1_OPERATIONS } from "./operations/v1";
import { PendingWork } from "./pending-work";
import type { Caller, RequestContext } from "./request-context";
import { type Settings, STRICT } from "./settings";
import { Organisation } from "./state/organisation";
import type { CloudState } from "./state-file";

/** A user of the simulated API. */
export interface Account {
  readonly user: string;
  readonly password: string;
  /** Name of the organisation; accounts of the same name share everything. */
  readonly organisation: string;
}

/** The lab's own account: it gives access only to a simulator on this machine. */
export const LAB_ACCOUNT: Account = {
  user: "plumbline-lab",
  password: "only-for-the-lab",
  organisation: "Plumbline Lab",
};

export interface CloudOptions {
  /** Settings that differ from {@link STRICT}. */
  readonly settings?: Partial<Settings>;
  /** @default the lab's own account */
  readonly accounts?: readonly Account[];
  /** Locations and images. @default catalogue.json */
  readonly catalogue?: CatalogueData;
  /** The seed from which ids and addresses are derived. @default "plumbline" */
  readonly seed?: string;
  /** Saved state to continue with. Its seed replaces `seed`. */
  readonly state?: CloudState | undefined;
  /** @default the system's clock */
  readonly clock?: Clock;
  /** Performs changes on real machines before they complete. @default none: the cloud changes its own memory only */
  readonly hypervisor?: Hypervisor;
  /** Where the lab reports operations it does not know and failures of its hypervisor. @default standard error */
  readonly warn?: (line: string) => void;
}

/** Names of all operations, used to request faults and delays. */
export const OPERATION_NAMES: ReadonlySet<string> = new Set([
  "getMyAccount",
  ...OPERATIONS.map(({ name }) => name),
  ...V1_OPERATIONS.map(({ name }) => name),
]);

/** A simulated CloudControl API for any number of regions and organisations. */
export class Cloud implements RequestContext {
  readonly settings: Settings;
  readonly catalogue: Catalogue;
  readonly clock: Clock;
  readonly faults = new Faults(OPERATION_NAMES);
  readonly events: CloudEmitter = newEmitter();
  readonly accounts: readonly Account[];
  readonly warn: (line: string) => void;
  private readonly seed: string;
  private readonly organisations = new Map<string, Organisation>();
  private readonly listener = new Listener(this);
  private readonly pendingWork: PendingWork;
  private requests = 0;

  constructor(options: CloudOptions = {}) {
    this.settings = { ...STRICT, ...options.settings };
    this.accounts = options.accounts ?? [LAB_ACCOUNT];
    this.seed = options.state?.seed ?? options.seed ?? "plumbline";
    this.catalogue = new Catalogue(options.catalogue ?? STANDARD_CATALOGUE, this.seed);
    this.clock = options.clock ?? new SystemClock();
    this.warn = options.warn ?? ((line) => process.stderr.write(`lab cloud: ${line}\n`));
    const { clock, events, warn } = this;
    this.pendingWork = new PendingWork({ clock, events, warn, hypervisor: options.hypervisor });
    for (const state of options.state?.organisations ?? []) {
      const organisation = new Organisation(state.id, state.region, this.seed, state);
      this.organisations.set(`${state.region}/${state.id}`, organisation);
      for (const { due } of organisation.pending) {
        this.wake(organisation, due);
      }
    }
  }

  /** Starts to listen, on loopback only. Returns the base URL of each region. */
  listen(options: ListenOptions = {}): Promise<Readonly<Record<string, string>>> {
    return this.listener.listen(options);
  }

  /** Base URL of each region, in the form of the Terraform provider's `cloudcontrol_endpoint`. */
  get endpoints(): Readonly<Record<string, string>> {
    return this.listener.endpoints;
  }

  /** Closes all connections and cancels timers. Pending work stays pending in {@link state}. */
  async stop(): Promise<void> {
    this.pendingWork.stop();
    await this.listener.stop();
    this.clock.stop();
  }

  /** The resources of an organisation in a region. @default the first account's organisation */
  organisation(region: string, name: string = this.accounts[0]?.organisation ?? ""): Organisation {
    const entry = this.catalogue.region(region);
    if (entry === undefined) {
      const known = this.catalogue.regions.map((one) => one.name).join(", ");
      throw new Error(`unknown region ${JSON.stringify(region)}; the catalogue has ${known}`);
    }
    this.settle();
    return this.organisationIn(entry, name);
  }

  /** The full state of the cloud. */
  state(): CloudState {
    this.settle();
    return { format: 1, seed: this.seed, organisations: this.allOrganisations.map((one) => one.state()) };
  }

  get allOrganisations(): readonly Organisation[] {
    return [...this.organisations.values()];
  }

  organisationsIn(region: string): readonly Organisation[] {
    return this.allOrganisations.filter((organisation) => organisation.region === region);
  }

  wake(organisation: Organisation, due: number): void {
    this.clock.wake(due, () => this.pendingWork.settle(organisation));
  }

  settle(): void {
    for (const organisation of this.organisations.values()) {
      this.pendingWork.settle(organisation);
    }
  }

  caller(authorization: string | undefined, region: RegionEntry): Caller | undefined {
    const account = this.accountOf(authorization);
    return account && { userName: account.user, organisation: this.organisationIn(region, account.organisation) };
  }

  /** Whether these credentials belong to an account. */
  isKnown(authorization: string | undefined): boolean {
    return this.accountOf(authorization) !== undefined;
  }

  nextRequestId(region: RegionEntry): string {
    this.requests += 1;
    return `${region.name.toLowerCase()}_00000000-0000-4000-8000-${this.requests.toString(16).padStart(12, "0")}`;
  }

  async wait(milliseconds: number): Promise<void> {
    await sleep(milliseconds, undefined, { ref: false });
  }

  private accountOf(authorization: string | undefined): Account | undefined {
    const encoded = /^Basic\s+(\S+)$/i.exec(authorization ?? "")?.[1];
    const given = encoded === undefined ? undefined : Buffer.from(encoded, "base64").toString("utf8");
    return this.accounts.find(({ user, password }) => given === `${user}:${password}`);
  }

  private organisationIn(region: RegionEntry, name: string): Organisation {
    const id = uuidOf(`${this.seed}/organisation/${name}/${region.name}`);
    const key = `${region.name}/${id}`;
    const found = this.organisations.get(key);
    if (found !== undefined) {
      return found;
    }
    const made = new Organisation(id, region.name, this.seed);
    for (const tagKey of this.settings.tagKeys) {
      made.add("tagKey", {
        id: made.ids.next("tagKey", tagKey),
        ...{ name: tagKey, description: "", valueRequired: false, displayOnReport: false },
        ...{ datacenterId: "", createTime: new Date(this.clock.now()).toISOString(), state: "NORMAL" },
      });
    }
    this.organisations.set(key, made);
    return made;
  }
}
