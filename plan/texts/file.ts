import { lstatSync, readFileSync, statSync } from "node:fs";
import { decode } from "./encoding";

/** Why a file gives no text: continues a sentence after its name, with what to do. */
export interface Unreadable {
  readonly problem: string;
  readonly hints: readonly string[];
  /** Line and column in the file that show it. */
  readonly line: number;
  readonly column: number;
}

/** The result of reading a file; undefined: the file does not exist. */
export type Read = string | Unreadable | undefined;

/** The same for a file that is read as bytes. */
export type ReadBytes = Uint8Array | Unreadable | undefined;

/**
 * Reads a file as bytes.
 * @param limit maximum size in bytes; a larger file is not read at all
 */
export function readBytes(path: string, limit = Number.POSITIVE_INFINITY): ReadBytes {
  try {
    const status = statSync(path);
    if (!status.isFile()) {
      return status.isDirectory()
        ? unreadable("is a folder", "name a file in it")
        : unreadable("is a pipe or a device", "name a file");
    }
    return status.size > limit ? tooLarge(status.size, limit) : readFileSync(path);
  } catch (error) {
    return failed(path, error as NodeJS.ErrnoException);
  }
}

/** Reads a text file in UTF-8. */
export function readText(path: string): Read {
  const bytes = readBytes(path);
  if (!(bytes instanceof Uint8Array)) {
    return bytes;
  }
  const text = decode(bytes);
  if (typeof text === "string") {
    return text;
  }
  const { problem, remedy, line, column } = text;
  return { problem, hints: [remedy], line, column };
}

function tooLarge(size: number, limit: number): Unreadable {
  const words = (bytes: number) => `${Math.ceil(bytes / 2 ** 20)} MiB`;
  return unreadable(`has ${words(size)}, and ${words(limit)} are the most`);
}

function failed(path: string, { code = "", message }: NodeJS.ErrnoException): Unreadable | undefined {
  switch (code) {
    case "ENOENT":
    case "ENOTDIR":
      return isLink(path) ? unreadable("is a link to a file that is not there", "mend the link") : undefined;
    case "EACCES":
    case "EPERM":
      return unreadable("cannot be read: permission denied", "chmod u+r, or run as its owner");
    case "ELOOP":
      return unreadable("is a symbolic link that leads back to itself", "mend the link");
    case "ENAMETOOLONG":
      return unreadable("has a name that is too long", "give it a shorter path");
    case "ERR_FS_FILE_TOO_LARGE":
      return unreadable("is too large to be read", "name a smaller file");
    default:
      return unreadable(`cannot be read: ${message.replace(/, \w+ '.*'$/, "")}`, "look at the path and at the disk");
  }
}

function isLink(path: string): boolean {
  try {
    return lstatSync(path).isSymbolicLink();
  } catch {
    return false;
  }
}

function unreadable(problem: string, ...hints: readonly string[]): Unreadable {
  return { problem, hints, line: 1, column: 1 };
}
