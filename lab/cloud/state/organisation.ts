import { Ids } from "../ids";
import { Refusal } from "../refusal";
import type { AddressList } from "./address-list";
import type { AntiAffinityRule } from "./anti-affinity-rule";
import type { Completion } from "./completion";
import type { FirewallRule } from "./firewall-rule";
import type { NatRule } from "./nat-rule";
import type { NetworkDomain } from "./network-domain";
import type { PortList } from "./port-list";
import type { PublicIpBlock } from "./public-ip-block";
import type { Reservation } from "./reservation";
import type { Server } from "./server";
import type { SslCertificateChain, SslDomainCertificate, SslOffloadProfile } from "./ssl";
import type { StaticRoute } from "./static-route";
import type { Tag, TagKey } from "./tag";
import type { VipNode, VipPool, VipPoolMember, VirtualListener } from "./vip";
import type { Vlan } from "./vlan";

/** Kinds of resources, each with its type. */
export interface Kinds {
  networkDomain: NetworkDomain;
  vlan: Vlan;
  firewallRule: FirewallRule;
  ipAddressList: AddressList;
  portList: PortList;
  natRule: NatRule;
  publicIpBlock: PublicIpBlock;
  reservation: Reservation;
  staticRoute: StaticRoute;
  server: Server;
  antiAffinityRule: AntiAffinityRule;
  tagKey: TagKey;
  tag: Tag;
  vipNode: VipNode;
  vipPool: VipPool;
  vipPoolMember: VipPoolMember;
  virtualListener: VirtualListener;
  sslDomainCertificate: SslDomainCertificate;
  sslCertificateChain: SslCertificateChain;
  sslOffloadProfile: SslOffloadProfile;
}
export type Kind = keyof Kinds;

/** The name of each kind in messages; also the list of all kinds. */
const NAMES: Readonly<Record<Kind, string>> = {
  networkDomain: "Network Domain",
  vlan: "VLAN",
  firewallRule: "Firewall Rule",
  ipAddressList: "IP Address List",
  portList: "Port List",
  natRule: "NAT Rule",
  publicIpBlock: "Public IP Block",
  reservation: "Reserved IP Address",
  staticRoute: "Static Route",
  server: "Server",
  antiAffinityRule: "Anti-Affinity Rule",
  tagKey: "Tag Key",
  tag: "Tag",
  vipNode: "Node",
  vipPool: "Pool",
  vipPoolMember: "Pool Member",
  virtualListener: "Virtual Listener",
  sslDomainCertificate: "SSL Domain Certificate",
  sslCertificateChain: "SSL Certificate Chain",
  sslOffloadProfile: "SSL Offload Profile",
};

export const KINDS = Object.keys(NAMES) as readonly Kind[];

/** All resources of an organisation, as a state file holds them. */
export interface OrganisationState {
  readonly id: string;
  readonly region: string;
  readonly counters: readonly (readonly [string, number])[];
  readonly pending: readonly Completion[];
  readonly resources: { readonly [K in Kind]?: readonly Kinds[K][] };
}

/** The resources of one organisation in one region, in order of creation. */
export class Organisation {
  readonly ids: Ids;
  /** Pending work, earliest completion first. */
  pending: Completion[];
  private readonly maps = new Map<Kind, Map<string, Kinds[Kind]>>();

  constructor(
    readonly id: string,
    readonly region: string,
    seed: string,
    state?: OrganisationState,
  ) {
    this.ids = new Ids(`${seed}/${id}/${region}`, new Map(state?.counters));
    this.pending = [...(state?.pending ?? [])];
    for (const kind of KINDS) {
      const resources = (state?.resources[kind] ?? []) as readonly Kinds[Kind][];
      this.maps.set(kind, new Map(resources.map((resource) => [resource.id, resource])));
    }
  }

  all<K extends Kind>(kind: K): IterableIterator<Kinds[K]> {
    return this.map(kind).values();
  }

  /** The resources of a kind that satisfy a condition. */
  those<K extends Kind>(kind: K, condition: (resource: Kinds[K]) => boolean): Kinds[K][] {
    return [...this.all(kind)].filter(condition);
  }

  get<K extends Kind>(kind: K, id: string): Kinds[K] | undefined {
    return this.map(kind).get(id);
  }

  /** The resource with this id. Throws RESOURCE_NOT_FOUND. */
  find<K extends Kind>(kind: K, id: string): Kinds[K] {
    const resource = this.get(kind, id);
    if (resource === undefined) {
      throw new Refusal("RESOURCE_NOT_FOUND", `${NAMES[kind]} ${id} not found`);
    }
    return resource;
  }

  add<K extends Kind>(kind: K, resource: Kinds[K]): Kinds[K] {
    this.map(kind).set(resource.id, resource);
    return resource;
  }

  remove(kind: Kind, id: string): void {
    this.map(kind).delete(id);
  }

  /** The organisation as plain data, for a state file. */
  state(): OrganisationState {
    const resources = Object.fromEntries(
      KINDS.flatMap((kind) => {
        const all = [...this.all(kind)];
        return all.length > 0 ? [[kind, all]] : [];
      }),
    );
    return { id: this.id, region: this.region, counters: this.ids.entries(), pending: this.pending, resources };
  }

  private map<K extends Kind>(kind: K): Map<string, Kinds[K]> {
    return this.maps.get(kind) as unknown as Map<string, Kinds[K]>;
  }
}

/** The name of a kind of resource in messages. */
export function nameOfKind(kind: Kind): string {
  return NAMES[kind];
}
