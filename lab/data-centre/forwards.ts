import { allowsInbound, type FabricRule } from "../fabric/rules";
import type { Forward } from "../machines/gateway";

/** A NAT rule of the API. */
interface NatRule {
  readonly internalIp: string;
  readonly externalIp: string;
}

/** The port of a machine's sshd. */
const SSH = 22;

/**
 * Every connection to a public address of the lab comes from this machine, whatever public address the user has
 * elsewhere.
 */
const CALLER = "127.0.0.1";

/** The largest number of ports to open on one address: each is a socket of this machine. */
const MOST_PORTS = 64;

/**
 * The ports of public addresses that currently lead to machines: for each NAT rule, every TCP port that the network
 * domain's rules accept from this machine. For rules that accept a wide range, only ports of known services.
 * @param sshPort the port that replaces 22 if the host's own sshd occupies 22
 */
export function forwardsOf(natRules: readonly NatRule[], rules: readonly FabricRule[], sshPort: number): Forward[] {
  const candidates = candidatePorts(rules);
  return natRules.flatMap(({ internalIp, externalIp }) =>
    candidates
      .filter((port) =>
        allowsInbound(rules, { ipVersion: 4, protocol: "tcp", source: CALLER, destination: externalIp, port }),
      )
      .map((port) => ({ address: externalIp, port: port === SSH ? sshPort : port, to: internalIp, toPort: port })),
  );
}

function candidatePorts(rules: readonly FabricRule[]): readonly number[] {
  const ports = new Set([SSH, 80, 443, 3306]);
  for (const { ipVersion, action, destination } of rules) {
    if (ipVersion !== 4 || action !== "accept") {
      continue;
    }
    for (const { first, last } of destination.ports ?? []) {
      for (let port = first; port <= last && port - first < MOST_PORTS; port++) {
        ports.add(port);
      }
    }
  }
  return [...ports].sort((one, other) => one - other);
}
