import { parseIpv4 } from "../../../platform/addresses/ipv4";
import { normalIpv6 } from "../addresses";
import { type OperationAnswer, ok, type Shape } from "../answer";
import type { Call } from "../call";
import { fields } from "../listing";
import { Refusal } from "../refusal";
import { VIP_STATUSES, type VipNode } from "../state/vip";
import { NAME_LENGTH } from "./network-domain";
import { change, type Operation, reading, requireUniqueName, requireUnused } from "./operation";
import { assignKnown, balancedDomain, CONNECTION_RATE, CONNECTIONS, readHealthMonitor } from "./vip";
import { HEALTH_MONITORS, reference } from "./vip-defaults";

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

export const VIP_NODE_OPERATIONS: readonly Operation[] = [
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
];
