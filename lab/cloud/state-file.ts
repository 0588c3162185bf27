import { existsSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import type { OrganisationState } from "./state/organisation";

/** Everything that a cloud holds, as plain data. */
export interface CloudState {
  readonly format: 1;
  /** What ids and addresses follow from; a state goes on with the seed that it began with. */
  readonly seed: string;
  readonly organisations: readonly OrganisationState[];
}

/** Reads a state file. Undefined: there is none yet. */
export function readState(file: string): CloudState | undefined {
  if (!existsSync(file)) {
    return undefined;
  }
  const state = JSON.parse(readFileSync(file, "utf8")) as Partial<CloudState>;
  if (state.format !== 1 || typeof state.seed !== "string" || !Array.isArray(state.organisations)) {
    throw new Error(`${file} is no state of the lab cloud: format 1 with seed and organisations is expected`);
  }
  return state as CloudState;
}

/** Writes a state file that only its owner can read: servers have passwords in it. */
export function writeState(file: string, state: CloudState): void {
  const temporary = `${file}.${process.pid}`;
  writeFileSync(temporary, `${JSON.stringify(state, null, 2)}\n`, { mode: 0o600 });
  // a rename, so that whoever reads it never sees half of it
  renameSync(temporary, file);
}
