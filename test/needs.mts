// What tests need beside Node and npm. A file says `// @module-tag needs/NAME` above its imports, one test or group of tests
// `{ tags: "needs/NAME" }`. Where something of it is missing, Vitest skips these tests, and the end of the run tells why.

import { spawnSync } from "node:child_process";
import { accessSync, constants, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { cacheFolder } from "../platform/cache-folder.ts";
import { ALL } from "./extent.mts";
import { ROOT } from "./tiers.mts";

const PREFIX = "needs/";

interface Need {
  /** Programs, which have to be in the PATH or in the folders of the system's own. */
  readonly programs?: readonly string[];
  /** What else is in the way; undefined: nothing. Asked where all programs are there. */
  readonly obstacle?: () => string | undefined;
  /** Whether it is no tool, and its tests may be skipped wherever it is not there. */
  readonly optional?: boolean;
}

/** Debian's package of a program, where it is not called like it. Undefined: it is in none, and {@link ELSEWHERE} has it. */
const PACKAGES: Readonly<Record<string, string | undefined>> = {
  debugfs: "e2fsprogs",
  go: undefined,
  ip: "iproute2",
  nft: "nftables",
  nsenter: "util-linux",
  ping: "iputils-ping",
  scp: "openssh-client",
  ssh: "openssh-client",
  "ssh-keygen": "openssh-client",
  sshd: "openssh-server",
  terraform: undefined,
  unshare: "util-linux",
};

/** Where programs are from that Debian has not, or not as new as it takes. */
const ELSEWHERE: Readonly<Record<string, string>> = {
  go: "https://go.dev/dl (1.26 or later)",
  terraform: "https://developer.hashicorp.com/terraform/install (1.5 or later)",
};

const NEEDS: Readonly<Record<string, Need>> = {
  "cloud-init": { programs: ["cloud-init"] },
  curl: { programs: ["curl"] },
  git: { programs: ["git"] },
  go: { programs: ["go"] },
  image: { programs: ["debugfs"], obstacle: () => uncached("disk") },
  mysqld: {
    programs: ["debootstrap", "unshare", "nsenter", "ip", "nft", "openssl", "ssh-keygen"],
    obstacle: () => namespaces() ?? archive(),
  },
  namespaces: { programs: ["unshare", "nsenter", "ip"], obstacle: namespaces },
  mounts: { programs: ["unshare"], obstacle: mounts },
  nft: { programs: ["nft"] },
  // what costs more than it is likely to find
  nightly: { optional: true, obstacle: () => (ALL ? undefined : "npm run test:all runs it") },
  "no-kvm": { optional: true, obstacle: () => (existsSync("/dev/kvm") ? "this machine has /dev/kvm" : undefined) },
  openssl: { programs: ["openssl"] },
  python3: { programs: ["python3"] },
  qemu: { obstacle: () => (onPath("qemu-system-x86_64") ? undefined : uncached("qemu")) },
  root: { obstacle: root },
  "root-tree": { obstacle: () => root() ?? uncached("root") },
  shared: {
    optional: true,
    obstacle: () => (existsSync(join(ROOT, "../shared")) ? undefined : "no folder ../shared"),
  },
  shellcheck: { programs: ["shellcheck"] },
  ssh: { programs: ["ssh", "ssh-keygen", "scp"] },
  sshd: { programs: ["sshd"] },
  sudo: { programs: ["sudo"] },
  tap: { programs: ["unshare", "ip", "python3", "ping"], obstacle: tap },
  terraform: { programs: ["terraform"] },
};

/** What is missing for a need. */
export interface Shortfall {
  /** E.g. `sshd is missing`. */
  readonly words: string;
  /** Debian's packages that mend it. */
  readonly packages: readonly string[];
  /** Where else what mends it comes from, or what to do. */
  readonly advice: readonly string[];
  /** Whether it is nothing that could be installed. */
  readonly optional: boolean;
}

/** What is missing for the need that a tag names; undefined: nothing, or the tag names no need. */
export function shortfall(tag: string): Shortfall | undefined {
  const need = tag.startsWith(PREFIX) ? NEEDS[tag.slice(PREFIX.length)] : undefined;
  if (need === undefined) {
    return undefined;
  }
  const missing = (need.programs ?? []).filter((program) => !onPath(program));
  if (missing.length > 0) {
    return {
      words: `${missing.join(", ")} ${missing.length === 1 ? "is" : "are"} missing`,
      packages: missing.filter((name) => !(name in ELSEWHERE)).map((name) => PACKAGES[name] ?? name),
      advice: missing.flatMap((name) => ELSEWHERE[name] ?? []).map((where) => `install it from ${where}`),
      optional: need.optional ?? false,
    };
  }
  const obstacle = need.obstacle?.();
  return obstacle === undefined
    ? undefined
    : { words: obstacle, packages: [], advice: [], optional: need.optional ?? false };
}

/** The tags of all needs, as Vitest takes them: tests of what is missing here are skipped. */
export function needTags() {
  return Object.keys(NEEDS).map((name) => {
    const missing = shortfall(PREFIX + name);
    return { name: PREFIX + name, ...(missing && { description: missing.words, skip: true }) };
  });
}

function onPath(program: string): boolean {
  return [...(process.env.PATH ?? "").split(delimiter), "/usr/sbin", "/sbin"].some((folder) => {
    try {
      accessSync(join(folder, program), constants.X_OK);
      return folder !== "";
    } catch {
      return false;
    }
  });
}

function root(): string | undefined {
  return process.getuid?.() === 0 ? undefined : "it takes root";
}

/** Namespaces with an overlay in them, as nodes of tests are made of. */
function namespaces(): string | undefined {
  if (process.getuid?.() !== 0) {
    return root();
  }
  const folder = mkdtempSync(join(tmpdir(), "plumbline-needs-"));
  const script =
    'mount -t tmpfs tmpfs "$0" && cd "$0" && mkdir u w r && mount -t overlay o -o lowerdir=/,upperdir=u,workdir=w r';
  const arguments_ = ["--mount", "--net", "--uts", "--pid", "--fork", "bash", "-c", script, folder];
  const { status } = spawnSync("unshare", arguments_, { stdio: "ignore" });
  rmSync(folder, { recursive: true });
  return status === 0 ? undefined : "root may not make namespaces and overlay mounts here";
}

/** Mounts that end with whoever made them. */
function mounts(): string | undefined {
  if (spawnSync("unshare", ["--mount", "--propagation", "private", "true"], { stdio: "ignore" }).status === 0) {
    return undefined;
  }
  return root() ?? "root may not make mounts of its own here";
}

function tap(): string | undefined {
  const command = ["--net", "ip", "tuntap", "add", "dev", "card", "mode", "tap"];
  if (existsSync("/dev/net/tun") && spawnSync("unshare", command, { stdio: "ignore" }).status === 0) {
    return undefined;
  }
  return root() ?? "root may not make network cards here (/dev/net/tun)";
}

/** Debian's archive: MySQL's servers come from there. */
function archive(): string | undefined {
  const release = existsSync("/etc/os-release") ? readFileSync("/etc/os-release", "utf8") : "";
  return /^ID=debian$/m.test(release) ? undefined : "MySQL's servers are made on Debian only";
}

/** What a rehearsal makes once and keeps. */
function uncached(kind: string): string | undefined {
  const cache = join(cacheFolder(ROOT), "machines");
  const made = existsSync(cache) && readdirSync(cache).some((name) => new RegExp(`^${kind}-[0-9a-f]+$`).test(name));
  return made ? undefined : "the machines' image is not made yet: npm run lab:machines";
}
