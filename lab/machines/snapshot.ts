import { cpSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { Failure } from "../host/failure";
import { diskFileOf } from "./command-line";
import type { Hardware } from "./hardware";
import type { Qmp } from "./qmp";
import type { BootImage, MachineDisk, MachineSettings } from "./settings";

/** What a snapshot records of a machine, besides its memory and its disks. */
export interface Snapshot {
  readonly hardware: Hardware;
  readonly disks: readonly MachineDisk[];
}

interface Kept extends Snapshot {
  readonly format: 1;
  readonly id: string;
  readonly macAddress: string;
  readonly image: BootImage;
}

/** Effectively unlimited: as fast as the disk. */
const BANDWIDTH_BYTES_PER_S = 10 ** 11;

function stateFileOf(folder: string): string {
  return join(folder, "state");
}

function noteOf(folder: string): string {
  return join(folder, "snapshot.json");
}

/** Stops the guest and saves its memory and devices. Its disks do not change from then on. */
export async function saveState(qmp: Qmp, folder: string): Promise<void> {
  await qmp.execute("stop");
  await migrate(qmp, "migrate", folder);
}

/** Loads a saved state into a QEMU that waits for one. The guest stays paused. */
export async function loadState(qmp: Qmp, folder: string): Promise<void> {
  await migrate(qmp, "migrate-incoming", folder);
}

async function migrate(qmp: Qmp, command: "migrate" | "migrate-incoming", folder: string): Promise<void> {
  await qmp.execute("migrate-set-capabilities", { capabilities: [{ capability: "events", state: true }] });
  await qmp.execute("migrate-set-parameters", { "max-bandwidth": BANDWIDTH_BYTES_PER_S });
  const ended = qmp.event(({ name, data }) => name === "MIGRATION" && /^(completed|failed)$/.test(`${data.status}`));
  // if the command is refused, its own error is the one to report
  ended.catch(() => {});
  await qmp.execute(command, { uri: `file:${stateFileOf(folder)}` });
  if ((await ended).data.status === "failed") {
    const { "error-desc": why } = await qmp.execute<{ "error-desc"?: string }>("query-migrate");
    throw new Failure(`the state in ${folder} cannot be ${command === "migrate" ? "saved" : "restored"}: ${why}`);
  }
}

/** Moves a stopped machine's disks into its snapshot and records what it was. */
export function writeSnapshot(folder: string, settings: MachineSettings, { hardware, disks }: Snapshot): void {
  for (const { unit } of disks) {
    move(diskFileOf(settings.folder, unit), diskFileOf(folder, unit));
  }
  const { id, card, image } = settings;
  const kept: Kept = { format: 1, id, macAddress: card.macAddress, image, hardware, disks };
  // written last: a folder without it is not a snapshot
  writeFileSync(noteOf(folder), `${JSON.stringify(kept, null, 2)}\n`, { mode: 0o600 });
}

/**
 * Reads what a snapshot records of its machine.
 * @throws Failure if it is not a snapshot, or is of another machine or image: the saved state would not fit
 */
export function readSnapshot(folder: string, settings: MachineSettings): Snapshot {
  const kept = read(folder);
  const differs: string[] = [];
  for (const [what, there, here] of [
    ["server", kept.id, settings.id],
    ["MAC address", kept.macAddress, settings.card.macAddress],
    ["image", JSON.stringify(kept.image), JSON.stringify(settings.image)],
    ["accelerator", kept.hardware.accelerator, settings.hardware.accelerator],
  ] as const) {
    if (there !== here) {
      differs.push(`its ${what} is ${there}, not ${here}`);
    }
  }
  if (differs.length > 0) {
    throw new Failure(`the snapshot in ${folder} does not fit: ${differs.join("; ")}`, ["make a new one"]);
  }
  return { hardware: kept.hardware, disks: kept.disks };
}

function read(folder: string): Kept {
  try {
    const kept = JSON.parse(readFileSync(noteOf(folder), "utf8")) as Kept;
    if (kept.format === 1) {
      return kept;
    }
  } catch {
    // reported below
  }
  throw new Failure(`${folder} holds no whole snapshot`, ["make a new one"]);
}

function move(from: string, to: string): void {
  try {
    renameSync(from, to);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EXDEV") {
      throw error;
    }
    // the folders are on different file systems
    cpSync(from, to);
    rmSync(from);
  }
}
