import type { DataCentreEntry, RegionEntry } from "./catalogue";
import type { CloudView } from "./cloud-view";
import type { Input } from "./input";
import { invalidField, Refusal } from "./refusal";
import { delayOf } from "./settings";
import { type Completion, enqueue, type NetworkChange, type ServerChange } from "./state/completion";
import { type Kind, nameOfKind, type Organisation } from "./state/organisation";
import type { Resource } from "./state/resource";
import type { Server } from "./state/server";

/** What a request carries, once it is known to be an operation of this API. */
export interface Request {
  /** Name of the operation, e.g. `deployVlan`. */
  readonly operation: string;
  readonly region: RegionEntry;
  readonly organisation: Organisation;
  readonly userName: string;
  /** Minor version of API 2: 2 to 13. */
  readonly minor: number;
  /** Parts of the path that an operation of its own names, such as a resource's id. */
  readonly parameters: Readonly<Record<string, string>>;
  readonly query: URLSearchParams;
  readonly input: Input;
  /** A fault on request: what this operation begins will end in a FAILED state. */
  readonly fails: boolean;
}

/** One request at work: what operations read, and how they begin what takes time. */
export class Call {
  readonly organisation: Organisation;
  readonly region: RegionEntry;
  readonly input: Input;

  constructor(
    readonly request: Request,
    readonly view: CloudView,
  ) {
    this.organisation = request.organisation;
    this.region = request.region;
    this.input = request.input;
  }

  /** Now, as resources carry it in `createTime`. */
  now(): string {
    return new Date(this.view.clock.now()).toISOString();
  }

  /** The part of the path with this name. */
  parameter(name: string): string {
    return this.request.parameters[name] ?? "";
  }

  /** Where something happens, for events. */
  get where(): { readonly region: string; readonly organisationId: string } {
    return { region: this.region.name, organisationId: this.organisation.id };
  }

  /** The data centre with this id, which must be one of the region's. */
  dataCentre(id: string, field: string): DataCentreEntry {
    const entries = this.view.catalogue.dataCentresOf(this.region.name);
    const found = entries.find((entry) => entry.id === id);
    if (found === undefined) {
      const known = entries.map((entry) => entry.id).join(", ");
      throw invalidField(field, `is ${JSON.stringify(id)}; region ${this.region.name} has ${known}`);
    }
    return found;
  }

  /** Whether what this operation begins ends only later, or not well. */
  takesTime(): boolean {
    return this.request.fails || delayOf(this.view.settings, this.request.operation) > 0;
  }

  /** Begins work on a network domain, a VLAN or a firewall rule, whose state has just been set to PENDING. */
  begin(kind: "networkDomain" | "vlan" | "firewallRule", id: string, change: NetworkChange): void {
    this.enqueue({ kind, id, change, due: this.due(), fails: this.request.fails });
  }

  /** Begins work on a server. */
  beginServer(server: Server, state: "PENDING_ADD" | "PENDING_CHANGE" | "PENDING_DELETE", change: ServerChange): void {
    server.state = state;
    server.progress = {
      action: actionOf(this.request.operation),
      requestTime: this.now(),
      userName: this.request.userName,
    };
    this.enqueue({ kind: "server", id: server.id, change, due: this.due(), fails: this.request.fails });
  }

  /** Refuses to change what is not at rest. `deletion`: a setting may let failed resources go. */
  requireNormal(kind: Kind, resource: Resource, deletion = false): void {
    const { state } = resource;
    if (state === "NORMAL" || (deletion && state.startsWith("FAILED_") && this.view.settings.deleteFailed)) {
      return;
    }
    const name = `${nameOfKind(kind)} ${resource.id}`;
    if (state.startsWith("PENDING_")) {
      throw new Refusal("RESOURCE_BUSY", `${name} is in state ${state}; wait until it is NORMAL`);
    }
    throw new Refusal("RESOURCE_LOCKED", `${name} is in state ${state}`);
  }

  private due(): number {
    return this.view.clock.now() + delayOf(this.view.settings, this.request.operation);
  }

  private enqueue(completion: Completion): void {
    enqueue(this.organisation.pending, completion);
    this.view.wake(this.organisation, completion.due);
  }
}

/** The name of an operation as answers spell it: `deployVlan` is DEPLOY_VLAN. */
export function actionOf(operation: string): string {
  return operation.replace(/([a-z0-9])([A-Z])/g, "$1_$2").toUpperCase();
}
