import type { NetworkChange, ServerChange } from "./state/completion";
import type { Server } from "./state/server";
import type { Vlan } from "./state/vlan";

/** Where a change is to happen. */
interface Place {
  readonly region: string;
  readonly organisationId: string;
}

/**
 * The server that is to change, as it is before the change: a disk that is added is there already (PENDING_ADD, with
 * its size), one that is expanded still has its old size, one that is removed is still there.
 */
export interface ServerPlace extends Place {
  readonly server: Server;
}

/** The VLAN that is to change; one that is expanded has its new range already. */
export interface VlanPlace extends Place {
  readonly vlan: Vlan;
}

/**
 * What makes the cloud's changes real: it is asked for each before the change completes, and until it has answered the
 * resource stays PENDING. A rejection ends the change as failed work ends on the platform: FAILED_ADD, FAILED_CHANGE,
 * FAILED_DELETE, the reason in the cloud's warnings and, of a server, in `progress.failureReason`.
 *
 * Idempotent: a cloud that goes on with a state file asks again for what was pending in it, done or not. Changes of one
 * resource come one after the other; those of different resources at the same time.
 */
export interface Hypervisor {
  perform(change: ServerChange, where: ServerPlace): Promise<void>;
  /** @default VLANs are there as soon as the cloud says so */
  performVlan?(change: NetworkChange, where: VlanPlace): Promise<void>;
}
