import type { DomainResource, Resource } from "./resource";

export const VIP_STATUSES = ["ENABLED", "DISABLED", "FORCED_OFFLINE"] as const;
export type VipStatus = (typeof VIP_STATUSES)[number];

export const LOAD_BALANCE_METHODS = [
  "ROUND_ROBIN",
  "LEAST_CONNECTIONS_NODE",
  "LEAST_CONNECTIONS_MEMBER",
  "OBSERVED_NODE",
  "OBSERVED_MEMBER",
  "PREDICTIVE_NODE",
  "PREDICTIVE_MEMBER",
] as const;

export const SERVICE_DOWN_ACTIONS = ["NONE", "DROP", "RESELECT"] as const;

/** Protocols of a virtual listener, by its type. */
export const LISTENER_PROTOCOLS = {
  STANDARD: ["ANY", "TCP", "UDP", "HTTP", "FTP", "SMTP"],
  PERFORMANCE_LAYER_4: ["ANY", "TCP", "UDP", "HTTP"],
} as const;
export type ListenerType = keyof typeof LISTENER_PROTOCOLS;

export const SOURCE_PORT_PRESERVATIONS = ["PRESERVE", "PRESERVE_STRICT", "CHANGE"] as const;

/** A node that a load balancer sends traffic to. Source: networkDomainVip/node. */
export interface VipNode extends DomainResource {
  description: string;
  readonly ipv4Address?: string;
  readonly ipv6Address?: string;
  status: VipStatus;
  healthMonitorId?: string;
  connectionLimit: number;
  connectionRateLimit: number;
}

/** A pool of nodes. Source: networkDomainVip/pool. */
export interface VipPool extends DomainResource {
  description: string;
  loadBalanceMethod: (typeof LOAD_BALANCE_METHODS)[number];
  healthMonitorIds: readonly string[];
  serviceDownAction: (typeof SERVICE_DOWN_ACTIONS)[number];
  /** Seconds. */
  slowRampTime: number;
}

/** A node as a member of a pool. Source: networkDomainVip/poolMember. */
export interface VipPoolMember extends Resource {
  readonly networkDomainId: string;
  readonly poolId: string;
  readonly nodeId: string;
  /** Undefined: any port. */
  readonly port?: number;
  status: VipStatus;
}

/** The address and port where a load balancer listens. Source: networkDomainVip/virtualListener. */
export interface VirtualListener extends DomainResource {
  description: string;
  readonly type: ListenerType;
  readonly protocol: string;
  readonly listenerIpAddress: string;
  /** Undefined: any port. */
  readonly port?: number;
  enabled: boolean;
  connectionLimit: number;
  connectionRateLimit: number;
  sourcePortPreservation: (typeof SOURCE_PORT_PRESERVATIONS)[number];
  poolId?: string;
  clientClonePoolId?: string;
  persistenceProfileId?: string;
  fallbackPersistenceProfileId?: string;
  sslOffloadProfileId?: string;
  iruleIds: readonly string[];
  optimizationProfiles: readonly string[];
}
