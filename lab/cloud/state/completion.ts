import type { CpuSpeed } from "../../../platform/limits";
import type { ServerDiskSpeed } from "./server";

/** What a server's work changes when it completes. */
export type ServerChange =
  | { readonly do: "deploy"; readonly start: boolean }
  | { readonly do: "start" }
  | { readonly do: "stop"; readonly hard: boolean }
  | { readonly do: "reboot"; readonly hard: boolean }
  | { readonly do: "delete" }
  | {
      readonly do: "reconfigure";
      readonly memoryGb: number;
      readonly cpu: { readonly count: number; readonly coresPerSocket: number; readonly speed: CpuSpeed };
    }
  | { readonly do: "updateTools" }
  | { readonly do: "addDisk"; readonly diskId: string }
  | { readonly do: "expandDisk"; readonly diskId: string; readonly sizeGb: number }
  | {
      readonly do: "changeDiskSpeed";
      readonly diskId: string;
      readonly speed: ServerDiskSpeed;
      readonly iops: number | undefined;
    }
  | { readonly do: "removeDisk"; readonly diskId: string }
  | { readonly do: "addController"; readonly controllerId: string }
  | { readonly do: "removeController"; readonly controllerId: string }
  | { readonly do: "addNic"; readonly nicId: string }
  | { readonly do: "changeNic"; readonly nicId: string }
  | { readonly do: "removeNic"; readonly nicId: string };

/** What work on a network domain or a VLAN changes when it completes. */
export interface NetworkChange {
  readonly do: "deploy" | "change" | "delete";
}

/** The completion of work that an operation has begun. Plain data, so that a state file can contain it. */
export type Completion = {
  /** Milliseconds since 1970. */
  readonly due: number;
  readonly id: string;
  /** The work fails: the resource ends in a FAILED state. */
  readonly fails: boolean;
} & (
  | { readonly kind: "server"; readonly change: ServerChange }
  | { readonly kind: "networkDomain" | "vlan" | "firewallRule"; readonly change: NetworkChange }
);

/** Inserts a completion after all that are due earlier or at the same time. */
export function enqueue(pending: Completion[], completion: Completion): void {
  let index = pending.length;
  while (index > 0 && (pending[index - 1]?.due ?? 0) > completion.due) {
    index -= 1;
  }
  pending.splice(index, 0, completion);
}

/** Removes a completion from the pending ones. False: it was not among them any more. */
export function withdraw(pending: Completion[], completion: Completion): boolean {
  const index = pending.indexOf(completion);
  if (index < 0) {
    return false;
  }
  pending.splice(index, 1);
  return true;
}
