import type { Shape } from "../answer";
import type { Call } from "../call";
import { fields } from "../listing";
import type { AntiAffinityRule } from "../state/anti-affinity-rule";
import { list, type Operation } from "./operation";
import { serverShape } from "./server-shape";

function summary(id: string, call: Call): Shape {
  const server = call.organisation.get("server", id);
  const networkDomainName = call.organisation.get("networkDomain", server?.networkDomainId ?? "")?.name;
  const networkInfo = server && (serverShape(server, call).networkInfo as Shape);
  return {
    id,
    name: server?.name,
    description: server?.description,
    networkingDetails: { networkInfo: { ...networkInfo, networkDomainName } },
  };
}

/** API 2 only reads these rules; API 0.9 creates and deletes them. */
export const ANTI_AFFINITY_OPERATIONS: readonly Operation[] = [
  list<AntiAffinityRule>("server/antiAffinityRule", {
    element: "antiAffinityRule",
    resources: ({ organisation }) => organisation.all("antiAffinityRule"),
    filters: {
      ...fields<AntiAffinityRule>("id", "networkDomainId", "datacenterId", "state"),
      serverId: ({ serverIds }, { request }) => serverIds.find((id) => id === request.query.get("serverId")),
    },
    shape: ({ id, state, createTime, datacenterId, serverIds }, call) => ({
      id,
      state,
      created: createTime,
      datacenterId,
      serverSummary: serverIds.map((server) => summary(server, call)),
    }),
  }),
];
