import { createHash } from "node:crypto";
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, dirname, join } from "node:path";
import { TIME_SERVER } from "../../data-centre/outside";
import { prepareImage } from "../../machines/image/prepare";
import type { Say } from "../steps";
import { synthesizeInto } from "../synthesis";
import { Stand, type StandOptions } from "./stand";

const PREFIX = "saved-pair-";

/** A deployed pair that is saved: its folder, and whether it had to be deployed for that. */
export interface SavedPair {
  readonly folder: string;
  readonly isNew: boolean;
}

/** Gives the saved pair; deploys and saves one where there is none that still serves. */
export async function savedPair(options: StandOptions, say: Say): Promise<SavedPair> {
  const folder = await savedPairFolder(options, say);
  if (Stand.isSaved(folder)) return { folder, isNew: false };
  forgetOthers(folder);
  const stand = await Stand.empty(options, say);
  try {
    await stand.rehearsal.apply(say);
    await stand.save(folder);
  } finally {
    await stand.end();
  }
  return { folder, isNew: true };
}

/**
 * Folder of the saved pair. It serves as long as everything that made it is the same: the machines' image, and what is
 * synthesized.
 */
async function savedPairFolder(options: StandOptions, say: Say): Promise<string> {
  const { root, environment, ending } = options;
  const cache = join(root, ".cache", "machines");
  const image = await prepareImage({ cache, environment, print: say, ending });
  const output = mkdtempSync(join(tmpdir(), "plumbline-"));
  try {
    await synthesizeInto(output, options, TIME_SERVER);
    const hash = createHash("sha256").update(JSON.stringify(image));
    for (const name of readdirSync(output, { recursive: true, encoding: "utf8" }).sort()) {
      hash.update(`${name}\0`);
      const file = join(output, name);
      if (statSync(file).isFile()) hash.update(readFileSync(file));
    }
    return join(cache, `${PREFIX}${hash.digest("hex").slice(0, 16)}`);
  } finally {
    rmSync(output, { recursive: true, force: true });
  }
}

/** Removes pairs that something else made: each takes gigabytes, and none serves again. */
function forgetOthers(folder: string): void {
  for (const name of readdirSync(dirname(folder))) {
    if (name.startsWith(PREFIX) && name !== basename(folder)) {
      rmSync(join(dirname(folder), name), { recursive: true, force: true });
    }
  }
}
