/** Where a resource is in its life. A PENDING state begins inside the request that asks for the change. */
export type State =
  | "NORMAL"
  | "PENDING_ADD"
  | "PENDING_CHANGE"
  | "PENDING_DELETE"
  | "FAILED_ADD"
  | "FAILED_CHANGE"
  | "FAILED_DELETE";

/** What every resource has. */
export interface Resource {
  readonly id: string;
  readonly datacenterId: string;
  /** ISO 8601, UTC. */
  readonly createTime: string;
  state: State;
}

/** A resource that belongs to a network domain and has a name there. */
export interface DomainResource extends Resource {
  readonly networkDomainId: string;
  readonly name: string;
}
