import { setTimeout as sleep } from "node:timers/promises";
import { Failure } from "../cli/command";
import type { CloudControl } from "../cloudcontrol/cloudcontrol";
import type { Resource } from "../cloudcontrol/resource";
import type { Kind } from "./kinds";
import type { Orphan } from "./search";

/** How long to wait for the platform's work. */
const LONGEST_WAIT_MS = 15 * 60 * 1000;

/** Time between two polls: short at first, because little takes long, and at most the provider's own. */
const FIRST_LOOK_MS = 100;
const LAST_LOOK_MS = 5000;

/**
 * Deletes an orphan's resource and waits until it no longer exists. Powers off a running server first, without a
 * shutdown.
 */
export async function deleteOrphan({ kind, resource }: Orphan, api: CloudControl): Promise<void> {
  const { id } = resource;
  if (resource.started === true) {
    await api.change("server/powerOffServer", "2.2", { id });
    await settled(kind, id, api);
  }
  const [path, version] = kind.deletion;
  await api.change(path, version, { id });
  const left = await settled(kind, id, api);
  if (left !== undefined) {
    throw new Failure(`${kind.name} ${kind.label(resource)} is not deleted: it is ${left.state}`, [
      "the platform's support can remove what is in such a state",
    ]);
  }
}

/** The resource after its pending work; undefined: it no longer exists. */
async function settled(kind: Kind, id: string, api: CloudControl): Promise<Resource | undefined> {
  const end = Date.now() + LONGEST_WAIT_MS;
  for (let pause = FIRST_LOOK_MS; ; pause = Math.min(pause * 2, LAST_LOOK_MS)) {
    const [found] = await api.list(kind.list, kind.version, { id });
    if (found === undefined || !String(found.state).startsWith("PENDING_")) {
      return found;
    }
    if (Date.now() > end) {
      throw new Failure(
        `${kind.name} ${kind.label(found)} is still ${found.state} after ${LONGEST_WAIT_MS / 60_000} min`,
        ["look at it in the platform's console"],
      );
    }
    await sleep(pause);
  }
}
