import { whyTaken } from "../machines/taken-port";

/** Port 22 of loopback addresses, and what stands for it where this machine's own sshd holds all of them. */
const CANDIDATES = [22, ...Array.from({ length: 20 }, (_, index) => 2222 + index)];

/** An address of the range that the lab's public addresses are in. */
const PROBED = "127.64.0.1";

/** The port at which nodes can be reached over SSH on this machine. */
export async function chooseSshPort(): Promise<number> {
  for (const port of CANDIDATES) {
    if ((await whyTaken(PROBED, port)) === undefined) {
      return port;
    }
  }
  throw new Error(`none of the ports ${CANDIDATES.join(", ")} is free at ${PROBED}`);
}
