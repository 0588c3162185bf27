import { cpSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { type CloudState, readState, writeState } from "../../cloud/state-file";
import type { DataCentre } from "../../data-centre/data-centre";
import type { Logins } from "../proof/logins";
import type { Rehearsal } from "../rehearsal";

/** Files of a saved stack, below its folder. The last one comes into being when all are whole. */
const FILES = {
  cloud: "cloud.json",
  endpoints: "endpoints.json",
  terraform: "terraform.tfstate",
  machines: "machines",
  whole: "whole",
} as const;

/** A stack that stands: its cloud, its machines, and somebody who is logged in to them. */
export interface StandingStack {
  readonly rehearsal: Rehearsal;
  readonly dataCentre: DataCentre;
  readonly logins: Logins;
}

/** Whether a saved stack is there and whole. */
export function isSaved(folder: string): boolean {
  return existsSync(join(folder, FILES.whole));
}

/**
 * Saves a stack in a new folder, which is a saved stack when all of it is there. Its machines end with it, and so do
 * the logins; {@link DataCentre.goOn} has the machines go on.
 */
export async function saveStack(folder: string, { rehearsal, dataCentre, logins }: StandingStack): Promise<void> {
  // machines' disks keep the path that they are saved under: the name is the last one from the beginning
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

/** What the simulated cloud of a saved stack holds. */
export function savedCloud(folder: string): CloudState | undefined {
  return readState(join(folder, FILES.cloud));
}

/** Takes Terraform's state over. The API has other ports now; a deployment knows its endpoints, which do not change. */
export function takeState(saved: string, { folder, endpoints }: Rehearsal): void {
  const before: Readonly<Record<string, string>> = JSON.parse(readFileSync(join(saved, FILES.endpoints), "utf8"));
  const moved = new Map(Object.entries(before).map(([region, endpoint]) => [endpoint, endpoints[region]]));
  // in one go: a port of now may be another region's of before
  const state = readFileSync(join(saved, FILES.terraform), "utf8").replaceAll(
    /http:\/\/[\d.]+:\d+/g,
    (endpoint) => moved.get(endpoint) ?? endpoint,
  );
  mkdirSync(dirname(folder.state), { recursive: true, mode: 0o700 });
  writeFileSync(folder.state, state, { mode: 0o600 });
}

/** A restored guest's clock stands at the moment of saving. */
export async function setClocks(logins: Logins): Promise<void> {
  await logins.everywhere((id) => logins.root(id, `date --set=@${Math.floor(Date.now() / 1000)} >/dev/null`));
}
