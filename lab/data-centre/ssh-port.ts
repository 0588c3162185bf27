import { whyTaken } from "../machines/taken-port";

/** Port 22 of loopback addresses, and its replacement if this machine's own sshd listens at all of them. */
const CANDIDATES = [22, ...Array.from({ length: 20 }, (_, index) => 2222 + index)];

/** One of the lab's public addresses. */
const PROBED = "127.64.0.1";

/** The port for SSH connections to nodes on this machine. */
export async function chooseSshPort(): Promise<number> {
  for (const port of CANDIDATES) {
    if ((await whyTaken(PROBED, port)) === undefined) {
      return port;
    }
  }
  throw new Error(`none of the ports ${CANDIDATES.join(", ")} is free at ${PROBED}`);
}
