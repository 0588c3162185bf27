import type { Call } from "../call";
import type { Input } from "../input";
import { Refusal } from "../refusal";
import type { NetworkDomain } from "../state/network-domain";
import { HEALTH_MONITORS } from "./vip-defaults";

/**
 * Limits for concurrent connections and for new connections per second, of a node or a listener. Source: data centre
 * properties.
 */
export const CONNECTIONS = { least: 1, most: 100_000 } as const;
export const CONNECTION_RATE = { least: 1, most: 4_000 } as const;
export const PORT = { least: 1, most: 65_535 } as const;

/** The network domain, which must have plan ADVANCED: only that plan has a load balancer. */
export function balancedDomain(call: Call, id: string): NetworkDomain {
  const networkDomain = call.organisation.find("networkDomain", id);
  call.requireNormal("networkDomain", networkDomain);
  if (networkDomain.type !== "ADVANCED") {
    throw new Refusal(
      "OPERATION_NOT_SUPPORTED",
      `networkDomainId: Network Domain ${id} is ${networkDomain.type}; load balancing needs ADVANCED`,
    );
  }
  return networkDomain;
}

/** The id of a suitable health monitor; empty text means none. */
export function readHealthMonitor(
  input: Input,
  kind: "nodeCompatible" | "poolCompatible",
  id: string | undefined,
): string | undefined {
  if (id === undefined || id === "") {
    return undefined;
  }
  const known = HEALTH_MONITORS.filter(({ about }) => about[kind] === true);
  if (!known.some((monitor) => monitor.id === id)) {
    const names = known.map((monitor) => `${monitor.id} (${monitor.name})`).join(", ");
    input.problem("healthMonitorId", `is ${JSON.stringify(id)}; one of ${names} is allowed`);
  }
  return id;
}

/** Copies the fields that a request names and keeps the others. */
export function assignKnown<R extends object>(
  resource: R,
  changes: { readonly [K in keyof R]?: R[K] | undefined },
): void {
  const known = Object.entries(changes).filter(([, value]) => value !== undefined);
  Object.assign(resource, Object.fromEntries(known));
}
