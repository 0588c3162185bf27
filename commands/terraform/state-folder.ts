import { chmodSync, existsSync, lstatSync, mkdirSync, readdirSync } from "node:fs";
import { join } from "node:path";

/**
 * Terraform's state contains every private key and password, and Terraform writes it readable for all. So the folders
 * of states and saved plans are restricted to their owner before anything is written there, and existing files, too.
 */
export function closeStateFolder(project: string): void {
  const state = join(project, "state");
  mkdirSync(state, { recursive: true, mode: 0o700 });
  closeTree(state);
  const output = join(project, "cdktf.out");
  if (existsSync(output)) {
    close(output);
  }
}

function closeTree(folder: string): void {
  close(folder);
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) {
      closeTree(path);
    } else if (entry.isFile()) {
      close(path);
    }
  }
}

/** Removes the permissions of group and others; keeps the owner's. */
function close(path: string): void {
  const mode = lstatSync(path).mode & 0o777;
  if ((mode & 0o077) !== 0) {
    chmodSync(path, mode & 0o700);
  }
}
