import { createHash } from "node:crypto";
import { existsSync } from "node:fs";
import { appendFile, mkdir, readdir, readFile, rm, stat, utimes, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Cancellation } from "../../host/cancellation";
import { Failure } from "../../host/failure";
import { run } from "./run";

/** How many results of one kind stay: machines of a rehearsal that was kept may still use the one before. */
const KEPT = 3;

export interface StageOptions {
  /** e.g. `disk`; its folder is named by it and by the hash of its inputs. */
  readonly kind: string;
  /** For people. */
  readonly words: string;
  /** Everything that the result depends on. */
  readonly inputs: readonly string[];
  /** Script and parameters; the name of the folder to make comes after them. */
  readonly command: readonly string[];
  readonly environment: Readonly<Record<string, string>>;
}

export interface StageContext {
  readonly cache: string;
  /** Folder of the scripts. */
  readonly scripts: string;
  readonly print: (line: string) => void;
  readonly cancellation: Cancellation | undefined;
}

/** A hash that differs when any of the texts does. */
export function fingerprint(inputs: readonly string[]): string {
  const hash = createHash("sha256");
  for (const input of inputs) {
    // with its length, so that text does not wander from one to the next
    hash.update(`${Buffer.byteLength(input)}:${input}`);
  }
  return hash.digest("hex").slice(0, 16);
}

/**
 * Makes a folder once: it comes into being as a whole or not at all, whoever else makes it at the same time.
 * @returns its absolute path
 * @throws Failure with the last lines of what failed
 */
export async function stage(
  options: StageOptions,
  { cache, scripts, print, cancellation }: StageContext,
): Promise<string> {
  const { kind, words, inputs, command, environment } = options;
  const folder = join(cache, `${kind}-${fingerprint(inputs)}`);
  if (!existsSync(folder)) {
    await mkdir(cache, { recursive: true });
    const log = `${folder}.log`;
    await writeFile(log, "");
    const began = Date.now();
    print(`${words} ...`);
    let written = Promise.resolve();
    try {
      // mounts are those of a namespace that ends with the script
      await run(
        "unshare",
        ["--mount", "--propagation", "private", "bash", join(scripts, "stage.sh"), folder, "bash", ...command],
        {
          environment,
          cancellation,
          onText: (text) => {
            written = written.then(() => appendFile(log, text));
          },
        },
      );
    } catch (error) {
      if (error instanceof Failure) {
        throw new Failure(`${words}: failed`, [...error.hints, `all of it: ${log}`]);
      }
      throw error;
    } finally {
      await written;
    }
    print(`${words}: ${((Date.now() - began) / 1000).toFixed(0)} s`);
    await removeOld(kind, cache);
  }
  const now = new Date();
  await utimes(folder, now, now);
  return folder;
}

/** Removes all but the results that were used last. */
async function removeOld(kind: string, cache: string): Promise<void> {
  const pattern = new RegExp(`^${kind}-[0-9a-f]{16}$`);
  const folders = (await readdir(cache)).filter((name) => pattern.test(name));
  const used = await Promise.all(folders.map(async (name) => ({ name, at: (await stat(join(cache, name))).mtimeMs })));
  for (const { name } of used.sort((one, other) => other.at - one.at).slice(KEPT)) {
    for (const path of [name, `${name}.log`, `${name}.lock`]) {
      await rm(join(cache, path), { recursive: true, force: true });
    }
  }
}

/** What scripts do, in the order of their names: without the lines that only say something about it. */
export async function textsOf(folder: string, names: readonly string[]): Promise<string[]> {
  const texts = [...names].sort().map((name) => readFile(join(folder, name), "utf8"));
  return (await Promise.all(texts)).map((text) => text.replace(/^\s*#.*\n/gm, ""));
}
