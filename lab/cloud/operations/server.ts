import { CPU_SPEEDS, CPUS, MEMORY_GB } from "../../../platform/limits";
import { inProgress, type OperationAnswer, ok } from "../answer";
import type { Call } from "../call";
import { removeServer } from "../complete-server";
import { fields } from "../listing";
import { Refusal } from "../refusal";
import type { ServerChange } from "../state/completion";
import type { Server } from "../state/server";
import { requireWholeSockets } from "./deploy-server";
import { NAME_LENGTH } from "./network-domain";
import { change, type Operation, reading } from "./operation";
import { serverShape } from "./server-shape";

/** The server with the request's `id`, which must be NORMAL. */
export function serverAtRest(call: Call, field = "id"): Server {
  const id = call.input.text(field);
  call.input.check();
  const server = call.organisation.find("server", id);
  call.requireNormal("server", server);
  return server;
}

/** Refuses if the server runs. */
export function requireStopped(server: Server, what: string): void {
  if (server.started) {
    throw new Refusal("SERVER_STARTED", `Server ${server.id} is started; stop it to ${what}`);
  }
}

function requireStarted(server: Server, what: string): void {
  if (!server.started) {
    throw new Refusal("SERVER_STOPPED", `Server ${server.id} is stopped; start it to ${what}`);
  }
}

function accepted(server: Server, what: string): OperationAnswer {
  return inProgress(`Request to ${what} Server '${server.name}' has been accepted and is being processed.`);
}

function power(what: string, requires: "started" | "stopped", change: ServerChange): (call: Call) => OperationAnswer {
  return (call) => {
    const server = serverAtRest(call);
    (requires === "started" ? requireStarted : requireStopped)(server, what);
    call.beginServer(server, "PENDING_CHANGE", change);
    return accepted(server, what);
  };
}

function editServerMetadata(call: Call): OperationAnswer {
  const { input, organisation } = call;
  const name = input.optionalName("name", NAME_LENGTH);
  const description = input.optionalText("description");
  const server = serverAtRest(call);
  server.name = name ?? server.name;
  server.description = description ?? server.description;
  call.view.events.emit("serverChanged", { ...call.where, server });
  return ok(`Server '${organisation.find("server", server.id).name}' has been edited.`);
}

interface Hardware {
  readonly memoryGb?: number | undefined;
  readonly count?: number | undefined;
  readonly coresPerSocket?: number | undefined;
  readonly speed?: Server["cpu"]["speed"] | undefined;
}

function reconfigureServer(call: Call): OperationAnswer {
  const { input } = call;
  const memoryGb = input.optionalNumber("memoryGb", MEMORY_GB);
  const count = input.optionalNumber("cpuCount", CPUS);
  const coresPerSocket = input.optionalNumber("coresPerSocket", CPUS);
  const speed = input.optionalOneOf("cpuSpeed", CPU_SPEEDS);
  if ([memoryGb, count, coresPerSocket, speed].every((value) => value === undefined)) {
    input.problem("memoryGb", "at least one of memoryGb, cpuCount, coresPerSocket, cpuSpeed is required");
  }
  const server = serverAtRest(call);
  beginReconfiguration(call, server, { memoryGb, count, coresPerSocket, speed });
  return accepted(server, "reconfigure");
}

/** Begins to give a server other hardware; what is undefined stays. */
export function beginReconfiguration(call: Call, server: Server, wanted: Hardware): void {
  const { memoryGb, count, coresPerSocket, speed } = wanted;
  if (!call.view.settings.reconfigureRunning) {
    requireStopped(server, "reconfigure it");
  }
  const cpu = {
    count: count ?? server.cpu.count,
    coresPerSocket: coresPerSocket ?? server.cpu.coresPerSocket,
    speed: speed ?? server.cpu.speed,
  };
  requireWholeSockets(cpu, "coresPerSocket");
  call.beginServer(server, "PENDING_CHANGE", { do: "reconfigure", memoryGb: memoryGb ?? server.memoryGb, cpu });
}

function updateVmwareTools(call: Call): OperationAnswer {
  const server = serverAtRest(call);
  requireStarted(server, "update VMware Tools");
  call.beginServer(server, "PENDING_CHANGE", { do: "updateTools" });
  return accepted(server, "update VMware Tools of");
}

function deleteServer(call: Call): OperationAnswer {
  const { input, organisation, view } = call;
  const id = input.text("id");
  input.check();
  const server = organisation.find("server", id);
  call.requireNormal("server", server, true);
  requireStopped(server, "delete it");
  if (server.backup !== undefined) {
    throw new Refusal("HAS_DEPENDENCY", `Server ${id} cannot be deleted: Cloud Backup is enabled for it`);
  }
  if (server.monitoring !== undefined && !view.settings.deleteMonitored) {
    throw new Refusal("HAS_DEPENDENCY", `Server ${id} cannot be deleted: monitoring is enabled for it`);
  }
  call.beginServer(server, "PENDING_DELETE", { do: "delete" });
  return accepted(server, "delete");
}

/** Removes what a failed deployment left. */
function cleanServer(call: Call): OperationAnswer {
  const { input, organisation } = call;
  const id = input.text("id");
  input.check();
  const server = organisation.find("server", id);
  if (server.state !== "FAILED_ADD") {
    throw new Refusal(
      "OPERATION_NOT_SUPPORTED",
      `Server ${id} is in state ${server.state}; only FAILED_ADD is cleaned`,
    );
  }
  removeServer(organisation, server, call.view.events);
  return ok(`Server '${server.name}' has been cleaned.`);
}

export const SERVER_OPERATIONS: readonly Operation[] = [
  ...reading("server/server", "server", {
    filters: {
      ...fields<Server>("id", "datacenterId", "networkDomainId", "name", "createTime", "state", "deployed", "started"),
      sourceImageId: ({ imageId }) => imageId,
      operatingSystemId: ({ operatingSystem }) => operatingSystem.id,
      vlanId: ({ nics }, { request }) => {
        const wanted = request.query.get("vlanId") ?? "";
        return nics.find(({ vlanId }) => vlanId === wanted)?.vlanId;
      },
      privateIpv4: ({ nics }, { request }) => {
        const wanted = request.query.get("privateIpv4") ?? "";
        return nics.find(({ privateIpv4 }) => privateIpv4 === wanted)?.privateIpv4;
      },
      ipv6: ({ nics }, { request }) => {
        const wanted = request.query.get("ipv6") ?? "";
        return nics.find(({ ipv6 }) => ipv6 === wanted)?.ipv6;
      },
    },
    shape: serverShape,
  }),
  change("server/editServerMetadata", editServerMetadata),
  change("server/reconfigureServer", reconfigureServer),
  change("server/startServer", power("start", "stopped", { do: "start" })),
  change("server/shutdownServer", power("shut down", "started", { do: "stop", hard: false })),
  change("server/powerOffServer", power("power off", "started", { do: "stop", hard: true })),
  change("server/rebootServer", power("reboot", "started", { do: "reboot", hard: false })),
  change("server/resetServer", power("reset", "started", { do: "reboot", hard: true })),
  change("server/updateVmwareTools", updateVmwareTools),
  change("server/deleteServer", deleteServer),
  change("server/cleanServer", cleanServer),
];
