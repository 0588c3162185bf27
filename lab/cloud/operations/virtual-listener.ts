import { isPrivate, parseIpv4 } from "../../../platform/addresses/ipv4";
import { publicAddressesInUse, publicAddressesOf } from "../addresses";
import { type OperationAnswer, ok, type Shape } from "../answer";
import type { Call } from "../call";
import { fields } from "../listing";
import { invalidField, Refusal } from "../refusal";
import { LISTENER_PROTOCOLS, type ListenerType, SOURCE_PORT_PRESERVATIONS, type VirtualListener } from "../state/vip";
import { NAME_LENGTH } from "./network-domain";
import { change, type Operation, reading, requireUniqueName } from "./operation";
import { assignKnown, balancedDomain, CONNECTION_RATE, CONNECTIONS, PORT } from "./vip";
import { IRULES, PERSISTENCE_PROFILES, reference, references as referencesTo } from "./vip-defaults";
import { poolShape } from "./vip-pool";

const TYPES = Object.keys(LISTENER_PROTOCOLS) as ListenerType[];

function poolReference({ organisation }: Call, id: string | undefined): Shape | undefined {
  const pool = id === undefined ? undefined : organisation.get("vipPool", id);
  if (pool === undefined) {
    return undefined;
  }
  const { name, loadBalanceMethod, serviceDownAction, slowRampTime, healthMonitor } = poolShape(pool);
  return { id, name, loadBalanceMethod, serviceDownAction, slowRampTime, healthMonitor };
}

function shape(listener: VirtualListener, call: Call): Shape {
  const { id, datacenterId, networkDomainId, name, description, type, protocol } = listener;
  const offload = call.organisation.get("sslOffloadProfile", listener.sslOffloadProfileId ?? "");
  return {
    ...{ id, datacenterId, networkDomainId, name, description, type, protocol },
    listenerIpAddress: listener.listenerIpAddress,
    port: listener.port,
    enabled: listener.enabled,
    connectionLimit: listener.connectionLimit,
    connectionRateLimit: listener.connectionRateLimit,
    sourcePortPreservation: listener.sourcePortPreservation,
    pool: poolReference(call, listener.poolId),
    clientClonePool: poolReference(call, listener.clientClonePoolId),
    persistenceProfile: reference(PERSISTENCE_PROFILES, listener.persistenceProfileId),
    fallbackPersistenceProfile: reference(PERSISTENCE_PROFILES, listener.fallbackPersistenceProfileId),
    sslOffloadProfile: offload && { id: offload.id, name: offload.name },
    optimizationProfile: listener.optimizationProfiles,
    irule: referencesTo(IRULES, listener.iruleIds),
    createTime: listener.createTime,
    state: listener.state,
  };
}

/** Resources that a listener refers to; empty text or absence means none. */
interface References {
  readonly poolId: string | undefined;
  readonly clientClonePoolId: string | undefined;
  readonly persistenceProfileId: string | undefined;
  readonly fallbackPersistenceProfileId: string | undefined;
  readonly sslOffloadProfileId: string | undefined;
  readonly iruleIds: string[] | undefined;
  readonly optimizationProfiles: string[] | undefined;
}

function readReferences({ input }: Call): References {
  const id = (name: string) => input.optionalText(name) || undefined;
  return {
    poolId: id("poolId"),
    clientClonePoolId: id("clientClonePoolId"),
    persistenceProfileId: id("persistenceProfileId"),
    fallbackPersistenceProfileId: id("fallbackPersistenceProfileId"),
    sslOffloadProfileId: id("sslOffloadProfileId"),
    iruleIds: input.has("iruleId") ? input.texts("iruleId") : undefined,
    optimizationProfiles: input.has("optimizationProfile") ? input.texts("optimizationProfile") : undefined,
  };
}

function requireReferences({ organisation }: Call, references: References, networkDomainId: string): void {
  const { poolId, clientClonePoolId, sslOffloadProfileId } = references;
  const owned = [
    ...[poolId, clientClonePoolId].flatMap((id) => (id === undefined ? [] : organisation.find("vipPool", id))),
    ...(sslOffloadProfileId === undefined ? [] : [organisation.find("sslOffloadProfile", sslOffloadProfileId)]),
  ];
  for (const resource of owned) {
    if (resource.networkDomainId !== networkDomainId) {
      throw new Refusal("RESOURCE_NOT_FOUND", `${resource.id} is not in Network Domain ${networkDomainId}`);
    }
  }
  for (const field of ["persistenceProfileId", "fallbackPersistenceProfileId"] as const) {
    const id = references[field];
    if (id !== undefined && reference(PERSISTENCE_PROFILES, id) === undefined) {
      throw invalidField(field, `is ${JSON.stringify(id)}; defaultPersistenceProfile lists those that there are`);
    }
  }
  for (const id of references.iruleIds ?? []) {
    if (reference(IRULES, id) === undefined) {
      throw invalidField("iruleId", `is ${JSON.stringify(id)}; defaultIrule lists those that there are`);
    }
  }
}

/** The listener's address: private, or a public one of the domain. @default the first free public one */
function listenerAddress(call: Call, networkDomainId: string, wanted: string | undefined): string {
  const { organisation } = call;
  const held = publicAddressesOf(organisation, networkDomainId);
  if (wanted === undefined) {
    const used = publicAddressesInUse(organisation, networkDomainId);
    const free = held.find((address) => !used.has(address));
    if (free === undefined) {
      throw new Refusal(
        "NO_IP_ADDRESS_AVAILABLE",
        `listenerIpAddress: Network Domain ${networkDomainId} has no public IPv4 address free`,
      );
    }
    return free;
  }
  const address = parseIpv4(wanted);
  if (address === undefined) {
    throw invalidField("listenerIpAddress", `is ${JSON.stringify(wanted)}; an IPv4 address is expected`);
  }
  if (!held.includes(wanted) && !isPrivate({ address, prefixSize: 32 })) {
    throw new Refusal(
      "IP_ADDRESS_OUT_OF_RANGE",
      `listenerIpAddress: ${wanted} is neither private nor in a public IP block of Network Domain ${networkDomainId}`,
    );
  }
  const translated = organisation.those("natRule", ({ externalIp }) => externalIp === wanted);
  if (translated.length > 0) {
    throw new Refusal("IP_ADDRESS_NOT_UNIQUE", `listenerIpAddress: NAT Rule ${translated[0]?.id} uses ${wanted}`);
  }
  return wanted;
}

function createVirtualListener(call: Call): OperationAnswer {
  const { input, organisation } = call;
  const networkDomainId = input.text("networkDomainId");
  const name = input.text("name", NAME_LENGTH);
  const description = input.optionalText("description") ?? "";
  const type = input.oneOf("type", TYPES);
  const protocol = input.oneOf("protocol", LISTENER_PROTOCOLS[type]);
  const wanted = input.optionalText("listenerIpAddress") || undefined;
  const port = input.optionalNumber("port", PORT);
  const enabled = input.flag("enabled");
  const connectionLimit = input.number("connectionLimit", CONNECTIONS);
  const connectionRateLimit = input.number("connectionRateLimit", CONNECTION_RATE);
  const sourcePortPreservation = input.oneOf("sourcePortPreservation", SOURCE_PORT_PRESERVATIONS);
  const references = readReferences(call);
  input.check();
  const { datacenterId } = balancedDomain(call, networkDomainId);
  requireUniqueName(organisation, "virtualListener", name, (other) => other.networkDomainId === networkDomainId);
  requireReferences(call, references, networkDomainId);
  const listenerIpAddress = listenerAddress(call, networkDomainId, wanted);
  const same = (one: VirtualListener) =>
    one.networkDomainId === networkDomainId && one.listenerIpAddress === listenerIpAddress && one.port === port;
  const [other] = organisation.those("virtualListener", same);
  if (other !== undefined) {
    const where = `${listenerIpAddress} port ${port ?? "any"}`;
    throw new Refusal("IP_ADDRESS_NOT_UNIQUE", `listenerIpAddress: Virtual Listener ${other.id} listens at ${where}`);
  }
  const { iruleIds = [], optimizationProfiles = [], ...ids } = references;
  const listener: VirtualListener = {
    id: organisation.ids.next("virtualListener", `${networkDomainId}/${name}`),
    ...{ networkDomainId, datacenterId, name, description, type, protocol, listenerIpAddress, enabled },
    ...{ connectionLimit, connectionRateLimit, sourcePortPreservation, iruleIds, optimizationProfiles },
    ...(port !== undefined && { port }),
    createTime: call.now(),
    state: "NORMAL",
  };
  assignKnown(listener, ids);
  organisation.add("virtualListener", listener);
  return ok(`Virtual Listener '${name}' has been created.`, {
    virtualListenerId: listener.id,
    name,
    listenerIpAddress,
  });
}

function editVirtualListener(call: Call): OperationAnswer {
  const { input, organisation } = call;
  const id = input.text("id");
  const description = input.optionalText("description");
  const enabled = input.optionalFlag("enabled");
  const connectionLimit = input.optionalNumber("connectionLimit", CONNECTIONS);
  const connectionRateLimit = input.optionalNumber("connectionRateLimit", CONNECTION_RATE);
  const sourcePortPreservation = input.optionalOneOf("sourcePortPreservation", SOURCE_PORT_PRESERVATIONS);
  const references = readReferences(call);
  input.check();
  const listener = organisation.find("virtualListener", id);
  requireReferences(call, references, listener.networkDomainId);
  assignKnown(listener, { description, enabled, connectionLimit, connectionRateLimit, sourcePortPreservation });
  assignKnown(listener, references);
  return ok(`Virtual Listener '${listener.name}' has been edited.`);
}

function deleteVirtualListener(call: Call): OperationAnswer {
  const { input, organisation } = call;
  const id = input.text("id");
  input.check();
  const listener = organisation.find("virtualListener", id);
  organisation.remove("virtualListener", id);
  return ok(`Virtual Listener '${listener.name}' has been deleted.`);
}

export const VIRTUAL_LISTENER_OPERATIONS: readonly Operation[] = [
  ...reading("networkDomainVip/virtualListener", "virtualListener", {
    filters: fields<VirtualListener>(
      "id",
      "networkDomainId",
      "datacenterId",
      "name",
      "state",
      "type",
      "protocol",
      "listenerIpAddress",
      "port",
      "enabled",
      "poolId",
      "createTime",
    ),
    shape,
  }),
  change("networkDomainVip/createVirtualListener", createVirtualListener),
  change("networkDomainVip/editVirtualListener", editVirtualListener),
  change("networkDomainVip/deleteVirtualListener", deleteVirtualListener),
];
