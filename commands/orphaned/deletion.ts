import { setTimeout as sleep } from "node:timers/promises";
import { Failure } from "../cli/command";
import type { CloudControl } from "../cloudcontrol/cloudcontrol";
import type { Resource } from "../cloudcontrol/resource";
import type { Kind } from "./kinds";
import type { Orphan } from "./search";

/** Longest that is waited for the platform's work, in milliseconds. */
const LONGEST_MS = 15 * 60 * 1000;

/** Time between two looks: short at first, as little takes long, and never longer than the provider's own. */
const FIRST_LOOK_MS = 100;
const LAST_LOOK_MS = 5000;

/** Deletes what an orphan is, and waits until it is gone. A running server is powered off before, without a shutdown. */
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

/** What there is of it once no work on it is pending; undefined: it is gone. */
async function settled(kind: Kind, id: string, api: CloudControl): Promise<Resource | undefined> {
  const end = Date.now() + LONGEST_MS;
  for (let pause = FIRST_LOOK_MS; ; pause = Math.min(pause * 2, LAST_LOOK_MS)) {
    const [found] = await api.list(kind.list, kind.version, { id });
    if (found === undefined || !String(found.state).startsWith("PENDING_")) {
      return found;
    }
    if (Date.now() > end) {
      throw new Failure(`${kind.name} ${kind.label(found)} is still ${found.state} after ${LONGEST_MS / 60_000} min`, [
        "look at it in the platform's console",
      ]);
    }
    await sleep(pause);
  }
}
