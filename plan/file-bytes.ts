import { readFileSync, type Stats, statSync } from "node:fs";

/** What is in a file, or why it cannot be read: there is none, or in words behind "it". */
export type FileBytes = { readonly bytes: Uint8Array } | { readonly obstacle: string };

/** The obstacle where there is no file. */
export const MISSING = "missing";

/**
 * Reads a file to the byte.
 * @param limit most bytes; of a larger file none is read
 */
export function readBytes(path: string, limit: number): FileBytes {
  try {
    const status = statSync(path, { throwIfNoEntry: false });
    if (status === undefined) return { obstacle: MISSING };
    const obstacle = obstacleOf(status, limit);
    return obstacle === undefined ? { bytes: readFileSync(path) } : { obstacle };
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === "ENOTDIR") return { obstacle: MISSING };
    if (code === "ELOOP") return { obstacle: "is a symbolic link that leads back to itself" };
    if (code === "ENAMETOOLONG") return { obstacle: "has a name that is too long" };
    if (code === "EACCES" || code === "EPERM") return { obstacle: "may not be read by you" };
    return { obstacle: `cannot be read (${code})` };
  }
}

function obstacleOf(status: Stats, limit: number): string | undefined {
  if (status.isDirectory()) return "is a folder";
  if (!status.isFile()) return "is no ordinary file";
  const size = (bytes: number) => `${Math.ceil(bytes / 2 ** 20)} MiB`;
  return status.size > limit ? `has ${size(status.size)}, and ${size(limit)} are the most` : undefined;
}
