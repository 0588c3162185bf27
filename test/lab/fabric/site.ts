import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Drop } from "../../../lab/fabric/drops";
import { Fabric, type FabricOptions } from "../../../lab/fabric/fabric";
import type { FabricRule } from "../../../lab/fabric/rules";
import type { VlanProps } from "../../../lab/fabric/vlan";
import { Host } from "./host";

/** Two network domains: `eu` with VLANs a and c, `na` with VLAN b. */
export const NETWORKS = {
  a: { domain: "eu", prefix: "2001:db8:64:a" },
  b: { domain: "na", prefix: "2001:db8:65:b" },
  c: { domain: "eu", prefix: "2001:db8:64:c" },
} as const;

export type VlanName = keyof typeof NETWORKS;

export const NTP = "2001:db8:ffff::123";

const ANY = { addresses: "any", ports: undefined } as const;

/** A rule of domain `na` that accepts all of IPv6; parts of it can be others. */
export function rule(name: string, change: Partial<FabricRule> = {}): FabricRule {
  const common = { action: "accept", ipVersion: 6, protocol: "ip", source: ANY, destination: ANY } as const;
  return { id: `id-${name}`, name, networkDomainId: "na", ...common, ...change };
}

/** The destination side of a rule that is about one port. */
export function port(number: number): FabricRule["destination"] {
  return { addresses: "any", ports: [{ first: number, last: number }] };
}

/** A fabric with machines at real sockets. Its time can be put forward; otherwise it goes as ours does. */
export class Site {
  readonly folder = mkdtempSync(join(tmpdir(), "fabric-"));
  readonly fabric: Fabric;
  readonly drops: Drop[] = [];
  private readonly waiters: (() => void)[] = [];
  private readonly hosts: Host[] = [];
  private ahead = 0;

  constructor(vlans: Partial<Record<VlanName, Partial<VlanProps>>> = { a: {}, b: {} }, options: FabricOptions = {}) {
    this.fabric = new Fabric({
      now: () => Date.now() + this.ahead,
      ntp: NTP,
      onDrop: (drop) => {
        this.drops.push(drop);
        for (const waiter of this.waiters.splice(0)) {
          waiter();
        }
      },
      ...options,
    });
    for (const [name, change] of Object.entries(vlans)) {
      const { domain, prefix } = NETWORKS[name as VlanName];
      const ipv6 = { network: `${prefix}::/64`, gateway: `${prefix}::1` };
      this.fabric.addVlan({ id: name, domainId: domain, name, ipv6, ...change });
    }
  }

  /** Puts the fabric's time forward. */
  advance(milliseconds: number): void {
    this.ahead += milliseconds;
  }

  path(name: string): string {
    return join(this.folder, `${name}.sock`);
  }

  /** A machine in a VLAN; its number makes its addresses. */
  async host(vlan: VlanName, number = 7): Promise<Host> {
    const name = `${vlan}${number}`;
    await this.fabric.addPort(vlan, name, this.path(name));
    const mac = `5254000${"abc".indexOf(vlan)}00${number.toString(16).padStart(2, "0")}`;
    const { prefix } = NETWORKS[vlan];
    const host = await Host.plugIn(this.path(name), mac, `${prefix}::${number.toString(16)}`, `${prefix}::1`);
    this.hosts.push(host);
    await host.isUp();
    return host;
  }

  /** The next packet that the fabric drops for a reason, or one that it dropped already. */
  async drop(reason: string): Promise<Drop> {
    for (;;) {
      const index = this.drops.findIndex((drop) => drop.reason === reason);
      const [found] = index < 0 ? [] : this.drops.splice(index, 1);
      if (found !== undefined) {
        return found;
      }
      await new Promise<void>((resolve, reject) => {
        const limit = setTimeout(() => {
          const reasons = this.drops.map((drop) => drop.reason).join(", ") || "nothing";
          reject(new Error(`no packet was dropped for "${reason}", but for ${reasons}`));
        }, 60_000);
        this.waiters.push(() => {
          clearTimeout(limit);
          resolve();
        });
      });
    }
  }

  async stop(): Promise<void> {
    for (const host of this.hosts) {
      host.unplug();
    }
    await this.fabric.stop();
    rmSync(this.folder, { recursive: true, force: true });
  }
}
