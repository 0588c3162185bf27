import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { NodeFile } from "../../templates/node-file";
import { shortfall } from "../needs.mts";

/** What a finished command said. */
export interface Outcome {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

const SETUP = `
set -e
mount -t tmpfs tmpfs "$0"
cd "$0"
mkdir upper work root
mount -t overlay overlay -o lowerdir=/,upperdir="$0/upper",workdir="$0/work" root
mount -t proc proc root/proc
mount --rbind /dev root/dev
mount -t sysfs sysfs root/sys
mount -t tmpfs -o mode=755 tmpfs root/run
mount -t tmpfs -o mode=1777 tmpfs root/tmp
mkdir -p root/run/lock root/run/sshd
ip link set lo up
hostname node
echo started
exec chroot root cat
`;

/**
 * A machine of its own for scripts that change one: this machine's files under an overlay that is thrown away, with its
 * own processes, network, host name, users and /run. No systemd and no devices of its own.
 */
export class NamespaceNode {
  private constructor(
    private readonly launcher: ChildProcess,
    private readonly folder: string,
    /** Process 1 of the node, as this machine sees it. */
    readonly pid: number,
  ) {}

  /** Why no node can be made here, or undefined when one can. */
  static get missing(): string | undefined {
    return shortfall("needs/namespaces")?.words;
  }

  static async start(): Promise<NamespaceNode> {
    const folder = mkdtempSync(join(tmpdir(), "plumbline-node-"));
    const namespaces = ["--mount", "--net", "--uts", "--pid", "--fork", "--kill-child"];
    const launcher = spawn("unshare", [...namespaces, "bash", "-c", SETUP, folder], {
      // process 1 waits for the end of its input, which is also the end of the one who made the node
      stdio: ["pipe", "pipe", "inherit"],
    });
    await new Promise<void>((resolve, reject) => {
      launcher.stdout?.once("data", () => resolve());
      launcher.once("exit", (code) => reject(new Error(`the node did not start (status ${code})`)));
    });
    const pid = Number(readFileSync(`/proc/${launcher.pid}/task/${launcher.pid}/children`, "utf8").trim());
    // the name of the machine is told before the shell has become what the node runs as process 1
    await eventually("process 1 of the node", () => readFileSync(`/proc/${pid}/cmdline`, "utf8").startsWith("cat"));
    return new NamespaceNode(launcher, folder, pid);
  }

  /** Runs a bash command as root on the node. */
  run(command: string, input = ""): Outcome {
    // bounded, since nothing can interrupt a synchronous call
    return spawnSync("nsenter", this.entering(command), {
      encoding: "utf8",
      input,
      timeout: 100_000,
      killSignal: "SIGKILL",
    });
  }

  /** As `run`, but throws when the command fails, and gives what it wrote. */
  must(command: string, input = ""): string {
    const { status, stdout, stderr } = this.run(command, input);
    if (status !== 0) {
      throw new Error(`${command}: status ${status}\n${stdout}${stderr}`);
    }
    return stdout;
  }

  /** Starts a bash command as root on the node and does not wait for it. */
  begin(command: string): ChildProcess {
    return spawn("nsenter", this.entering(command));
  }

  write(path: string, text: string, mode = "0644"): void {
    this.must(`mkdir -p "$(dirname '${path}')" && cat >'${path}' && chmod ${mode} '${path}'`, text);
  }

  read(path: string): string {
    return this.must(`cat '${path}'`);
  }

  /** A command that stands in for one of the system, for every user of the node. */
  stub(name: string, body: string): void {
    this.write(`/usr/local/sbin/${name}`, `#!/bin/bash\n${body}\n`, "0755");
  }

  unstub(name: string): void {
    this.must(`rm -f /usr/local/sbin/${name}`);
  }

  /** Puts the files of a step where Terraform uploads them. */
  upload(step: string, files: Readonly<Record<string, string>>): void {
    for (const [name, text] of Object.entries(files)) {
      this.write(`/home/ubuntu/.plumbline/${step}/${name}`, text);
    }
  }

  /** A network cable between two nodes, `eth0` at both, with these addresses. */
  static wire(ends: readonly { readonly node: NamespaceNode; readonly addresses: readonly string[] }[]): void {
    const [one, other] = ends;
    const peer = ["peer", "name", "eth0", "netns", String(other?.node.pid)];
    const cable = ["ip", "link", "add", "eth0", "type", "veth", ...peer];
    const { status, stderr } = spawnSync("nsenter", ["--target", String(one?.node.pid), "--net", ...cable]);
    if (status !== 0) {
      throw new Error(`no cable: ${stderr}`);
    }
    for (const { node, addresses } of ends) {
      for (const address of addresses) {
        node.must(`ip address add ${address} dev eth0 ${address.includes(":") ? "nodad" : ""}`);
      }
      node.must("ip link set eth0 up");
    }
  }

  /** Runs a script on this machine that sees the node's network only, as an operator's machine does. */
  operator(script: string, environment: Readonly<Record<string, string>>, args: readonly string[] = []): ChildProcess {
    return spawn("nsenter", ["--target", String(this.pid), "--net", "bash", script, ...args], {
      env: { PATH: process.env.PATH, HOME: "/nonexistent", ...environment },
      detached: true,
    });
  }

  async stop(): Promise<void> {
    const ended = new Promise((resolve) => this.launcher.once("exit", resolve));
    this.launcher.kill("SIGKILL");
    await ended;
    // the mounts end with the processes of the node
    await eventually("the end of the node's mounts", () => {
      const { status } = spawnSync("rm", ["-rf", this.folder]);
      return status === 0;
    });
  }

  private entering(command: string): string[] {
    const target = ["--target", String(this.pid), "--mount", "--net", "--uts", "--pid", "--root", "--wd"];
    const path = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";
    // --norc, since bash takes a child's socket for a login from afar and would read root's own start-up file
    return [...target, "env", "-i", `PATH=${path}`, "HOME=/root", "LC_ALL=C", "bash", "--norc", "-c", command];
  }
}

/** The whole outcome of a process that was started. */
export function outcome(child: ChildProcess): Promise<Outcome> {
  let stdout = "";
  let stderr = "";
  child.stdout?.on("data", (chunk) => {
    stdout += chunk;
  });
  child.stderr?.on("data", (chunk) => {
    stderr += chunk;
  });
  return new Promise((resolve) => child.once("close", (status) => resolve({ status, stdout, stderr })));
}

/** Waits until a condition holds; throws after a minute. */
export async function eventually(what: string, holds: () => boolean): Promise<void> {
  const end = Date.now() + 60_000;
  while (!holds()) {
    if (Date.now() > end) {
      throw new Error(`a minute is over: ${what}`);
    }
    await pause(20);
  }
}

export function pause(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}

/** A node file as it is on the node, once Terraform has filled in the variables. */
export function filled(file: NodeFile, values: Readonly<Record<string, string>> = {}): string {
  if (file.values.length === 0) {
    return file.text;
  }
  return file.text
    .replaceAll(/(?<!\$)\$\{trimsuffix\(trimprefix\(jsonencode\((\w+)\), "\\""\), "\\""\)\}/g, (_, name: string) =>
      JSON.stringify(values[name] ?? `missing ${name}`).slice(1, -1),
    )
    .replaceAll(/(?<!\$)\$\{(\w+)\}/g, (_, name: string) => values[name] ?? `missing ${name}`)
    .replaceAll(/[$%]([$%]\{)/g, "$1");
}
