import { keyAt, networkKeyAt, networkOf, numberAt, readAddress, textAt } from "./address";
import { type Drop, Drops } from "./drops";
import { Firewall } from "./firewall";
import { Port } from "./port";
import { Probe, type ProbeResult, type ProbeTarget } from "./probe";
import { type FabricReport, reportOf } from "./report";
import { Router } from "./router";
import type { FabricRule } from "./rules";
import { Service } from "./simulated-host";
import { Vlan, type VlanProps } from "./vlan";

export interface FabricOptions {
  /** The clock, in milliseconds since 1970. @default Date.now */
  readonly now?: () => number;
  /** Receives every dropped packet. */
  readonly onDrop?: (drop: Drop) => void;
  /** IPv6 address on the fabric's Internet that answers SNTP. Gateways always answer it. */
  readonly ntp?: string;
}

/** A connection attempt of a third party. */
export type ProbeProps = ProbeTarget & {
  /** The IPv6 address that the fabric uses for the attempt. */
  readonly from: string;
  /** Id of the VLAN that contains this address, or "internet". */
  readonly via: string;
  readonly to: string;
  /** How long to wait for an answer. @default 3000 */
  readonly timeLimitMs?: number;
};

/** How often timers are checked. */
const TICK_MS = 250;

/** Number of the fabric's own errors that it remembers. */
const MOST_FAULTS = 20;

/**
 * A network inside one process, without privileges: VLANs for QEMU's network cards, a router between their IPv6
 * networks, and the firewalls of the network domains. IPv4 and ARP are switched within a VLAN and not routed.
 */
export class Fabric {
  private readonly now: () => number;
  private readonly started: number;
  private readonly vlans = new Map<string, Vlan>();
  private readonly firewall: Firewall;
  private readonly router: Router;
  private readonly drops: Drops;
  private readonly faults: string[] = [];
  private readonly timer: NodeJS.Timeout;

  constructor({ now = Date.now, onDrop, ntp }: FabricOptions = {}) {
    this.now = now;
    this.started = now();
    this.drops = new Drops(now, onDrop);
    this.firewall = new Firewall(now);
    const service = new Service(now);
    this.router = new Router(this.firewall, service, now, {
      dropped: (denial, vlan, frame) => this.drops.note(denial, vlan, frame),
    });
    if (ntp !== undefined) {
      this.router.play(keyAt(readAddress(ntp, "ntp"), 0), service);
    }
    this.timer = setInterval(() => this.guarded(() => this.tick()), TICK_MS);
    this.timer.unref();
  }

  addVlan(props: VlanProps): void {
    const vlan = new Vlan(props, this.now, {
      received: (where, frame) => this.router.receive(where, frame),
      unreachable: (where, frame) => this.router.unreachable(where, frame),
      dropped: (reason, where, frame) => this.drops.note({ reason }, where.name, frame),
    });
    const other = this.router.vlanOf(vlan.networkKey);
    if (this.vlans.has(props.id) || other !== undefined) {
      const taken = other === undefined ? "id" : `network ${props.ipv6.network} of VLAN ${other.id}`;
      throw new Error(`VLAN ${props.id}: the fabric has a VLAN of that ${taken} already; remove it first`);
    }
    this.vlans.set(vlan.id, vlan);
    this.router.addVlan(vlan);
  }

  /** Removes a VLAN with its ports. Does nothing if it does not exist. */
  async removeVlan(id: string): Promise<void> {
    const vlan = this.vlans.get(id);
    if (vlan !== undefined) {
      this.vlans.delete(id);
      this.router.removeVlan(vlan);
      this.firewall.cutNetwork(networkOf(numberAt(vlan.network, 0)));
      await Promise.all(vlan.switch.allPorts.map((port) => port.close()));
    }
  }

  /** Listens on a unix socket for a network card (`-netdev stream,server=off,addr.type=unix`). */
  async addPort(vlanId: string, name: string, socketPath: string): Promise<void> {
    const vlan = this.vlan(vlanId);
    if (vlan.switch.port(name) !== undefined) {
      throw new Error(`VLAN ${vlanId} has a port ${name} already; remove it first`);
    }
    const port: Port = new Port(name, socketPath, {
      received: (frame) => this.guarded(() => vlan.switch.receive(port, frame)),
      garbled: () => this.guarded(() => this.drops.note({ reason: "no frames came in at a port" }, vlan.name)),
    });
    vlan.switch.plugIn(port);
    try {
      await port.open();
    } catch (error) {
      vlan.switch.unplug(port);
      await port.close();
      throw error;
    }
  }

  /** Removes a port. Does nothing if it does not exist. */
  async removePort(vlanId: string, name: string): Promise<void> {
    const vlan = this.vlans.get(vlanId);
    const port = vlan?.switch.port(name);
    if (vlan !== undefined && port !== undefined) {
      vlan.switch.unplug(port);
      await port.close();
    }
  }

  /** Replaces the firewall rules of a network domain and cuts flows that the new rules forbid. */
  setDomainRules(domainId: string, rules: readonly FabricRule[]): void {
    this.firewall.setRules(domainId, rules);
  }

  /**
   * Call it after machines were restored from a snapshot: for a minute, the firewall admits TCP connections whose
   * beginning it has not seen, if a rule allows them. It does the same in the fabric's first minute.
   */
  pickUpConnections(): void {
    this.firewall.pickUp();
  }

  /** From now on, the router of a VLAN loses every packet in both directions. Traffic inside the VLAN continues. */
  cutLink(vlanId: string): void {
    this.vlan(vlanId).isCut = true;
  }

  mendLink(vlanId: string): void {
    this.vlan(vlanId).isCut = false;
  }

  /** A simulated third party tries to reach an address. The firewall treats it like any other. */
  async probe(props: ProbeProps): Promise<ProbeResult> {
    const { via, timeLimitMs = 3000 } = props;
    const from = readAddress(props.from, "from");
    const to = readAddress(props.to, "to");
    const home = via === "internet" ? undefined : this.vlan(via);
    if (this.router.vlanOf(networkKeyAt(from, 0)) !== home) {
      throw new Error(`from is ${textAt(from, 0)}; an address of ${home?.name ?? "no VLAN"} is expected, as via says`);
    }
    const key = keyAt(from, 0);
    if (this.router.simulates(key) || home?.gatewayKey === key) {
      throw new Error(`from is ${textAt(from, 0)}, which the fabric uses already; choose another address`);
    }
    const probe = new Probe(from, to, props, (frame) => this.guarded(() => this.router.originate(frame)));
    this.router.play(key, probe);
    try {
      return await probe.run(timeLimitMs);
    } finally {
      this.router.stopPlaying(key);
    }
  }

  report(): FabricReport {
    return reportOf(this.started, this.firewall, this.drops, [...this.vlans.values()], this.faults);
  }

  async stop(): Promise<void> {
    clearInterval(this.timer);
    await Promise.all([...this.vlans.keys()].map((id) => this.removeVlan(id)));
  }

  private tick(): void {
    for (const vlan of this.vlans.values()) {
      vlan.neighbours.tick();
    }
    this.firewall.flows.tick();
  }

  /** A packet must never end the lab. The report shows what went wrong. */
  private guarded(action: () => void): void {
    try {
      action();
    } catch (error) {
      if (this.faults.length < MOST_FAULTS) {
        this.faults.push(error instanceof Error ? (error.stack ?? error.message) : String(error));
      }
    }
  }

  private vlan(id: string): Vlan {
    const vlan = this.vlans.get(id);
    if (vlan === undefined) {
      const known = [...this.vlans.keys()].join(", ") || "none";
      throw new Error(`no VLAN of the fabric is called ${id}; known are ${known}`);
    }
    return vlan;
  }
}
