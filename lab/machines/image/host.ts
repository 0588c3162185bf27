import { accessSync, constants } from "node:fs";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { Failure } from "../../host/failure";
import { type Archives, archivesIn, proxySettingsIn, type Release, releaseIn } from "./archive";
import { run } from "./run";

/** Programs that an image is made with, and the package of Debian that each is in. */
export const IMAGE_TOOLS: Readonly<Record<string, string>> = {
  "apt-get": "apt",
  flock: "util-linux",
  losetup: "mount",
  mmdebstrap: "mmdebstrap",
  "dpkg-deb": "dpkg",
  unshare: "util-linux",
};

/** Absolute path of a program in the PATH. */
export function programPath(name: string, environment: NodeJS.ProcessEnv): string | undefined {
  return (environment.PATH ?? "")
    .split(delimiter)
    .filter((folder) => folder !== "")
    .map((folder) => join(folder, name))
    .find((path) => {
      try {
        accessSync(path, constants.X_OK);
        return true;
      } catch {
        return false;
      }
    });
}

/** What this machine lacks. */
export interface Lack {
  /** Names of programs and paths of files. */
  readonly missing: readonly string[];
  /** Debian's packages that bring them, in alphabetical order. */
  readonly packages: readonly string[];
  /** What no package mends. */
  readonly obstacles: readonly string[];
}

/** @param programs and files: the package of Debian that each is in */
export function lackOf(
  environment: NodeJS.ProcessEnv,
  programs: Readonly<Record<string, string>>,
  files: Readonly<Record<string, string>>,
): Lack {
  const missing = [
    ...Object.keys(programs).filter((program) => programPath(program, environment) === undefined),
    ...Object.keys(files).filter((file) => !readable(file)),
  ];
  const obstacles: string[] = [];
  if (process.getuid?.() !== 0) {
    obstacles.push("run it as root: it mounts file systems and uses a loop device");
  }
  if (missing.includes("apt-get")) {
    obstacles.push("run it on Debian: it takes packages from the archive that apt is configured with");
  }
  const packages = [...new Set(missing.map((name) => programs[name] ?? files[name] ?? name))].sort();
  return { missing, packages, obstacles };
}

/** The command that installs packages. */
export function installCommand(packages: readonly string[]): string {
  return `apt-get install --no-install-recommends ${packages.join(" ")}`;
}

/**
 * @throws Failure with everything that keeps this machine from making an image
 */
export function checkHost(environment: NodeJS.ProcessEnv, files: Readonly<Record<string, string>>): void {
  const { missing, packages, obstacles } = lackOf(environment, IMAGE_TOOLS, files);
  const problems = [...obstacles];
  if (missing.length > 0 && !missing.includes("apt-get")) {
    problems.push(`${missing.join(", ")} missing: ${installCommand(packages)}`);
  }
  if (problems.length > 0) {
    throw new Failure("this machine cannot make the image of the lab's machines", problems);
  }
}

function readable(file: string): boolean {
  try {
    accessSync(file, constants.R_OK);
    return true;
  } catch {
    return false;
  }
}

/** The archives of Debian that this machine's apt is configured with. */
export async function configuredArchives(): Promise<Archives> {
  return archivesIn(
    await run("apt-get", ["--print-uris", "--option", "Acquire::IndexTargets::Randomized=false", "update"]),
  );
}

/** How this machine's apt reaches packages, as lines of an apt.conf. */
export async function proxySettings(): Promise<readonly string[]> {
  return proxySettingsIn(await run("apt-config", ["dump"]));
}

/**
 * Head of a suite's Release file, fetched as apt fetches it.
 * @returns undefined where the archive has no such suite, or is not reached
 */
export async function fetchRelease(archive: string, suite: string): Promise<Release | undefined> {
  const folder = await mkdtemp(join(tmpdir(), "lab-release-"));
  try {
    const file = join(folder, "InRelease");
    await run("/usr/lib/apt/apt-helper", ["download-file", `${archive}/dists/${suite}/InRelease`, file]);
    return releaseIn(await readFile(file, "utf8"));
  } catch (error) {
    if (error instanceof Failure) {
      return undefined;
    }
    throw error;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
