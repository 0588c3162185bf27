import { parseIpv4 } from "../../../platform/ipv4";
import { normalIpv6 } from "../addresses";
import { type OperationAnswer, ok, type Shape } from "../answer";
import type { Call } from "../call";
import type { Input } from "../input";
import { fields } from "../listing";
import { Refusal } from "../refusal";
import type { NetworkDomain } from "../state/network-domain";
import {
  LOAD_BALANCE_METHODS,
  SERVICE_DOWN_ACTIONS,
  VIP_STATUSES,
  type VipNode,
  type VipPool,
  type VipPoolMember,
} from "../state/vip";
import { NAME_LENGTH } from "./network-domain";
import { change, type Operation, reading, requireUniqueName, requireUnused } from "./operation";
import { HEALTH_MONITORS, reference, references } from "./vip-defaults";

/** Connections that a node or a listener takes, and new ones in a second. Source: data centre properties. */
export const CONNECTIONS = { least: 1, most: 100_000 } as const;
export const CONNECTION_RATE = { least: 1, most: 4_000 } as const;
const SLOW_RAMP_SECONDS = { least: 0, most: 3_600 } as const;
export const PORT = { least: 1, most: 65_535 } as const;

/** The network domain, which must have a load balancer: only plan ADVANCED has one. */
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

function nodeShape(node: VipNode): Shape {
  const { id, datacenterId, networkDomainId, name, description, ipv4Address, ipv6Address, status, createTime } = node;
  return {
    ...{ id, datacenterId, networkDomainId, name, description, ipv4Address, ipv6Address, status },
    healthMonitorId: node.healthMonitorId,
    healthMonitor: reference(HEALTH_MONITORS, node.healthMonitorId),
    connectionLimit: node.connectionLimit,
    connectionRateLimit: node.connectionRateLimit,
    createTime,
    state: node.state,
  };
}

function readHealthMonitor(
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

function createNode(call: Call): OperationAnswer {
  const { input, organisation } = call;
  const networkDomainId = input.text("networkDomainId");
  const name = input.text("name", NAME_LENGTH);
  const description = input.optionalText("description") ?? "";
  const ipv4Address = input.optionalText("ipv4Address");
  const written = input.optionalText("ipv6Address");
  const ipv6Address = written === undefined ? undefined : normalIpv6(written);
  const status = input.oneOf("status", VIP_STATUSES);
  const healthMonitorId = readHealthMonitor(input, "nodeCompatible", input.optionalText("healthMonitorId"));
  const connectionLimit = input.number("connectionLimit", CONNECTIONS);
  const connectionRateLimit = input.number("connectionRateLimit", CONNECTION_RATE);
  if ((ipv4Address === undefined) === (written === undefined)) {
    input.problem("ipv4Address", "exactly one of ipv4Address and ipv6Address is expected");
  }
  if (ipv4Address !== undefined && parseIpv4(ipv4Address) === undefined) {
    input.problem("ipv4Address", `is ${JSON.stringify(ipv4Address)}; an IPv4 address is expected`);
  }
  if (written !== undefined && ipv6Address === undefined) {
    input.problem("ipv6Address", `is ${JSON.stringify(written)}; an IPv6 address is expected`);
  }
  input.check();
  const { datacenterId } = balancedDomain(call, networkDomainId);
  requireUniqueName(organisation, "vipNode", name, (other) => other.networkDomainId === networkDomainId);
  const address = ipv4Address ?? ipv6Address;
  const same = (other: VipNode) =>
    other.networkDomainId === networkDomainId && (other.ipv4Address ?? other.ipv6Address) === address;
  const [other] = organisation.those("vipNode", same);
  if (other !== undefined) {
    const field = ipv4Address === undefined ? "ipv6Address" : "ipv4Address";
    throw new Refusal("IP_ADDRESS_NOT_UNIQUE", `${field}: Node ${other.id} has ${address} already`);
  }
  const id = organisation.ids.next("vipNode", `${networkDomainId}/${name}`);
  organisation.add("vipNode", {
    ...{ id, networkDomainId, datacenterId, name, description, status, connectionLimit, connectionRateLimit },
    ...(ipv4Address !== undefined && { ipv4Address }),
    ...(ipv6Address !== undefined && { ipv6Address }),
    ...(healthMonitorId !== undefined && { healthMonitorId }),
    createTime: call.now(),
    state: "NORMAL",
  });
  return ok(`Node '${name}' has been created.`, { nodeId: id, name });
}

function editNode(call: Call): OperationAnswer {
  const { input, organisation } = call;
  const id = input.text("id");
  const description = input.optionalText("description");
  const status = input.optionalOneOf("status", VIP_STATUSES);
  const healthMonitorId = readHealthMonitor(input, "nodeCompatible", input.optionalText("healthMonitorId"));
  const connectionLimit = input.optionalNumber("connectionLimit", CONNECTIONS);
  const connectionRateLimit = input.optionalNumber("connectionRateLimit", CONNECTION_RATE);
  input.check();
  const node = organisation.find("vipNode", id);
  assignKnown(node, { description, status, healthMonitorId, connectionLimit, connectionRateLimit });
  return ok(`Node '${node.name}' has been edited.`);
}

/** Takes over what a request names and leaves the rest. */
export function assignKnown<R extends object>(
  resource: R,
  changes: { readonly [K in keyof R]?: R[K] | undefined },
): void {
  const known = Object.entries(changes).filter(([, value]) => value !== undefined);
  Object.assign(resource, Object.fromEntries(known));
}

function deleteNode(call: Call): OperationAnswer {
  const { input, organisation } = call;
  const id = input.text("id");
  input.check();
  const node = organisation.find("vipNode", id);
  requireUnused(
    `Node ${id}`,
    organisation.those("vipPoolMember", ({ nodeId }) => nodeId === id),
    "Pool Member",
  );
  organisation.remove("vipNode", id);
  return ok(`Node '${node.name}' has been deleted.`);
}

export function poolShape(pool: VipPool): Shape {
  const { id, datacenterId, networkDomainId, name, description, loadBalanceMethod, serviceDownAction } = pool;
  return {
    ...{ id, datacenterId, networkDomainId, name, description, loadBalanceMethod },
    healthMonitor: references(HEALTH_MONITORS, pool.healthMonitorIds),
    serviceDownAction,
    slowRampTime: pool.slowRampTime,
    createTime: pool.createTime,
    state: pool.state,
  };
}

function readMonitors(input: Input): string[] | undefined {
  if (!input.has("healthMonitorId")) {
    return undefined;
  }
  const ids = input.texts("healthMonitorId");
  if (ids.length > 2) {
    input.problem("healthMonitorId", `has ${ids.length} entries; at most 2 are allowed`);
  }
  return ids.flatMap((id) => readHealthMonitor(input, "poolCompatible", id) ?? []);
}

function createPool(call: Call): OperationAnswer {
  const { input, organisation } = call;
  const networkDomainId = input.text("networkDomainId");
  const name = input.text("name", NAME_LENGTH);
  const description = input.optionalText("description") ?? "";
  const loadBalanceMethod = input.oneOf("loadBalanceMethod", LOAD_BALANCE_METHODS);
  const serviceDownAction = input.oneOf("serviceDownAction", SERVICE_DOWN_ACTIONS);
  const slowRampTime = input.number("slowRampTime", SLOW_RAMP_SECONDS);
  const healthMonitorIds = readMonitors(input) ?? [];
  input.check();
  const { datacenterId } = balancedDomain(call, networkDomainId);
  requireUniqueName(organisation, "vipPool", name, (other) => other.networkDomainId === networkDomainId);
  const id = organisation.ids.next("vipPool", `${networkDomainId}/${name}`);
  organisation.add("vipPool", {
    ...{ id, networkDomainId, datacenterId, name, description, loadBalanceMethod, serviceDownAction, slowRampTime },
    healthMonitorIds,
    createTime: call.now(),
    state: "NORMAL",
  });
  return ok(`Pool '${name}' has been created.`, { poolId: id, name });
}

function editPool(call: Call): OperationAnswer {
  const { input, organisation } = call;
  const id = input.text("id");
  const description = input.optionalText("description");
  const loadBalanceMethod = input.optionalOneOf("loadBalanceMethod", LOAD_BALANCE_METHODS);
  const serviceDownAction = input.optionalOneOf("serviceDownAction", SERVICE_DOWN_ACTIONS);
  const slowRampTime = input.optionalNumber("slowRampTime", SLOW_RAMP_SECONDS);
  const healthMonitorIds = readMonitors(input);
  input.check();
  const pool = organisation.find("vipPool", id);
  assignKnown(pool, { description, loadBalanceMethod, serviceDownAction, slowRampTime, healthMonitorIds });
  return ok(`Pool '${pool.name}' has been edited.`);
}

function deletePool(call: Call): OperationAnswer {
  const { input, organisation } = call;
  const id = input.text("id");
  input.check();
  const pool = organisation.find("vipPool", id);
  const listeners = organisation.those("virtualListener", (one) => [one.poolId, one.clientClonePoolId].includes(id));
  requireUnused(`Pool ${id}`, listeners, "Virtual Listener");
  // members are nothing without their pool
  for (const member of organisation.those("vipPoolMember", ({ poolId }) => poolId === id)) {
    organisation.remove("vipPoolMember", member.id);
  }
  organisation.remove("vipPool", id);
  return ok(`Pool '${pool.name}' has been deleted.`);
}

function memberShape(member: VipPoolMember, { organisation }: Call): Shape {
  const { id, datacenterId, networkDomainId, poolId, nodeId, port, status, createTime, state } = member;
  const node = organisation.get("vipNode", nodeId);
  return {
    ...{ id, datacenterId, networkDomainId },
    pool: { id: poolId, name: organisation.get("vipPool", poolId)?.name },
    node: { id: nodeId, name: node?.name, ipAddress: node?.ipv4Address ?? node?.ipv6Address, status: node?.status },
    ...{ port, status, state, createTime },
  };
}

function addPoolMember(call: Call): OperationAnswer {
  const { input, organisation } = call;
  const poolId = input.text("poolId");
  const nodeId = input.text("nodeId");
  const status = input.oneOf("status", VIP_STATUSES);
  const port = input.optionalNumber("port", PORT);
  input.check();
  const pool = organisation.find("vipPool", poolId);
  const node = organisation.find("vipNode", nodeId);
  if (node.networkDomainId !== pool.networkDomainId) {
    throw new Refusal("RESOURCE_NOT_FOUND", `nodeId: Node ${nodeId} is not in Network Domain ${pool.networkDomainId}`);
  }
  const same = (one: VipPoolMember) => one.poolId === poolId && one.nodeId === nodeId && one.port === port;
  const [other] = organisation.those("vipPoolMember", same);
  if (other !== undefined) {
    throw new Refusal("NAME_NOT_UNIQUE", `nodeId: Pool Member ${other.id} joins the same pool, node and port`);
  }
  const id = organisation.ids.next("vipPoolMember", `${poolId}/${nodeId}/${port ?? "any"}`);
  const { networkDomainId, datacenterId } = pool;
  organisation.add("vipPoolMember", {
    ...{ id, networkDomainId, datacenterId, poolId, nodeId, status },
    ...(port !== undefined && { port }),
    createTime: call.now(),
    state: "NORMAL",
  });
  return ok(`Node '${node.name}' has been added to Pool '${pool.name}'.`, {
    poolMemberId: id,
    poolName: pool.name,
    nodeName: node.name,
  });
}

function editPoolMember(call: Call): OperationAnswer {
  const { input, organisation } = call;
  const id = input.text("id");
  const status = input.oneOf("status", VIP_STATUSES);
  input.check();
  organisation.find("vipPoolMember", id).status = status;
  return ok(`Pool Member ${id} has been edited.`);
}

function removePoolMember(call: Call): OperationAnswer {
  const { input, organisation } = call;
  const id = input.text("id");
  input.check();
  organisation.find("vipPoolMember", id);
  organisation.remove("vipPoolMember", id);
  return ok(`Pool Member ${id} has been removed.`);
}

export const VIP_POOL_OPERATIONS: readonly Operation[] = [
  ...reading("networkDomainVip/node", "vipNode", {
    filters: fields<VipNode>(
      "id",
      "networkDomainId",
      "datacenterId",
      "name",
      "state",
      "status",
      "ipv4Address",
      "ipv6Address",
      "createTime",
    ),
    shape: nodeShape,
  }),
  change("networkDomainVip/createNode", createNode),
  change("networkDomainVip/editNode", editNode),
  change("networkDomainVip/deleteNode", deleteNode),
  ...reading("networkDomainVip/pool", "vipPool", {
    filters: fields<VipPool>(
      "id",
      "networkDomainId",
      "datacenterId",
      "name",
      "state",
      "loadBalanceMethod",
      "serviceDownAction",
      "slowRampTime",
      "createTime",
    ),
    shape: poolShape,
  }),
  change("networkDomainVip/createPool", createPool),
  change("networkDomainVip/editPool", editPool),
  change("networkDomainVip/deletePool", deletePool),
  ...reading("networkDomainVip/poolMember", "vipPoolMember", {
    filters: {
      ...fields<VipPoolMember>(
        "id",
        "networkDomainId",
        "datacenterId",
        "poolId",
        "nodeId",
        "port",
        "status",
        "state",
        "createTime",
      ),
      nodeName: ({ nodeId }, { organisation }) => organisation.get("vipNode", nodeId)?.name,
      poolName: ({ poolId }, { organisation }) => organisation.get("vipPool", poolId)?.name,
    },
    shape: memberShape,
  }),
  change("networkDomainVip/addPoolMember", addPoolMember),
  change("networkDomainVip/editPoolMember", editPoolMember),
  change("networkDomainVip/removePoolMember", removePoolMember),
];
