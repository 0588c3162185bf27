import type { NetworkChange, ServerChange } from "./state/completion";
import type { Server } from "./state/server";
import type { Vlan } from "./state/vlan";

/** Region and organisation of a change. */
interface Place {
  readonly region: string;
  readonly organisationId: string;
}

/**
 * The server before the change: a disk to be added is already listed (PENDING_ADD, with its size), a disk to be
 * expanded has its old size, a disk to be removed is still listed.
 */
export interface ServerPlace extends Place {
  readonly server: Server;
}

/** The VLAN before the change; one to be expanded already has its new range. */
export interface VlanPlace extends Place {
  readonly vlan: Vlan;
}

/**
 * Performs the cloud's changes on real machines. The cloud calls it before a change completes, and the resource stays
 * PENDING until it returns. If it rejects, the change fails as on the platform: FAILED_ADD, FAILED_CHANGE or
 * FAILED_DELETE. The cloud warns with the reason, and for a server also sets `progress.failureReason`.
 *
 * Implementations must be idempotent: a cloud that continues from a state file repeats every change that was pending in
 * it, whether done or not. Changes of one resource run one after another, changes of different resources concurrently.
 */
export interface Hypervisor {
  perform(change: ServerChange, where: ServerPlace): Promise<void>;
  /** @default VLANs complete without a hypervisor */
  performVlan?(change: NetworkChange, where: VlanPlace): Promise<void>;
}
