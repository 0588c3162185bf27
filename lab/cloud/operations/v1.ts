import type { Call } from "../call";
import { Refusal } from "../refusal";
import { successStatus, type V1Document, V1Reason } from "../wire/answer-v1";
import { BACKUP_OPERATIONS } from "./backup";
import type { V1Operation } from "./v1-operation";
import { V1_SERVER_OPERATIONS } from "./v1-server";

function createAntiAffinityRule(call: Call): V1Document {
  const { input, organisation } = call;
  const ids = input.texts("serverId");
  if (ids.length !== 2 || ids[0] === ids[1]) {
    input.problem("serverId", "two different servers are expected");
  }
  input.check();
  const [one, other] = ids.map((id) => organisation.find("server", id));
  if (one === undefined || other === undefined) {
    throw new Refusal("INVALID_INPUT_DATA", "serverId: two servers are expected");
  }
  if (one.networkDomainId !== other.networkDomainId) {
    throw new Refusal("INVALID_INPUT_DATA", "serverId: both servers have to be in one network domain");
  }
  for (const server of [one, other]) {
    const [rule] = organisation.those("antiAffinityRule", ({ serverIds }) => serverIds.includes(server.id));
    if (rule !== undefined) {
      throw new V1Reason("REASON_692", `Server '${server.name}' is in Anti-Affinity Rule ${rule.id} already`);
    }
  }
  const id = organisation.ids.next("antiAffinityRule", `${one.id}/${other.id}`);
  organisation.add("antiAffinityRule", {
    id,
    datacenterId: one.datacenterId,
    networkDomainId: one.networkDomainId,
    serverIds: [one.id, other.id],
    createTime: call.now(),
    state: "NORMAL",
  });
  return successStatus(
    "Create Anti Affinity Rule",
    `Anti-Affinity Rule between '${one.name}' and '${other.name}' made.`,
    {
      "antiaffinityrule.id": id,
    },
  );
}

function deleteAntiAffinityRule(call: Call): V1Document {
  const { organisation } = call;
  const { id } = organisation.find("antiAffinityRule", call.parameter("id"));
  organisation.remove("antiAffinityRule", id);
  return successStatus("Delete Anti Affinity Rule", `Anti-Affinity Rule ${id} deleted.`);
}

/** Every operation of API 0.9 that the lab implements, except `myaccount`, which has no organisation in its path. */
export const V1_OPERATIONS: readonly V1Operation[] = [
  {
    name: "createAntiAffinityRule",
    title: "Create Anti Affinity Rule",
    method: "POST",
    path: "antiAffinityRule",
    root: "NewAntiAffinityRule",
    run: createAntiAffinityRule,
  },
  {
    name: "deleteAntiAffinityRule",
    title: "Delete Anti Affinity Rule",
    method: "GET",
    path: "antiAffinityRule/{id}",
    flag: "delete",
    run: deleteAntiAffinityRule,
  },
  ...BACKUP_OPERATIONS,
  ...V1_SERVER_OPERATIONS,
];

export interface V1Match {
  readonly operation: V1Operation;
  readonly parameters: Readonly<Record<string, string>>;
}

/** The operation for a method, a path after the organisation's id, and a query. */
export function findV1Operation(method: string, path: string, query: URLSearchParams): V1Match | undefined {
  for (const operation of V1_OPERATIONS) {
    const parameters = operation.method === method ? parametersOf(operation.path, path) : undefined;
    const flags = [...query.keys()];
    const fits = operation.flag === undefined ? flags.length === 0 : flags.includes(operation.flag);
    if (parameters !== undefined && fits) {
      return { operation, parameters };
    }
  }
  return undefined;
}

function parametersOf(pattern: string, path: string): Record<string, string> | undefined {
  const [expected, found] = [pattern.split("/"), path.split("/")];
  if (expected.length !== found.length) {
    return undefined;
  }
  const parameters: Record<string, string> = {};
  for (const [index, segment] of expected.entries()) {
    const actual = found[index] ?? "";
    if (segment.startsWith("{")) {
      parameters[segment.slice(1, -1)] = actual;
    } else if (segment !== actual) {
      return undefined;
    }
  }
  return parameters;
}
