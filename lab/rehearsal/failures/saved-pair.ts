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

/** A deployed and saved pair: its folder, and whether it was deployed just now. */
export interface SavedPair {
  readonly folder: string;
  readonly isNew: boolean;
}

/** Returns the saved pair. Deploys and saves one if no saved pair can be used. */
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

/** Folder of the pair for the current default plan and the current image. */
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

/** The inputs of a pair of machines. */
export interface PairMaterial {
  readonly root: string;
  readonly environment: NodeJS.ProcessEnv;
  readonly image: MachineImage;
  /** The synthesized files, without those that Terraform adds. */
  readonly output: string;
}

/**
 * Folder of the pair with these inputs. Another image, output, accelerator or lab means another folder: a pair is never
 * used for inputs that did not make it.
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
  // code that only looks at a pair or runs cases on it does not change the pair
  const making = readdirSync(lab, { recursive: true, encoding: "utf8" }).filter(
    (name) => !name.startsWith("rehearsal"),
  );
  add(lab, making.sort());
  return join(cacheOf(root), `${PREFIX}${hash.digest("hex").slice(0, 16)}`);
}

function cacheOf(root: string): string {
  return join(cacheFolder(root), "machines");
}

/** Removes pairs of other inputs: each takes gigabytes, and none will be used again. */
export function forgetOtherPairs(folder: string): void {
  for (const name of readdirSync(dirname(folder))) {
    if (name.startsWith(PREFIX) && name !== basename(folder)) {
      rmSync(join(dirname(folder), name), { recursive: true, force: true });
    }
  }
}
