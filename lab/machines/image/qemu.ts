import { join } from "node:path";
import { programPath } from "./host";
import type { Command } from "./machine-image";
import { run } from "./run";

/** 9.2 is the first release with `-netdev stream,reconnect-ms=`. Older ones are refused. */
const OLDEST = [9, 2] as const;

/** QEMU and its tool for disk images. */
export interface Qemu {
  readonly qemu: Command;
  readonly qemuImg: Command;
  readonly version: string;
}

/** The version in the output of `qemu-system-x86_64 --version`. */
export function qemuVersionIn(printed: string): string | undefined {
  return /^QEMU emulator version (\d+\.\d+(?:\.\d+)?)/m.exec(printed)?.[1];
}

/** Whether the lab's machines run on this version. */
export function isNewEnough(version: string): boolean {
  const [major = 0, minor = 0] = version.split(".").map(Number);
  return major > OLDEST[0] || (major === OLDEST[0] && minor >= OLDEST[1]);
}

/** The QEMU that is installed on this machine; undefined: none, or too old a one. */
export async function installedQemu(environment: NodeJS.ProcessEnv): Promise<Qemu | undefined> {
  const program = programPath("qemu-system-x86_64", environment);
  const image = programPath("qemu-img", environment);
  if (program === undefined || image === undefined) {
    return undefined;
  }
  const version = qemuVersionIn(await run(program, ["--version"]));
  if (version === undefined || !isNewEnough(version)) {
    return undefined;
  }
  return { qemu: { program, leading: [] }, qemuImg: { program: image, leading: [] }, version };
}

/** The QEMU of an unpacked tree, run with that tree's libraries and dynamic linker. */
export async function qemuInTree(tree: string): Promise<Qemu> {
  const libraries = join(tree, "usr/lib/x86_64-linux-gnu");
  const command = (name: string, ...leading: string[]): Command => ({
    program: join(libraries, "ld-linux-x86-64.so.2"),
    leading: ["--library-path", libraries, join(tree, "usr/bin", name), ...leading],
  });
  const data = ["qemu", "seabios"].flatMap((name) => ["-L", join(tree, "usr/share", name)]);
  const qemu = command("qemu-system-x86_64", ...data);
  const version = qemuVersionIn(await run(qemu.program, [...qemu.leading, "--version"])) ?? "unknown";
  return { qemu, qemuImg: command("qemu-img"), version };
}
