import { join } from "node:path";
import { formatIpv4, networkOf } from "../../platform/addresses/ipv4";
import { formatIpv6Range, parseIpv6 } from "../../platform/addresses/ipv6";
import { ipv4RangeOf, type Vlan } from "../cloud/state/vlan";
import type { Fabric } from "../fabric/fabric";
import type { Emulators } from "../machines/emulators";
import { type Forward, Gateway } from "../machines/gateway";
import type { Command } from "../machines/image/machine-image";

/** What building a VLAN needs. */
export interface NetworkOptions {
  readonly fabric: Fabric;
  readonly emulators: Emulators;
  readonly qemu: Command;
  /** Folder of its sockets: absolute, and short enough for a socket's path. */
  readonly folder: string;
}

/** Position of the name server in a VLAN's range: among the addresses that the platform reserves. */
const DNS = 3;

/** A VLAN of the cloud as machines see it: a switch, a router interface for IPv6, a gateway for private IPv4. */
export class Network {
  private constructor(
    readonly vlan: Vlan,
    private readonly networkOptions: NetworkOptions,
    private readonly gateway: Gateway,
  ) {}

  static async build(vlan: Vlan, networkOptions: NetworkOptions): Promise<Network> {
    const { fabric, folder, emulators, qemu } = networkOptions;
    fabric.addVlan({
      id: vlan.id,
      domainId: vlan.networkDomainId,
      name: vlan.name,
      ipv6: {
        network: formatIpv6Range({ address: parseIpv6(`${vlan.ipv6Prefix}::`) ?? [], prefixSize: 64 }),
        gateway: ipv6GatewayOf(vlan),
      },
    });
    const socketPath = join(folder, `${vlan.id.slice(0, 8)}.gateway`);
    await fabric.addPort(vlan.id, "gateway", socketPath);
    const gateway = await Gateway.start(
      {
        ...{ name: `gateway-${vlan.id.slice(0, 8)}`, folder, socketPath, command: qemu },
        network: `${vlan.ipv4Address}/${vlan.ipv4PrefixSize}`,
        gateway: vlan.ipv4GatewayAddress,
        dns: dnsOf(vlan),
      },
      emulators,
    );
    return new Network(vlan, networkOptions, gateway);
  }

  /** Opens a switch port for a machine's network card. Returns the path of the socket that the card connects to. */
  async plugIn(serverId: string): Promise<string> {
    const socketPath = this.socketOf(serverId);
    await this.networkOptions.fabric.removePort(this.vlan.id, serverId);
    await this.networkOptions.fabric.addPort(this.vlan.id, serverId, socketPath);
    return socketPath;
  }

  async unplug(serverId: string): Promise<void> {
    await this.networkOptions.fabric.removePort(this.vlan.id, serverId);
  }

  /** The socket of a machine's network card. */
  socketOf(serverId: string): string {
    return join(this.networkOptions.folder, `${serverId.slice(0, 8)}.card`);
  }

  setForwards(forwards: readonly Forward[]): Promise<void> {
    return this.gateway.setForwards(forwards);
  }

  async remove(): Promise<void> {
    await this.gateway.stop();
    await this.networkOptions.fabric.removeVlan(this.vlan.id);
  }
}

/** The router's IPv6 address in a VLAN, in the API's form. */
export function ipv6GatewayOf(vlan: Vlan): string {
  return `${vlan.ipv6Prefix}::1`;
}

/** The address of the name server in a VLAN. */
export function dnsOf(vlan: Vlan): string {
  return formatIpv4(networkOf(ipv4RangeOf(vlan)).address + DNS);
}
