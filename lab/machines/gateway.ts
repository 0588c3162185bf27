import { Failure } from "../host/failure";
import { type Emulator, escaped, requireSocketPath } from "./emulator";
import type { Emulators } from "./emulators";
import type { Command } from "./image/machine-image";
import { whyTaken } from "./taken-port";

/** Forwards a port of the host to a port of a machine. */
export interface Forward {
  /** A loopback address of the host. */
  readonly address: string;
  readonly port: number;
  /** Private IPv4 address of the machine. */
  readonly to: string;
  readonly toPort: number;
}

export interface GatewaySettings {
  /** Its name in messages and file names. */
  readonly name: string;
  /** Folder for its files: absolute, must exist. */
  readonly folder: string;
  /** QEMU: the program and its fixed parameters. */
  readonly command: Command;
  /** Range of the VLAN, e.g. 10.1.0.0/24. */
  readonly network: string;
  /** Address in the range that is the machines' gateway. It also leads to the host's 127.0.0.1. */
  readonly gateway: string;
  /** Another address in the range, at which the host's resolver answers. */
  readonly dns: string;
  /** Unix socket of the fabric for its frames. */
  readonly socketPath: string;
}

/** How often it tries to connect to the fabric. */
const RECONNECT_MS = 500;

/**
 * Private IPv4 of a VLAN: outgoing traffic, name service, and ports of the host that are forwarded to machines. It is a
 * QEMU without a guest whose user-mode network is connected to the VLAN like a machine.
 */
export class Gateway {
  private readonly held = new Map<string, Forward>();
  private turn: Promise<void> = Promise.resolve();

  private constructor(
    private readonly settings: GatewaySettings,
    private readonly emulator: Emulator,
  ) {}

  static async start(settings: GatewaySettings, emulators: Emulators): Promise<Gateway> {
    const { name, folder, command, network, gateway, dns, socketPath } = settings;
    requireSocketPath(socketPath);
    const emulator = await emulators.launch({
      ...{ name, folder, command },
      parameters: [
        ...["-machine", "none", "-nodefaults", "-no-user-config", "-display", "none"],
        // its own router advertisements would reach the VLAN
        ...["-netdev", `user,id=out,ipv6=off,net=${network},host=${gateway},dns=${dns}`],
        "-netdev",
        `stream,id=vlan,server=off,addr.type=unix,addr.path=${escaped(socketPath)},reconnect-ms=${RECONNECT_MS}`,
        ...["-netdev", "hubport,id=hub-out,hubid=0,netdev=out", "-netdev", "hubport,id=hub-vlan,hubid=0,netdev=vlan"],
      ],
    });
    return new Gateway(settings, emulator);
  }

  get pid(): number {
    return this.emulator.pid;
  }

  /** Settles when its process has ended. */
  get ended(): Promise<unknown> {
    return this.emulator.ended;
  }

  /** The current forwards. */
  get forwards(): readonly Forward[] {
    return [...this.held.values()];
  }

  /**
   * Replaces the forwards. A removed port refuses new connections at once; open connections continue. Calls run one
   * after another.
   * @throws Failure with every port that could not be set; the others are set
   */
  setForwards(forwards: readonly Forward[]): Promise<void> {
    const done = this.turn.then(() => this.change(forwards));
    this.turn = done.catch(() => {});
    return done;
  }

  /** Ends it with every connection through it. */
  async stop(): Promise<void> {
    await this.emulator.kill();
  }

  private async change(forwards: readonly Forward[]): Promise<void> {
    const wanted = new Map(forwards.map((forward) => [ruleOf(forward), forward]));
    const problems: string[] = [];
    for (const rule of [...this.held.keys()].filter((rule) => !wanted.has(rule))) {
      problems.push(...(await this.remove(rule)));
    }
    for (const [rule, forward] of wanted) {
      if (!this.held.has(rule)) {
        problems.push(...(await this.add(rule, forward)));
      }
    }
    if (problems.length > 0) {
      throw new Failure(problems.join("; "), [
        "a port that another program of this host holds cannot lead to a machine: have the lab use another one with ssh_port",
      ]);
    }
  }

  private async remove(rule: string): Promise<readonly string[]> {
    const hostSide = rule.slice(0, rule.indexOf("-"));
    const text = await this.emulator.qmp.human(`hostfwd_remove out ${hostSide}`);
    this.held.delete(rule);
    return text.endsWith("removed") ? [] : [`${this.settings.name}: cannot stop forwarding ${hostSide}: ${text}`];
  }

  private async add(rule: string, forward: Forward): Promise<readonly string[]> {
    const text = await this.emulator.qmp.human(`hostfwd_add out ${rule}`);
    if (text === "") {
      this.held.set(rule, forward);
      return [];
    }
    const { address, port, to, toPort } = forward;
    const why = (await whyTaken(address, port)) ?? text;
    return [`${this.settings.name}: cannot forward ${address}:${port} to ${to}:${toPort}: ${why}`];
  }
}

/** A forward in QEMU's form. */
function ruleOf({ address, port, to, toPort }: Forward): string {
  return `tcp:${address}:${port}-${to}:${toPort}`;
}
