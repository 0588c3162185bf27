import type { Shape } from "../answer";
import { uuidOf } from "../ids";
import { requireNetworkDomainFilter } from "./address-list";
import { list, type Operation } from "./operation";

/** The platform's load balancer defaults, which users cannot change. */
interface Default {
  readonly id: string;
  readonly name: string;
  readonly about: Shape;
}

function defaults(list: string, entries: readonly (readonly [name: string, about: Shape])[]): readonly Default[] {
  return entries.map(([name, about]) => ({ id: uuidOf(`${list}/${name}`), name, about }));
}

/** Monitors that nodes and pools can have. */
export const HEALTH_MONITORS = defaults("defaultHealthMonitor", [
  ["CCDEFAULT.Icmp", { nodeCompatible: true, poolCompatible: false }],
  ["CCDEFAULT.Http", { nodeCompatible: false, poolCompatible: true }],
  ["CCDEFAULT.Https", { nodeCompatible: false, poolCompatible: true }],
  ["CCDEFAULT.Tcp", { nodeCompatible: false, poolCompatible: true }],
  ["CCDEFAULT.TcpHalfOpen", { nodeCompatible: false, poolCompatible: true }],
  ["CCDEFAULT.Udp", { nodeCompatible: false, poolCompatible: true }],
]);

/** How a virtual listener remembers which node a client was sent to. */
export const PERSISTENCE_PROFILES = defaults("defaultPersistenceProfile", [
  ["CCDEFAULT.Cookie", { fallbackCompatible: false, virtualListenerType: "STANDARD", virtualListenerProtocol: "HTTP" }],
  [
    "CCDEFAULT.DestinationAddress",
    { fallbackCompatible: true, virtualListenerType: "STANDARD", virtualListenerProtocol: "TCP" },
  ],
  [
    "CCDEFAULT.SourceAddress",
    { fallbackCompatible: true, virtualListenerType: "STANDARD", virtualListenerProtocol: "TCP" },
  ],
  ["CCDEFAULT.Ssl", { fallbackCompatible: false, virtualListenerType: "STANDARD", virtualListenerProtocol: "TCP" }],
]);

/** Scripts that a virtual listener can run. */
export const IRULES = defaults("defaultIrule", [
  ["CCDEFAULT.HttpsRedirect", { virtualListenerType: "STANDARD", virtualListenerProtocol: "HTTP" }],
  ["CCDEFAULT.IpProtocolTimers", { virtualListenerType: "PERFORMANCE_LAYER_4", virtualListenerProtocol: "ANY" }],
]);

function listed(name: string, element: string, entries: readonly Default[]): Operation {
  return list<Default>(`networkDomainVip/${name}`, {
    element,
    resources: (call) => {
      call.organisation.find("networkDomain", requireNetworkDomainFilter(call));
      return entries;
    },
    filters: {
      networkDomainId: (_, call) => call.request.query.get("networkDomainId") ?? undefined,
      id: ({ id }) => id,
      name: (entry) => entry.name,
    },
    shape: (entry) => ({ id: entry.id, name: entry.name, ...entry.about }),
  });
}

export const VIP_DEFAULT_OPERATIONS: readonly Operation[] = [
  listed("defaultHealthMonitor", "defaultHealthMonitor", HEALTH_MONITORS),
  listed("defaultPersistenceProfile", "defaultPersistenceProfile", PERSISTENCE_PROFILES),
  // clients expect the list under this name
  listed("defaultIrule", "defaultIRule", IRULES),
];

/** A default as resources reference it. */
export function reference(entries: readonly Default[], id: string | undefined): Shape | undefined {
  const entry = entries.find((candidate) => candidate.id === id);
  return entry && { id: entry.id, name: entry.name };
}

/** Several defaults as resources reference them. */
export function references(entries: readonly Default[], ids: readonly string[]): Shape[] {
  return entries.filter(({ id }) => ids.includes(id)).map(({ id, name }) => ({ id, name }));
}
