import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { attendSignals, exitCodeOf } from "../cli/signals";
import type { Nodes } from "../ssh-access/node-choice";
import { SSH_FILES, writeSshFolder } from "../ssh-access/ssh-config";
import { NodeConnections } from "./session";

/**
 * Works with connections to nodes. The deployer's key is in a private folder meanwhile, and is removed afterwards. A
 * request to end (Ctrl-C, SIGTERM) ends the connections; the result is then the signal's exit code.
 */
export async function withConnections<Result>(
  nodes: Nodes,
  deployerKey: string,
  work: (connections: NodeConnections) => Promise<Result>,
): Promise<{ readonly result: Result } | { readonly stopped: number }> {
  const stop = new AbortController();
  // handled before the key is written: nothing may end this process between that and the key's removal
  const { result, signal } = await attendSignals(
    () => stop.abort(),
    async () => {
      const folder = mkdtempSync(join(tmpdir(), "plumbline-verify-"));
      const remove = () => rmSync(folder, { recursive: true, force: true });
      process.once("exit", remove);
      try {
        writeSshFolder(folder, nodes, deployerKey);
        return await work(new NodeConnections(join(folder, SSH_FILES.config), stop.signal));
      } finally {
        remove();
        process.off("exit", remove);
      }
    },
  );
  return signal === undefined ? { result } : { stopped: exitCodeOf(signal) };
}
