import { createHash } from "node:crypto";

const LARGEST = 2 ** 32 - 1;

/**
 * MySQL `server_id` of a node, from its id: 1 to 4294967295. It depends only on the name, so that a new node changes no
 * other node's. Two names can get the same number: the caller compares.
 * Source: https://dev.mysql.com/doc/refman/8.4/en/replication-options.html#sysvar_server_id
 */
export function serverId(nodeId: string): number {
  const hash = createHash("sha256").update(nodeId).digest();
  return (hash.readUInt32BE(0) % LARGEST) + 1;
}
