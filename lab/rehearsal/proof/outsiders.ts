import { connect } from "node:net";
import type { Outsiders } from "../../data-centre/outside";
import { type Check, same } from "../checks/check";
import type { DeployedNode } from "./logins";

/** Ports of system services and databases, and those of MySQL's own protocols. */
export const PORTS: readonly number[] = [
  ...Array.from({ length: 1024 }, (_, index) => index + 1),
  ...[1883, 2222, 3000, 3306, 4406, 4567, 5000, 5355, 5432, 6379, 8000, 8080, 8443, 9100, 11211, 33060, 33061, 33062],
];

/** An address of the same kind that no node has: whatever answers there is a service of this machine, not of a node. */
const NOBODY = "127.255.254.253";

/**
 * Tries to connect to every node as an outsider. Over IPv6 nothing may be open; over public IPv4 only what the plan
 * admits from the Internet.
 */
export async function tryAsOutsiders(
  nodes: Readonly<Record<string, DeployedNode>>,
  openToInternet: (id: string) => readonly number[],
  outsiders: Outsiders,
): Promise<Check[]> {
  const checks: Check[] = [];
  for (const [id, node] of Object.entries(nodes).sort(([one], [other]) => (one < other ? -1 : 1))) {
    for (const place of outsiders.places) {
      const answers = await outsiders.probe(place, node.ipv6, PORTS);
      const reached = [...answers].filter(([, answer]) => answer === "open" || answer === "unreachable");
      // "unreachable" proves nothing: the firewall has admitted the attempt, and the node was not there
      const found = reached.map(([port, answer]) => (answer === "open" ? `${port}` : `${port} (nobody there)`));
      checks.push(same(4, `${id} open over IPv6 from ${place}`, "nothing", found.join(", ") || "nothing"));
    }
    if (node.public_ipv4 !== null) {
      const ports = [...new Set([...PORTS, node.ssh_port])];
      const open = await openPorts(node.public_ipv4, ports);
      const known = await openPorts(NOBODY, open);
      const expected = openToInternet(id).map((port) => (port === 22 ? node.ssh_port : port));
      const found = open.filter((port) => !known.includes(port) || expected.includes(port));
      checks.push(same(11, `${id} open over IPv4 from the Internet`, list(expected), list(found)));
    }
  }
  return checks;
}

function list(ports: readonly number[]): string {
  return [...ports].sort((one, other) => one - other).join(", ") || "nothing";
}

async function openPorts(host: string, ports: readonly number[]): Promise<number[]> {
  const answers = await Promise.all(ports.map(async (port) => ((await isOpen(host, port)) ? [port] : [])));
  return answers.flat();
}

function isOpen(host: string, port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ host, port });
    const end = (open: boolean): void => {
      socket.destroy();
      resolve(open);
    };
    socket.once("connect", () => end(true));
    socket.once("error", () => end(false));
  });
}
