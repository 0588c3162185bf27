import { mkdir, readFile, rename, writeFile } from "node:fs/promises";
import { basename, join, resolve } from "node:path";
import type { Cancellation } from "../../host/cancellation";
import { Failure } from "../../host/failure";
import { checkHost, configuredArchives, fetchRelease, proxySettings } from "./host";
import type { MachineImage } from "./machine-image";
import { installedQemu, type Qemu, qemuInTree } from "./qemu";
import { DEBIAN, type Recipe, ubuntu } from "./recipe";
import { fingerprint, type StageContext, stage, textsOf } from "./stage";

/** Size of disk 0 of the platform's images, as in the simulated cloud's catalogue. */
const DISK_GB = 10;
const GIB = 2 ** 30;

export interface PrepareOptions {
  /** Cache folder: results are reused while their inputs stay the same. */
  readonly cache: string;
  readonly environment: NodeJS.ProcessEnv;
  /** Receives one line of progress at a time. */
  readonly print: (line: string) => void;
  readonly cancellation?: Cancellation;
  /**
   * The project's folder.
   * @default the working directory
   */
  readonly root?: string;
}

/** Archives of the packages. */
interface Source {
  readonly recipe: Recipe;
  readonly archive: string;
  readonly security: string | undefined;
  /** Date of the suite: changes when its content changes. */
  readonly date: string;
}

/**
 * Returns the image of a simulated server and the QEMU for it, and builds what is not cached. The image is Debian 13
 * with MySQL from Debian's unstable suite, or a real Ubuntu if LAB_UBUNTU_ARCHIVE is the URL of its archive
 * (LAB_UBUNTU_SUITE: jammy or noble).
 * @throws Failure with everything that is missing, if this machine cannot build it
 * @throws Interrupted after cancellation
 */
export async function prepareImage(options: PrepareOptions): Promise<MachineImage> {
  const { environment, print, cancellation } = options;
  const scripts = join(resolve(options.root ?? process.cwd()), "lab", "machines", "image");
  const context: StageContext = { cache: resolve(options.cache), scripts, print, cancellation };
  const ubuntuArchive = environment.LAB_UBUNTU_ARCHIVE?.replace(/\/+$/, "");
  const recipe = ubuntuArchive ? ubuntu(environment.LAB_UBUNTU_SUITE || undefined) : DEBIAN;
  checkHost(environment, keyringsOf(environment));
  await mkdir(context.cache, { recursive: true });

  const settings = await proxySettings();
  const aptConf = join(context.cache, `apt-${fingerprint(settings)}.conf`);
  await writeFile(aptConf, settings.map((line) => `${line}\n`).join(""));
  const debian = await debianSource(context);
  const source: Source = ubuntuArchive ? await ubuntuSource(ubuntuArchive, recipe, context) : debian;

  // if one fails, do not leave the other one running alone
  const both = [qemuFor(debian, aptConf, environment, context), imageFrom(source, aptConf, context)] as const;
  await Promise.allSettled(both);
  const [qemu, image] = await Promise.all(both);
  return {
    qemu: qemu.qemu,
    qemuImg: qemu.qemuImg,
    kernel: join(image.folder, "vmlinuz"),
    initrd: join(image.folder, "initrd"),
    disk: join(image.folder, "disk.raw"),
    diskFormat: "raw",
    diskBytes: DISK_GB * GIB,
    // each character on the console costs an emulated processor time: warnings and systemd's units are enough
    kernelParameters: ["root=/dev/mapper/vg0-root", "ro", "console=ttyS0", "quiet", "systemd.show_status=true"],
    description: {
      os: image.versions.os ?? recipe.suite,
      kernel: image.versions.kernel ?? "unknown",
      qemu: qemu.version,
      mysql: image.versions.mysql ?? "unknown",
      mysqlSuite: recipe.mysqlSuite ?? recipe.suite,
    },
  };
}

/** Keyrings of this machine that authenticate packages, each with its Debian package. */
export function keyringsOf(environment: NodeJS.ProcessEnv): Readonly<Record<string, string>> {
  const debian = { [DEBIAN.keyring]: "debian-archive-keyring" };
  return environment.LAB_UBUNTU_ARCHIVE
    ? { ...debian, [ubuntu(environment.LAB_UBUNTU_SUITE || undefined).keyring]: "ubuntu-keyring" }
    : debian;
}

async function debianSource({ cache, print }: StageContext): Promise<Source> {
  const { releases, security } = await configuredArchives();
  for (const archive of releases) {
    const date = await releaseDate(archive, DEBIAN.suite, "Debian", cache, print);
    if (date !== undefined) {
      return { recipe: DEBIAN, archive, security, date };
    }
  }
  throw new Failure(
    releases.length === 0
      ? "apt on this machine is configured with no archive of Debian"
      : `no archive of Debian that apt is configured with has the suite ${DEBIAN.suite}, or none is reached`,
    ["see /etc/apt/sources.list and /etc/apt/sources.list.d, and try: apt-get update"],
  );
}

async function ubuntuSource(archive: string, recipe: Recipe, { cache, print }: StageContext): Promise<Source> {
  const date = await releaseDate(archive, recipe.suite, "Ubuntu", cache, print);
  if (date === undefined) {
    throw new Failure(`LAB_UBUNTU_ARCHIVE is ${archive}, where no suite ${recipe.suite} of Ubuntu is reached`, [
      `give the folder above dists/, e.g. so that ${archive}/dists/${recipe.suite}/InRelease is a file`,
    ]);
  }
  return { recipe, archive, security: archive, date };
}

/** Date of a suite; if the archive cannot be reached, the date of the last time: the cached result is still usable. */
async function releaseDate(
  archive: string,
  suite: string,
  origin: string,
  cache: string,
  print: (line: string) => void,
): Promise<string | undefined> {
  const memory = join(cache, `release-${fingerprint([archive, suite])}`);
  const release = await fetchRelease(archive, suite);
  if (release === undefined) {
    const remembered = await readFile(memory, "utf8").catch(() => undefined);
    if (remembered !== undefined) {
      print(`the archive is not reached; ${suite} is taken to be as it was last`);
    }
    return remembered;
  }
  if (release.origin !== origin) {
    return undefined;
  }
  await writeFile(`${memory}.${process.pid}`, release.date);
  await rename(`${memory}.${process.pid}`, memory);
  return release.date;
}

async function qemuFor(
  debian: Source,
  aptConf: string,
  environment: NodeJS.ProcessEnv,
  context: StageContext,
): Promise<Qemu> {
  const installed = await installedQemu(environment);
  if (installed !== undefined) {
    return installed;
  }
  const { recipe, archive, date } = debian;
  const tree = await stage(
    {
      kind: "qemu",
      words: `QEMU of ${recipe.suite}`,
      inputs: [archive, recipe.suite, date, ...(await textsOf(context.scripts, ["qemu-tree.sh"]))],
      command: [join(context.scripts, "qemu-tree.sh")],
      environment: { ARCHIVE: archive, SUITE: recipe.suite, KEYRING: recipe.keyring, APT_CONF: aptConf },
    },
    context,
  );
  return qemuInTree(tree);
}

async function imageFrom(
  { recipe, archive, security, date }: Source,
  aptConf: string,
  context: StageContext,
): Promise<{ readonly folder: string; readonly versions: Readonly<Record<string, string>> }> {
  const { scripts } = context;
  const root = await stage(
    {
      kind: "root",
      words: `packages of the guest, from ${recipe.suite}`,
      inputs: [
        JSON.stringify(recipe),
        archive,
        security ?? "",
        date,
        await readFile(aptConf, "utf8"),
        ...(await textsOf(scripts, ["root-tree.sh"])),
      ],
      command: [join(scripts, "root-tree.sh")],
      environment: {
        ARCHIVE: archive,
        SECURITY_ARCHIVE: security ?? "",
        SUITE: recipe.suite,
        COMPONENTS: recipe.components,
        KEYRING: recipe.keyring,
        MYSQL_SUITE: recipe.mysqlSuite ?? "",
        KERNEL: recipe.kernel,
        PACKAGES: recipe.packages.join(" "),
        APT_CONF: aptConf,
      },
    },
    context,
  );
  const guest = join(scripts, "guest");
  const folder = await stage(
    {
      kind: "disk",
      words: "disk of the guest",
      inputs: [
        basename(root),
        String(DISK_GB),
        ...(await textsOf(scripts, ["disk.sh"])),
        ...(await textsOf(guest, [
          "50-lab.cfg",
          "lab-arguments.py",
          "lab-arguments.service",
          "lab-customise.service",
          "lab-customise.sh",
        ])),
      ],
      command: [join(scripts, "disk.sh"), root],
      environment: { DISK_MIB: String(DISK_GB * 1024), KERNEL: recipe.kernel, GUEST: guest },
    },
    context,
  );
  return { folder, versions: versionsIn(await readFile(join(folder, "versions"), "utf8")) };
}

/** `name=value` lines. */
function versionsIn(text: string): Readonly<Record<string, string>> {
  return Object.fromEntries([...text.matchAll(/^([^=\n]+)=(.*)$/gm)].map(([, name = "", value = ""]) => [name, value]));
}
