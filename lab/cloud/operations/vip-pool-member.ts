import { type OperationAnswer, ok, type Shape } from "../answer";
import type { Call } from "../call";
import { fields } from "../listing";
import { Refusal } from "../refusal";
import { VIP_STATUSES, type VipPoolMember } from "../state/vip";
import { change, type Operation, reading } from "./operation";
import { PORT } from "./vip";

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

export const VIP_POOL_MEMBER_OPERATIONS: readonly Operation[] = [
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
