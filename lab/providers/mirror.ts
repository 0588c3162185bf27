// Builds the stand-ins of the Terraform providers into a filesystem mirror, for machines without the Terraform registry.

import { execFile } from "node:child_process";
import { createHash, randomUUID } from "node:crypto";
import { existsSync } from "node:fs";
import { mkdir, readdir, readFile, rename, rm, stat, writeFile } from "node:fs/promises";
import { dirname, join, relative, resolve } from "node:path";
import { setTimeout } from "node:timers/promises";
import { promisify } from "node:util";
import { cacheFolder } from "../../platform/cache-folder";

const run = promisify(execFile);

/** The providers that the synthesized Terraform asks for, in the exact versions of its bindings. */
export const STAND_INS = [
  { type: "null", namespace: "hashicorp", version: "3.2.4" },
  { type: "random", namespace: "hashicorp", version: "3.7.2" },
  { type: "tls", namespace: "hashicorp", version: "4.1.0" },
  { type: "ddcloud", namespace: "dimensiondataresearch", version: "3.0.6" },
] as const;

const COMPLETE = "complete";
const MIRROR = /^mirror-[0-9a-f]{16}$/;
const MIRRORS_KEPT = 3;
const LONGEST_BUILD_MS = 10 * 60 * 1000;

export interface ProviderMirror {
  /** Absolute path of a CLI configuration that names this mirror alone: the value of TF_CLI_CONFIG_FILE. */
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
   * Takes one line of progress at a time.
   * @default silence
   */
  readonly log?: (line: string) => void;
}

/**
 * Makes sure that the mirror of the present sources is there, and tells where. The folder's name is a hash of all that
 * goes into it: a mirror never changes once it is there, because Terraform's lock files hold the checksums of its files
 * and its working folders link into it.
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

/**
 * Lets others wait while one builds: several test files start at once, and each build would take all cores. The lock
 * only saves work. Where it fails, two build the same, and that is no harm.
 */
async function oneAtATime(lock: string, ready: () => boolean, work: () => Promise<void>): Promise<void> {
  await mkdir(dirname(lock), { recursive: true });
  while (!ready()) {
    try {
      await writeFile(lock, String(process.pid), { flag: "wx" });
    } catch (error) {
      if (!hasCode(error, "EEXIST")) {
        throw error;
      }
      if (await isAbandoned(lock)) {
        await rm(lock, { force: true });
      } else {
        await setTimeout(250);
      }
      continue;
    }
    try {
      if (!ready()) {
        await work();
      }
    } finally {
      await rm(lock, { force: true });
    }
  }
}

async function isAbandoned(lock: string): Promise<boolean> {
  try {
    const [holder, { mtimeMs }] = await Promise.all([readFile(lock, "utf8"), stat(lock)]);
    if (Date.now() - mtimeMs > LONGEST_BUILD_MS) {
      return true;
    }
    // the file is empty for a moment: 0 asks for the own process group, which is there
    process.kill(Number(holder), 0);
    return false;
  } catch (error) {
    return hasCode(error, "ESRCH");
  }
}

async function goVersion(sources: string): Promise<string> {
  try {
    const { stdout } = await run("go", ["version"], { cwd: sources });
    return stdout.trim();
  } catch (error) {
    if (!hasCode(error, "ENOENT")) {
      throw error;
    }
    if (!existsSync(sources)) {
      throw new Error(`no folder ${sources}: run this in the project's folder, or give its path as root`);
    }
    throw new Error(
      "the command go is missing: install Go 1.26 or later and put it in the PATH, or, on a machine that reaches the Terraform registry, use the published providers instead of the stand-ins",
    );
  }
}

async function fingerprint(sources: string, compiler: string): Promise<string> {
  // the path of the mirror is in its configuration: a project that was moved has another mirror
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

async function build(sources: string, building: string): Promise<void> {
  const binaries = join(building, "binaries");
  await mkdir(binaries, { recursive: true });
  // One command for all four: Go compiles what they share once, on all cores. Without the version control's state in
  // the binaries, the same sources give the same bytes, and lock files stay valid from commit to commit.
  await run(
    "go",
    [
      "build",
      "-trimpath",
      "-buildvcs=false",
      "-ldflags",
      "-s -w",
      "-o",
      `${binaries}/`,
      ...STAND_INS.map(({ type }) => `./${type}`),
    ],
    { cwd: sources, env: { ...process.env, CGO_ENABLED: "0" }, maxBuffer: 64 * 1024 * 1024 },
  );
  const suffix = process.platform === "win32" ? ".exe" : "";
  for (const standIn of STAND_INS) {
    const place = join(
      building,
      packagePath(standIn),
      `terraform-provider-${standIn.type}_v${standIn.version}${suffix}`,
    );
    await mkdir(dirname(place), { recursive: true });
    await rename(join(binaries, `${standIn.type}${suffix}`), place);
  }
  await rm(binaries, { recursive: true });
}

function packagePath({ type, namespace, version }: (typeof STAND_INS)[number]): string {
  const system = process.platform === "win32" ? "windows" : process.platform;
  const architecture = process.arch === "x64" ? "amd64" : process.arch;
  return join("registry.terraform.io", namespace, type, version, `${system}_${architecture}`);
}

/** A CLI configuration that takes providers from a mirror alone. */
export function cliConfiguration(directory: string): string {
  return `disable_checkpoint = true

provider_installation {
  filesystem_mirror {
    path = ${JSON.stringify(directory)}
  }
}
`;
}

/** Whether a folder of a provider, without links, is in a mirror of stand-ins, of this project or of another clone. */
export function isStandIn(directory: string): boolean {
  const [, name = ""] = /[\\/](?:\.cache|plumbline)[\\/]providers[\\/]([^\\/]+)/.exec(directory) ?? [];
  return MIRROR.test(name);
}

/** A rename is all or nothing. Who comes second finds the same mirror in place and is content with it. */
async function publish(building: string, directory: string): Promise<void> {
  try {
    await rename(building, directory);
  } catch {
    if (existsSync(join(directory, COMPLETE))) {
      return;
    }
    // a mirror from which somebody took files
    await rm(directory, { recursive: true, force: true });
    await rename(building, directory);
  }
}

/** Keeps a few earlier mirrors: working folders of runs that are still under way link into them. */
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

function hasCode(error: unknown, code: string): boolean {
  return error instanceof Error && "code" in error && error.code === code;
}
