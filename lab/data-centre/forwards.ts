import { allowsInbound, type FabricRule } from "../fabric/rules";
import type { Forward } from "../machines/gateway";

/** A NAT rule of the API. */
interface NatRule {
  readonly internalIp: string;
  readonly externalIp: string;
}

/** The port of a machine's sshd. */
const SSH = 22;

/** What a public address of the lab is reached from: this machine, whatever public address its user has elsewhere. */
const CALLER = "127.0.0.1";

/** More open ports than this on one address would be that many sockets of this machine. */
const MOST_PORTS = 64;

/**
 * The ports of public addresses that lead to machines at this moment: of each NAT rule, every TCP port that the network
 * domain's rules let in from this machine. Rules that accept a wide range open the ports alone that somebody is known
 * to listen on.
 * @param sshPort the port that stands for 22, where the host's own sshd holds that
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
