import type { DataCentreEntry, RegionEntry } from "./catalogue";
import type { CloudView } from "./cloud-view";
import type { Input } from "./input";
import { invalidField, Refusal } from "./refusal";
import { delayOf } from "./settings";
import { type Completion, enqueue, type NetworkChange, type ServerChange } from "./state/completion";
import { type Kind, nameOfKind, type Organisation } from "./state/organisation";
import type { Resource } from "./state/resource";
import type { Server } from "./state/server";

/** The contents of a request whose operation is known. */
export interface Request {
  /** Name of the operation, e.g. `deployVlan`. */
  readonly operation: string;
  readonly region: RegionEntry;
  readonly organisation: Organisation;
  readonly userName: string;
  /** Minor version of API 2: 2 to 13. */
  readonly minor: number;
  /** Path parameters of the operation, such as a resource's id. */
  readonly parameters: Readonly<Record<string, string>>;
  readonly query: URLSearchParams;
  readonly input: Input;
  /** An injected fault: the work that this operation begins will end in a FAILED state. */
  readonly fails: boolean;
}

/** One request being processed: gives operations their input and starts work that takes time. */
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

  /** The current time in the format of `createTime`. */
  now(): string {
    return new Date(this.view.clock.now()).toISOString();
  }

  /** The path parameter with this name. */
  parameter(name: string): string {
    return this.request.parameters[name] ?? "";
  }

  /** Region and organisation, for events. */
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

  /** Whether the work of this operation ends later, or fails. */
  takesTime(): boolean {
    return this.request.fails || delayOf(this.view.settings, this.request.operation) > 0;
  }

  /** Starts work on a network domain, a VLAN or a firewall rule. The caller has already set its state to PENDING. */
  begin(kind: "networkDomain" | "vlan" | "firewallRule", id: string, change: NetworkChange): void {
    this.enqueue({ kind, id, change, due: this.due(), fails: this.request.fails });
  }

  /** Starts work on a server. */
  beginServer(server: Server, state: "PENDING_ADD" | "PENDING_CHANGE" | "PENDING_DELETE", change: ServerChange): void {
    server.state = state;
    server.progress = {
      action: actionOf(this.request.operation),
      requestTime: this.now(),
      userName: this.request.userName,
    };
    this.enqueue({ kind: "server", id: server.id, change, due: this.due(), fails: this.request.fails });
  }

  /**
   * Refuses to change a resource that is not NORMAL. `deletion`: the setting `deleteFailed` may allow failed resources
   * to be deleted.
   */
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

/** The name of an operation in answers: `deployVlan` is DEPLOY_VLAN. */
export function actionOf(operation: string): string {
  return operation.replace(/([a-z0-9])([A-Z])/g, "$1_$2").toUpperCase();
}
