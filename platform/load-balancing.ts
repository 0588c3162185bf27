/**
 * What the platform's load balancer takes.
 * Source: networkDomainVip operations of the API; the limits of connections are those that plumbery asks for.
 */

/** How a pool chooses the member for a new connection. */
export type BalanceMethod = "ROUND_ROBIN" | "LEAST_CONNECTIONS_MEMBER";

/** Health monitors of a pool, by the word for each in a plan. */
export const POOL_MONITORS = {
  http: "CCDEFAULT.Http",
  https: "CCDEFAULT.Https",
  tcp: "CCDEFAULT.Tcp",
  tcphalfopen: "CCDEFAULT.TcpHalfOpen",
  udp: "CCDEFAULT.Udp",
} as const;
export type PoolMonitor = keyof typeof POOL_MONITORS;

/** The profile with which a listener sends a client to the member that it had before, by the client's address. */
export const PERSISTENCE_BY_ADDRESS = "CCDEFAULT.SourceAddress";

/** Concurrent connections of a listener or a member at the most. */
export const CONNECTION_LIMIT = 25_000;

/** New connections a second of a listener or a member at the most. */
export const CONNECTION_RATE_LIMIT = 2_000;

/** Over how many seconds a new member comes to its full share. */
export const SLOW_RAMP_S = 30;

/** Longest name of a pool or a listener. */
export const BALANCER_NAME_LENGTH = 75;
