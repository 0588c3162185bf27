import { Port } from "../../constructs/words/port";
import type * as plan from "../../plan/plan";

/** A port of a plan. */
export function portOf(port: plan.Inbound): Port {
  if (port.protocol === "icmp") {
    return Port.icmp();
  }
  return port.protocol === "tcp" ? Port.tcp(port.begin, port.end) : Port.udp(port.begin, port.end);
}

/** All accepted ports, without duplicates; undefined: everything. */
export function portsOf(traffic: readonly plan.Accept["traffic"][]): readonly Port[] | undefined {
  const ports = new Map<string, Port>();
  for (const one of traffic) {
    if (one === "everything") {
      return undefined;
    }
    for (const port of [...one.ports.map(portOf), ...(one.icmp ? [Port.icmp()] : [])]) {
      ports.set(port.label, port);
    }
  }
  return [...ports.values()];
}
