import { MONITORING_PLANS } from "../../../platform/limits";
import { type OperationAnswer, ok } from "../answer";
import type { Call } from "../call";
import { numberOf } from "../ids";
import { Refusal } from "../refusal";
import { change, type Operation } from "./operation";
import { serverAtRest } from "./server";

function enableServerMonitoring(call: Call): OperationAnswer {
  const servicePlan = call.input.oneOf("servicePlan", MONITORING_PLANS);
  const server = serverAtRest(call);
  if (server.monitoring?.servicePlan === servicePlan) {
    throw new Refusal("NO_CHANGE", `Server ${server.id} is monitored with plan ${servicePlan} already`);
  }
  if (server.monitoring !== undefined) {
    throw new Refusal(
      "OPERATION_NOT_SUPPORTED",
      `Server ${server.id} is monitored with plan ${server.monitoring.servicePlan}; changeServerMonitoringPlan changes it`,
    );
  }
  // the platform's monitoring has its own numbers for servers
  const monitoringId = String(10_000 + numberOf(server.id, 16));
  server.monitoring = { monitoringId, servicePlan };
  return ok(`Monitoring of Server '${server.name}' has been enabled.`);
}

function changeServerMonitoringPlan(call: Call): OperationAnswer {
  const servicePlan = call.input.oneOf("servicePlan", MONITORING_PLANS);
  const server = serverAtRest(call);
  if (server.monitoring === undefined) {
    throw new Refusal(
      "OPERATION_NOT_SUPPORTED",
      `Server ${server.id} is not monitored; enableServerMonitoring begins it`,
    );
  }
  if (server.monitoring.servicePlan === servicePlan) {
    throw new Refusal("NO_CHANGE", `Server ${server.id} is monitored with plan ${servicePlan} already`);
  }
  server.monitoring.servicePlan = servicePlan;
  return ok(`The monitoring plan of Server '${server.name}' has been changed.`);
}

function disableServerMonitoring(call: Call): OperationAnswer {
  const server = serverAtRest(call);
  if (server.monitoring === undefined) {
    throw new Refusal("NO_CHANGE", `Server ${server.id} is not monitored`);
  }
  delete server.monitoring;
  return ok(`Monitoring of Server '${server.name}' has been disabled.`);
}

export const MONITORING_OPERATIONS: readonly Operation[] = [
  change("server/enableServerMonitoring", enableServerMonitoring),
  change("server/changeServerMonitoringPlan", changeServerMonitoringPlan),
  change("server/disableServerMonitoring", disableServerMonitoring),
];
