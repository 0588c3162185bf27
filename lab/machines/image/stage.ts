import { createHash } from "node:crypto";
import { existsSync } from "node:fs";
import { appendFile, mkdir, readdir, readFile, rm, stat, utimes, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Cancellation } from "../../host/cancellation";
import { Failure } from "../../host/failure";
import { run } from "./run";

/** Number of results of one kind to keep: machines of a kept rehearsal may still use an earlier one. */
const KEPT = 3;

export interface StageOptions {
  /** Kind of the result, e.g. `disk`; its folder's name is the kind and a hash of its inputs. */
  readonly kind: string;
  /** Name for messages. */
  readonly words: string;
  /** Everything that determines the result. */
  readonly inputs: readonly string[];
  /** Script and parameters; the name of the folder to create is appended. */
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

/** A hash that changes when any of the texts changes. */
export function fingerprint(inputs: readonly string[]): string {
  const hash = createHash("sha256");
  for (const input of inputs) {
    // with its length, so that moving text from one input to the next changes the hash
    hash.update(`${Buffer.byteLength(input)}:${input}`);
  }
  return hash.digest("hex").slice(0, 16);
}

/**
 * Creates a folder once and completely, even if several processes want it at the same time.
 * @returns its absolute path
 * @throws Failure with the last lines of output, if it fails
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
      // mounts are in a namespace that ends with the script
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

/** Removes all results but those used last. */
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

/** The scripts' commands, ordered by file name, without comments: a changed comment changes no result. */
export async function textsOf(folder: string, names: readonly string[]): Promise<string[]> {
  const texts = [...names].sort().map((name) => readFile(join(folder, name), "utf8"));
  return (await Promise.all(texts)).map((text) => text.replace(/^\s*#.*\n/gm, ""));
}
