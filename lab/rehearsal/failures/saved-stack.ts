import { cpSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { type CloudState, readState, writeState } from "../../cloud/state-file";
import type { DataCentre } from "../../data-centre/data-centre";
import type { Logins } from "../proof/logins";
import type { Rehearsal } from "../rehearsal";

/** Files of a saved stack, relative to its folder. The last one is written when all others are complete. */
const FILES = {
  cloud: "cloud.json",
  endpoints: "endpoints.json",
  terraform: "terraform.tfstate",
  machines: "machines",
  whole: "whole",
} as const;

/** A deployed stack: its cloud, its machines, and logins to them. */
export interface StandingStack {
  readonly rehearsal: Rehearsal;
  readonly dataCentre: DataCentre;
  readonly logins: Logins;
}

/** Whether a saved stack exists and is complete. */
export function isSaved(folder: string): boolean {
  return existsSync(join(folder, FILES.whole));
}

/**
 * Saves a stack in a new folder, which counts as a saved stack once it is complete. The machines and logins end; {@link
 * DataCentre.goOn} continues the machines.
 */
export async function saveStack(folder: string, { rehearsal, dataCentre, logins }: StandingStack): Promise<void> {
  // machines' disks refer to the path they are saved under, so the folder has its final name from the beginning
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  await logins.everywhere((id) => logins.root(id, "sync"));
  await logins.end();
  await dataCentre.save(machinesOf(folder));
  writeState(join(folder, FILES.cloud), rehearsal.cloud.state());
  writeFileSync(join(folder, FILES.endpoints), JSON.stringify(rehearsal.endpoints));
  cpSync(rehearsal.folder.state, join(folder, FILES.terraform));
  mkdirSync(join(folder, FILES.whole));
}

/** The folder of a saved stack's machines. */
export function machinesOf(folder: string): string {
  return join(folder, FILES.machines);
}

/** The state of a saved stack's simulated cloud. */
export function savedCloud(folder: string): CloudState | undefined {
  return readState(join(folder, FILES.cloud));
}

/** Takes over Terraform's state. The API has new ports now. A deployment knows its endpoints, which do not change. */
export function takeState(saved: string, { folder, endpoints }: Rehearsal): void {
  const before: Readonly<Record<string, string>> = JSON.parse(readFileSync(join(saved, FILES.endpoints), "utf8"));
  const moved = new Map(Object.entries(before).map(([region, endpoint]) => [endpoint, endpoints[region]]));
  // in one pass: a new port of one region may be an old port of another
  const state = readFileSync(join(saved, FILES.terraform), "utf8").replaceAll(
    /http:\/\/[\d.]+:\d+/g,
    (endpoint) => moved.get(endpoint) ?? endpoint,
  );
  mkdirSync(dirname(folder.state), { recursive: true, mode: 0o700 });
  writeFileSync(folder.state, state, { mode: 0o600 });
}

/** A restored guest's clock shows the moment of saving. */
export async function setClocks(logins: Logins): Promise<void> {
  await logins.everywhere((id) => logins.root(id, `date --set=@${Math.floor(Date.now() / 1000)} >/dev/null`));
}
