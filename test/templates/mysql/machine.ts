import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { mkdirSync, mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";

/** What a command printed, and how it ended. */
export interface Outcome {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/**
 * The first process of a machine: it makes the root file system, says its number, and lives until its standard input
 * ends, which it does at the latest when the tests end, however they do. With it go all processes, mounts and network
 * cards of the machine. bash, since the first process must take leave of orphans.
 */
const INIT = `
set -eu
read -r pid rest </proc/self/stat
folder=$1 base=$2 name=$3
mount --make-rprivate /
mkdir -p "$folder"/upper "$folder"/work "$folder"/root
mount -t overlay overlay -o "lowerdir=$base,upperdir=$folder/upper,workdir=$folder/work" "$folder/root"
mount -t proc proc "$folder/root/proc"
mount --rbind /dev "$folder/root/dev"
mount -t tmpfs -o mode=0755 tmpfs "$folder/root/run"
hostname "$name"
# told from within: who enters before the root is the machine's own would act on the host
exec chroot "$folder/root" /bin/bash -c 'echo "$0"; while read -r line; do :; done' "$pid"
`;

/** Outlives the first process, by its own session also a Ctrl-C, and tidies up. */
const KEEPER = `
unshare --mount --uts --pid --net --fork --kill-child bash -c "$0" init "$@"
rm -rf -- "$1"
`;

/** A machine without a kernel of its own: namespaces, and a writable layer over a root file system. */
export class Machine {
  private constructor(
    readonly name: string,
    private readonly init: ChildProcess,
    /** Process of the machine as this one sees it. */
    readonly pid: number,
  ) {}

  static async start(name: string, base: string): Promise<Machine> {
    const folder = mkdtempSync(join(tmpdir(), `plumbline-${name}-`));
    const init = spawn("bash", ["-c", KEEPER, INIT, folder, base, name], {
      stdio: ["pipe", "pipe", "inherit"],
      detached: true,
    });
    const pid = await new Promise<number>((done, failed) => {
      createInterface({ input: init.stdout }).once("line", (line) => done(Number(line)));
      init.once("exit", (status) => failed(new Error(`${name} did not start: status ${status}`)));
    });
    const machine = new Machine(name, init, pid);
    await machine.must(
      `ip link set lo up; mkdir -p /run/lock /run/sshd /run/mysqld; chown mysql:mysql /run/mysqld
       install -d -m 0700 -o ubuntu -g ubuntu /home/ubuntu/.plumbline`,
    );
    return machine;
  }

  /** Joins two machines by a cable; each reaches the other's /64 through it. */
  static join(
    one: { machine: Machine; address: string; card: string },
    other: { machine: Machine; address: string; card: string },
  ): void {
    one.machine.outside(
      ["ip", "link", "add", one.card, "type", "veth", "peer", "name", other.card],
      ["netns", `${other.machine.pid}`],
    );
    for (const [end, far] of [
      [one, other],
      [other, one],
    ] as const) {
      const ip = (...words: string[]) => end.machine.outside(["ip", "-6", ...words]);
      ip("address", "replace", `${end.address}/128`, "dev", "lo", "nodad");
      ip("address", "add", end === one ? "fe80::1/64" : "fe80::2/64", "dev", end.card, "nodad");
      end.machine.outside(["ip", "link", "set", end.card, "up"]);
      const via = end === one ? "fe80::2" : "fe80::1";
      ip("route", "add", `${far.address}/128`, "via", via, "dev", end.card, "src", end.address);
    }
  }

  /** Runs a command of the host within the machine's network, e.g. nft. */
  outside(...parts: readonly (readonly string[])[]): void {
    execFileSync("nsenter", ["--target", `${this.pid}`, "--net", ...parts.flat()]);
  }

  /** Starts a shell command in the machine; `end` resolves when it is over. */
  begin(command: string, input = "", environment: Readonly<Record<string, string>> = {}) {
    const child = spawn(
      "nsenter",
      ["--target", `${this.pid}`, "--mount", "--uts", "--pid", "--net", "--root", "--wd", "bash", "-c", command],
      {
        env: {
          PATH: "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin",
          HOME: "/root",
          LC_ALL: "C.UTF-8",
          ...environment,
        },
        stdio: "pipe",
      },
    );
    let stdout = "";
    let stderr = "";
    child.stdout.on("data", (data) => {
      stdout += data;
    });
    child.stderr.on("data", (data) => {
      stderr += data;
    });
    child.stdin.on("error", () => {});
    child.stdin.end(input);
    const end = new Promise<Outcome>((done, failed) => {
      child.once("error", failed);
      child.once("close", (status) => done({ status, stdout, stderr }));
    });
    /** Settles when the standard output has something like it. */
    const said = (pattern: RegExp) =>
      new Promise<void>((done, failed) => {
        const look = () => pattern.test(stdout) && done();
        child.stdout.on("data", look);
        child.once("close", () => failed(new Error(`ended without saying ${pattern}: ${stdout}${stderr}`)));
        look();
      });
    return { end, said };
  }

  /** Runs a shell command in the machine. */
  run(command: string, input = "", environment: Readonly<Record<string, string>> = {}): Promise<Outcome> {
    return this.begin(command, input, environment).end;
  }

  /** As `run`, but a failure is an error; returns the standard output without its last line end. */
  async must(command: string, input = ""): Promise<string> {
    const { status, stdout, stderr } = await this.run(command, input);
    if (status !== 0) {
      throw new Error(`${this.name}: ${command}: status ${status}\n${stdout}${stderr}`);
    }
    return stdout.replace(/\n$/, "");
  }

  /** Writes a file, readable for all as uploads are. */
  write(path: string, content: string | Uint8Array, mode = 0o644): void {
    const file = join(`/proc/${this.pid}/root`, path);
    mkdirSync(join(file, ".."), { recursive: true });
    writeFileSync(file, content, { mode });
  }

  async stop(): Promise<void> {
    const over = new Promise((done) => this.init.once("exit", done));
    this.init.stdin?.end();
    await over;
  }
}
