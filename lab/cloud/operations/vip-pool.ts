import { type OperationAnswer, ok, type Shape } from "../answer";
import type { Call } from "../call";
import type { Input } from "../input";
import { fields } from "../listing";
import { LOAD_BALANCE_METHODS, SERVICE_DOWN_ACTIONS, type VipPool } from "../state/vip";
import { NAME_LENGTH } from "./network-domain";
import { change, type Operation, reading, requireUniqueName, requireUnused } from "./operation";
import { assignKnown, balancedDomain, readHealthMonitor } from "./vip";
import { HEALTH_MONITORS, references } from "./vip-defaults";

const SLOW_RAMP_SECONDS = { least: 0, most: 3_600 } as const;

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
  // members cannot exist without their pool
  for (const member of organisation.those("vipPoolMember", ({ poolId }) => poolId === id)) {
    organisation.remove("vipPoolMember", member.id);
  }
  organisation.remove("vipPool", id);
  return ok(`Pool '${pool.name}' has been deleted.`);
}

export const VIP_POOL_OPERATIONS: readonly Operation[] = [
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
];
