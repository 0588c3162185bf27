import { existsSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import type { OrganisationState } from "./state/organisation";

/** The full state of a cloud, as plain data. */
export interface CloudState {
  readonly format: 1;
  /** The seed of ids and addresses; a continued state keeps its seed. */
  readonly seed: string;
  readonly organisations: readonly OrganisationState[];
}

/** Reads a state file. Undefined: it does not exist yet. */
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

/** Writes a state file that only its owner can read, because it contains servers' passwords. */
export function writeState(file: string, state: CloudState): void {
  const temporary = `${file}.${process.pid}`;
  writeFileSync(temporary, `${JSON.stringify(state, null, 2)}\n`, { mode: 0o600 });
  // the rename makes the change atomic: readers never see half a file
  renameSync(temporary, file);
}
