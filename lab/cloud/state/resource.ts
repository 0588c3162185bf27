/** The state of a resource. A resource is PENDING from the request for a change until its work completes. */
export type State =
  | "NORMAL"
  | "PENDING_ADD"
  | "PENDING_CHANGE"
  | "PENDING_DELETE"
  | "FAILED_ADD"
  | "FAILED_CHANGE"
  | "FAILED_DELETE";

/** Fields of every resource. */
export interface Resource {
  readonly id: string;
  readonly datacenterId: string;
  /** ISO 8601, UTC. */
  readonly createTime: string;
  state: State;
}

/** A named resource of a network domain. */
export interface DomainResource extends Resource {
  readonly networkDomainId: string;
  readonly name: string;
}
