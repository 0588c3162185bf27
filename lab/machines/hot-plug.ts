import { blockNodeOf, driveName, driveOf, nodeName } from "./disk-file";
import type { Qmp } from "./qmp";

const GIB = 2 ** 30;

/** Attaches a disk file to a machine that runs. */
export async function plugIn(qmp: Qmp, unit: number, file: string): Promise<void> {
  await qmp.execute("blockdev-add", blockNodeOf(unit, file));
  await qmp.execute("device_add", driveOf(unit));
}

/** Enlarges a disk of a machine that runs. */
export async function resize(qmp: Qmp, unit: number, gigabytes: number): Promise<void> {
  await qmp.execute("block_resize", { "node-name": nodeName(unit), size: gigabytes * GIB });
}

/** Detaches a disk from a machine that runs, once the guest has let it go. */
export async function unplug(qmp: Qmp, unit: number): Promise<void> {
  const removed = qmp.event(({ name, data }) => name === "DEVICE_DELETED" && data.device === driveName(unit));
  // if the command is refused, its own error is the one to report
  removed.catch(() => {});
  await qmp.execute("device_del", { id: driveName(unit) });
  await removed;
  await qmp.execute("blockdev-del", { "node-name": nodeName(unit) });
}
