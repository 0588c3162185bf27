import { accessSync, constants } from "node:fs";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { Failure } from "../../host/failure";
import { type Archives, archivesIn, proxySettingsIn, type Release, releaseIn } from "./archive";
import { run } from "./run";

/** Programs that build an image, each with its Debian package. */
export const IMAGE_TOOLS: Readonly<Record<string, string>> = {
  "apt-get": "apt",
  flock: "util-linux",
  losetup: "mount",
  mmdebstrap: "mmdebstrap",
  "dpkg-deb": "dpkg",
  unshare: "util-linux",
};

/** Absolute path of a program in PATH. */
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
  /** Debian packages that provide them, in alphabetical order. */
  readonly packages: readonly string[];
  /** Problems that no package solves. */
  readonly obstacles: readonly string[];
}

/** @param programs and files: each with its Debian package */
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

/** The command that installs the missing packages. */
export function installCommand(packages: readonly string[]): string {
  return `apt-get install --no-install-recommends ${packages.join(" ")}`;
}

/** @throws Failure with everything that prevents building an image on this machine */
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

/** The Debian archives in this machine's apt configuration. */
export async function configuredArchives(): Promise<Archives> {
  return archivesIn(
    await run("apt-get", ["--print-uris", "--option", "Acquire::IndexTargets::Randomized=false", "update"]),
  );
}

/** apt's settings for reaching package archives, as lines of an apt.conf. */
export async function proxySettings(): Promise<readonly string[]> {
  return proxySettingsIn(await run("apt-config", ["dump"]));
}

/**
 * Fetches the beginning of a suite's Release file the way apt does.
 * @returns undefined if the archive has no such suite or cannot be reached
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
