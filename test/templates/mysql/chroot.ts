import { execFile } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync } from "node:fs";
import { join, resolve } from "node:path";
import { promisify } from "node:util";

const run = promisify(execFile);
const SCRIPT = resolve(import.meta.dirname, "chroot.sh");
const CACHE = resolve(import.meta.dirname, "../../../.cache");

/**
 * Path of a root file system with MySQL from Debian's unstable suite; made once, then kept until what makes it changes.
 * Takes about a minute the first time.
 */
export async function mysqlChroot(): Promise<string> {
  const from = mirror();
  if (from === undefined) {
    throw new Error("no archive of Debian is configured in /etc/apt");
  }
  const key = createHash("sha256").update(readFileSync(SCRIPT)).update(from).digest("hex").slice(0, 16);
  const target = join(CACHE, `mysql-chroot-${key}`);
  if (existsSync(target)) {
    return target;
  }
  mkdirSync(CACHE, { recursive: true });
  const made = `${target}.${process.pid}`;
  try {
    await run("bash", [SCRIPT, from, made], { maxBuffer: 1 << 26 });
    // another run may have been faster
    if (!existsSync(target)) {
      renameSync(made, target);
    }
  } finally {
    rmSync(made, { recursive: true, force: true });
  }
  return target;
}

/** The archive that this machine's own release comes from: it holds the unstable suite too. */
function mirror(): string | undefined {
  const release = /^VERSION_CODENAME=(\S+)$/m.exec(readFileSync("/etc/os-release", "utf8"))?.[1];
  if (release === undefined) {
    return undefined;
  }
  const parts = "/etc/apt/sources.list.d";
  const files = [
    "/etc/apt/sources.list",
    ...(existsSync(parts) ? readdirSync(parts).map((name) => join(parts, name)) : []),
  ];
  for (const text of files.filter((file) => existsSync(file)).map((file) => readFileSync(file, "utf8"))) {
    const line = new RegExp(`^deb\\s+(?:\\[[^\\]]*\\]\\s+)?(\\S+)\\s+${release}\\s`, "m").exec(text)?.[1];
    if (line !== undefined) {
      return line;
    }
    for (const stanza of text.split(/\n\s*\n/)) {
      const suites = /^Suites:(.*)$/m.exec(stanza)?.[1]?.trim().split(/\s+/) ?? [];
      if (suites.includes(release)) {
        return /^URIs:\s*(\S+)/m.exec(stanza)?.[1];
      }
    }
  }
  return undefined;
}
