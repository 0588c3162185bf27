import type { RawFile } from "../node-file";

/**
 * The plan's SQL that fills an empty database, unchanged, and its name in the plan, for messages.
 * @param path relative to the plan
 */
export function populateFiles({ path, bytes }: { readonly path: string; readonly bytes: Uint8Array }): RawFile[] {
  return [
    { name: "source/populate.sql", target: "what fills an empty database", bytes },
    { name: "source/populate.name", target: "the name of what fills it", bytes: Buffer.from(`${path}\n`) },
  ];
}
