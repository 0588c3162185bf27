// Builds the stand-ins of the Terraform providers into a filesystem mirror, for machines without access to the
// Terraform registry.
import { createHash, randomUUID } from "node:crypto";
import { existsSync } from "node:fs";
import { readdir, readFile, rename, rm, stat, writeFile } from "node:fs/promises";
import { join, relative, resolve } from "node:path";
import { cacheFolder } from "../../platform/cache-folder";
import { LONGEST_BUILD_MS, oneAtATime } from "./build-lock";
import { build, goVersion } from "./go-build";
import { STAND_INS } from "./stand-ins";

const COMPLETE = "complete";
const MIRROR = /^mirror-[0-9a-f]{16}$/;
const MIRRORS_KEPT = 3;

export interface ProviderMirror {
  /** Absolute path of a CLI configuration that names only this mirror: a value for TF_CLI_CONFIG_FILE. */
  readonly cliConfig: string;
  /** Absolute path of the mirror. */
  readonly directory: string;
  readonly kind: "stand-in";
}

export interface ProviderMirrorOptions {
  /**
   * The project's folder.
   * @default the working directory
   */
  readonly root?: string;
  /**
   * Receives one line of progress at a time.
   * @default silence
   */
  readonly log?: (line: string) => void;
}

/**
 * Builds the mirror for the current sources, unless it exists. The folder's name is a hash of all inputs: a mirror
 * never changes, because Terraform's lock files contain the checksums of its files and its working folders link into
 * it.
 */
export async function providerMirror(options: ProviderMirrorOptions = {}): Promise<ProviderMirror> {
  const root = resolve(options.root ?? process.cwd());
  const log = options.log ?? (() => {});
  const sources = join(root, "lab", "providers");
  const cache = join(cacheFolder(root), "providers");
  const compiler = await goVersion(sources);
  const directory = join(cache, `mirror-${(await fingerprint(sources, compiler)).slice(0, 16)}`);
  const mirror: ProviderMirror = { cliConfig: join(directory, "terraform.rc"), directory, kind: "stand-in" };

  const ready = () => existsSync(join(directory, COMPLETE));

  if (ready()) {
    log(`stand-in providers are up to date: ${relative(root, directory)}`);
    return mirror;
  }
  const started = Date.now();
  await oneAtATime(join(cache, "lock"), ready, async () => {
    log(`building the stand-in providers with ${compiler}`);
    const building = join(cache, `building-${randomUUID()}`);
    try {
      await build(sources, building);
      await writeFile(join(building, "terraform.rc"), cliConfiguration(directory));
      await writeFile(join(building, COMPLETE), `${compiler}\n`);
      await publish(building, directory);
    } finally {
      await rm(building, { recursive: true, force: true });
    }
    await removeOld(cache, directory);
  });
  log(`${relative(root, directory)} is ready after ${((Date.now() - started) / 1000).toFixed(1)} s`);
  return mirror;
}

async function fingerprint(sources: string, compiler: string): Promise<string> {
  // the mirror's configuration contains its path, so a project that was moved needs another mirror
  const digest = createHash("sha256").update(`${compiler}\n${JSON.stringify(STAND_INS)}\n${sources}\n`);
  const files = (await readdir(sources, { recursive: true }))
    .filter((file) => file === "go.mod" || file === "go.sum" || (file.endsWith(".go") && !file.endsWith("_test.go")))
    .sort();
  for (const file of files) {
    const content = await readFile(join(sources, file));
    digest.update(`${file}\0${content.length}\0`).update(content);
  }
  return digest.digest("hex");
}

/** A CLI configuration that takes providers only from a mirror. */
export function cliConfiguration(directory: string): string {
  return `disable_checkpoint = true

provider_installation {
  filesystem_mirror {
    path = ${JSON.stringify(directory)}
  }
}
`;
}

/**
 * Whether a provider's folder (without symbolic links) is in a mirror of stand-ins, of this project or of another
 * clone.
 */
export function isStandIn(directory: string): boolean {
  const [, name = ""] = /[\\/](?:\.cache|plumbline)[\\/]providers[\\/]([^\\/]+)/.exec(directory) ?? [];
  return MIRROR.test(name);
}

/** The rename is atomic. If another process was first, its mirror is the same and is used. */
async function publish(building: string, directory: string): Promise<void> {
  try {
    await rename(building, directory);
  } catch {
    if (existsSync(join(directory, COMPLETE))) {
      return;
    }
    // a mirror from which files were removed
    await rm(directory, { recursive: true, force: true });
    await rename(building, directory);
  }
}

/** Keeps a few earlier mirrors: working folders of current runs link into them. */
async function removeOld(cache: string, current: string): Promise<void> {
  const dated = await Promise.all(
    (await readdir(cache)).map(async (name) => {
      const path = join(cache, name);
      const { mtimeMs } = await stat(path).catch(() => ({ mtimeMs: 0 }));
      return { name, path, mtimeMs };
    }),
  );
  const mirrors = dated
    .filter(({ name, path }) => MIRROR.test(name) && path !== current)
    .sort((a, b) => b.mtimeMs - a.mtimeMs);
  const abandoned = dated.filter(
    ({ name, mtimeMs }) => name.startsWith("building-") && Date.now() - mtimeMs > LONGEST_BUILD_MS,
  );
  for (const { path } of [...mirrors.slice(MIRRORS_KEPT - 1), ...abandoned]) {
    await rm(path, { recursive: true, force: true });
  }
}
