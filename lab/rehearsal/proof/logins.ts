import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Cancellation } from "../../host/cancellation";
import { Failure } from "../../host/failure";
import { runProgram } from "../../host/program";

/** A node in the stack's output `nodes`. */
export interface DeployedNode {
  readonly name: string;
  readonly location: string;
  readonly public_ipv4: string | null;
  readonly private_ipv4: string;
  readonly ipv6: string;
  /** Ed25519 public key in OpenSSH format. */
  readonly host_key: string;
  readonly ssh_user: string;
  readonly ssh_port: number;
}

/** The stack's output `secrets`. */
export interface DeployedSecrets {
  readonly deployer_key: string;
  readonly passwords: Readonly<Record<string, string>>;
  readonly admin_passwords: Readonly<Record<string, string>>;
}

export interface Deployed {
  readonly nodes: Readonly<Record<string, DeployedNode>>;
  readonly secrets: DeployedSecrets;
}

/**
 * SSH logins to the nodes of a deployed stack, with the deployer's key and pinned host keys. One shared connection per
 * node.
 */
export class Logins {
  private readonly folder: string;

  constructor(
    private readonly deployed: Deployed,
    private readonly cancellation: Cancellation,
  ) {
    // a socket's path has at most 107 bytes, and the project's own folder may have a long path
    this.folder = mkdtempSync(join(tmpdir(), "plumbline-"));
    mkdirSync(join(this.folder, "s"));
    const key = `${deployed.secrets.deployer_key.trimEnd()}\n`;
    writeFileSync(join(this.folder, "key"), key, { mode: 0o600 });
    const entries = Object.entries(deployed.nodes);
    writeFileSync(join(this.folder, "known"), entries.map(([id, node]) => `${id} ${node.host_key.trim()}\n`).join(""));
    writeFileSync(join(this.folder, "config"), entries.map(([id, node]) => this.block(id, node)).join("\n"));
  }

  get ids(): string[] {
    return Object.keys(this.deployed.nodes).sort();
  }

  /** The node of an id. */
  node(id: string): DeployedNode {
    const node = this.deployed.nodes[id];
    if (node === undefined) {
      throw new Error(`node ${id} is not among ${this.ids.join(", ")}`);
    }
    return node;
  }

  /**
   * Runs a bash script on a node as root and returns its standard output.
   * @throws Failure with its standard error if it fails
   */
  async root(id: string, script: string): Promise<string> {
    const { code, stdout, stderr } = await this.tried(id, script);
    if (code !== 0) {
      throw new Failure(`a command on ${id} failed (exit code ${code})`, stderr.trim().split("\n").slice(-20));
    }
    return stdout;
  }

  /** The same, but a failure is a result, too. */
  tried(id: string, script: string): Promise<{ code: number; stdout: string; stderr: string }> {
    return runProgram("ssh", [...this.sshArguments({ shared: true }), "--", id, "sudo -n bash -s"], {
      folder: this.folder,
      environment: { PATH: process.env.PATH },
      cancellation: this.cancellation,
      input: script,
    });
  }

  /** ssh's arguments for a node. A connection that is not shared ends when the program ends. */
  sshArguments({ shared }: { readonly shared: boolean }): string[] {
    return ["-F", join(this.folder, "config"), ...(shared ? [] : ["-o", "ControlPath=none"])];
  }

  /** Runs SQL on a node as MySQL's root: rows as lines, columns separated by tabs. */
  async sql(id: string, statements: string): Promise<string> {
    return (await this.root(id, `mysql --batch --skip-column-names <<'SQL'\n${statements}\nSQL\n`)).trimEnd();
  }

  /** The same on every node concurrently, by id. */
  async everywhere<T>(ask: (id: string) => Promise<T>): Promise<ReadonlyMap<string, T>> {
    return new Map(await Promise.all(this.ids.map(async (id) => [id, await ask(id)] as const)));
  }

  /** Closes the connections and removes the key. */
  async end(): Promise<void> {
    const ends = this.ids.map((id) =>
      runProgram("ssh", [...this.sshArguments({ shared: true }), "-O", "exit", "--", id], {
        folder: this.folder,
        environment: { PATH: process.env.PATH },
        cancellation: this.cancellation,
      }).catch(() => undefined),
    );
    await Promise.all(ends);
    rmSync(this.folder, { recursive: true, force: true });
  }

  private block(id: string, node: DeployedNode): string {
    const { folder } = this;
    return [
      `Host ${id}`,
      `  HostName ${node.public_ipv4 ?? node.private_ipv4}`,
      `  Port ${node.ssh_port}`,
      `  User ${node.ssh_user}`,
      `  IdentityFile ${join(folder, "key")}`,
      "  IdentitiesOnly yes",
      "  IdentityAgent none",
      "  BatchMode yes",
      `  HostKeyAlias ${id}`,
      `  UserKnownHostsFile ${join(folder, "known")}`,
      "  GlobalKnownHostsFile /dev/null",
      "  StrictHostKeyChecking yes",
      "  HostKeyAlgorithms ssh-ed25519",
      "  ConnectTimeout 30",
      "  ServerAliveInterval 10",
      "  ServerAliveCountMax 6",
      "  ControlMaster auto",
      `  ControlPath ${join(folder, "s", "%C")}`,
      "  ControlPersist 300",
      "  LogLevel ERROR",
      "",
    ].join("\n");
  }
}
