import { existsSync, readdirSync } from "node:fs";
import { join, resolve } from "node:path";
import type { Command } from "../../../lab/machines/image/machine-image";
import { installedQemu, type Qemu, qemuInTree } from "../../../lab/machines/image/qemu";
import { cacheFolder } from "../../../platform/cache-folder";

const CACHE = resolve(cacheFolder(resolve(__dirname, "../../..")), "machines");

/** The QEMU of this host, or the one that the lab has unpacked; undefined: neither is there, and nothing is built. */
async function qemuAtHand(): Promise<Qemu | undefined> {
  const trees = existsSync(CACHE) ? readdirSync(CACHE).filter((name) => /^qemu-[0-9a-f]+$/.test(name)) : [];
  const [tree] = trees.map((name) => join(CACHE, name));
  return (await installedQemu(process.env)) ?? (tree === undefined ? undefined : qemuInTree(tree));
}

const found = await qemuAtHand();

/** What tests with a real QEMU run; without one they are skipped. */
export const QEMU_COMMAND: Command = found?.qemu ?? { program: "", leading: [] };

/** The tool for disk images beside it. */
export const QEMU_IMG: Command = found?.qemuImg ?? { program: "", leading: [] };
