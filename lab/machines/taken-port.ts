import { existsSync, readFileSync } from "node:fs";
import { createServer } from "node:net";

/** The system's error code for listening there; undefined: the port is free. */
function refusalOf(address: string, port: number): Promise<string | undefined> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once("error", (error: NodeJS.ErrnoException) => resolve(error.code));
    server.listen(port, address, () => server.close(() => resolve(undefined)));
  });
}

/** Why no process can listen at an IPv4 address and TCP port of this host; undefined: one can. */
export async function whyTaken(address: string, port: number): Promise<string | undefined> {
  const refusal = await refusalOf(address, port);
  switch (refusal) {
    case undefined:
      return undefined;
    case "EADDRINUSE": {
      const holders = listenersAt(address, port);
      const who = holders.length > 0 ? holders.join(" and ") : `${address}:${port}`;
      return `${who} is held by another program${port === 22 ? ", as a rule the host's own sshd" : ""}`;
    }
    case "EACCES":
      return `port ${port} is for root alone on this host`;
    case "EADDRNOTAVAIL":
      return `${address} is no address of this host`;
    default:
      return refusal;
  }
}

/** The conflicting listener for an address: at that address, or at all addresses. */
function listenersAt(address: string, port: number): readonly string[] {
  const own = Buffer.from(address.split(".").map(Number)).readUInt32LE().toString(16).toUpperCase().padStart(8, "0");
  const found: string[] = [];
  for (const [file, local, shown] of [
    ["/proc/net/tcp", own, address],
    ["/proc/net/tcp", "0".repeat(8), "0.0.0.0"],
    ["/proc/net/tcp6", "0".repeat(32), "[::]"],
  ] as const) {
    const wanted = `${local}:${port.toString(16).toUpperCase().padStart(4, "0")}`;
    const lines = existsSync(file) ? readFileSync(file, "utf8").split("\n").slice(1) : [];
    // the fourth column is the state; 0A listens
    if (lines.some((line) => line.trim().split(/\s+/)[1] === wanted && line.trim().split(/\s+/)[3] === "0A")) {
      found.push(`${shown}:${port}`);
    }
  }
  return [...new Set(found)];
}
