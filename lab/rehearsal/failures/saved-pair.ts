import { createHash } from "node:crypto";
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, dirname, join } from "node:path";
import { cacheFolder } from "../../../platform/cache-folder";
import { TIME_SERVER } from "../../data-centre/outside";
import { candidate } from "../../machines/accelerator";
import type { MachineImage } from "../../machines/image/machine-image";
import { prepareImage } from "../../machines/image/prepare";
import { synthesizeInto } from "../project/synthesis";
import type { Say } from "../report/steps";
import { isSaved } from "./saved-stack";
import { Testbed, type TestbedOptions } from "./testbed";

const PREFIX = "saved-pair-";

/** A deployed pair that is saved: its folder, and whether it had to be deployed for that. */
export interface SavedPair {
  readonly folder: string;
  readonly isNew: boolean;
}

/** Gives the saved pair; deploys and saves one where there is none that still serves. */
export async function savedPair(options: TestbedOptions, say: Say): Promise<SavedPair> {
  const folder = await wantedPair(options, say);
  if (isSaved(folder)) {
    return { folder, isNew: false };
  }
  forgetOtherPairs(folder);
  const testbed = await Testbed.empty(options, say);
  try {
    await testbed.rehearsal.apply(say);
    await testbed.save(folder);
  } finally {
    await testbed.end();
  }
  return { folder, isNew: true };
}

/** Folder of the pair that the default plan, as it is now, makes of the image as it is now. */
async function wantedPair(options: TestbedOptions, say: Say): Promise<string> {
  const { root, environment, cancellation } = options;
  const image = await prepareImage({ cache: cacheOf(root), environment, print: say, cancellation });
  const output = mkdtempSync(join(tmpdir(), "plumbline-"));
  try {
    await synthesizeInto(output, options, TIME_SERVER);
    return pairFolder({ root, environment, image, output });
  } finally {
    rmSync(output, { recursive: true, force: true });
  }
}

/** What a pair of machines is made of. */
export interface PairMaterial {
  readonly root: string;
  readonly environment: NodeJS.ProcessEnv;
  readonly image: MachineImage;
  /** What was synthesized, before Terraform has put anything beside it. */
  readonly output: string;
}

/**
 * Folder of the pair that is made of all this. Another image, another output, another accelerator or another lab gives
 * another folder: a pair never serves for what did not make it.
 */
export function pairFolder({ root, environment, image, output }: PairMaterial): string {
  const hash = createHash("sha256").update(JSON.stringify([image, environment.LAB_ACCELERATOR || candidate()]));
  const add = (folder: string, names: readonly string[]): void => {
    for (const name of names) {
      const file = join(folder, name);
      if (statSync(file).isFile()) {
        hash.update(`${name}\0`).update(readFileSync(file));
      }
    }
  };
  add(output, readdirSync(output, { recursive: true, encoding: "utf8" }).sort());
  const lab = join(root, "lab");
  // what only looks at a pair, or tries something with it, makes no other one
  const making = readdirSync(lab, { recursive: true, encoding: "utf8" }).filter(
    (name) => !name.startsWith("rehearsal"),
  );
  add(lab, making.sort());
  return join(cacheOf(root), `${PREFIX}${hash.digest("hex").slice(0, 16)}`);
}

function cacheOf(root: string): string {
  return join(cacheFolder(root), "machines");
}

/** Removes pairs that something else made: each takes gigabytes, and none serves again. */
export function forgetOtherPairs(folder: string): void {
  for (const name of readdirSync(dirname(folder))) {
    if (name.startsWith(PREFIX) && name !== basename(folder)) {
      rmSync(join(dirname(folder), name), { recursive: true, force: true });
    }
  }
}
