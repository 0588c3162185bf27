import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { attendSignals, exitCodeOf } from "../cli/signals";
import type { Nodes } from "../ssh-access/node-choice";
import { SSH_FILES, writeSshFolder } from "../ssh-access/ssh-config";
import { NodeConnections } from "./session";

/**
 * Does work with connections to nodes. The deployer's key lies in a private folder meanwhile, and nowhere afterwards.
 * A request to end (Ctrl-C, `kill`) ends the connections; what is returned then is the exit code that belongs to it.
 */
export async function withConnections<Result>(
  nodes: Nodes,
  deployerKey: string,
  work: (connections: NodeConnections) => Promise<Result>,
): Promise<{ readonly result: Result } | { readonly stopped: number }> {
  const stop = new AbortController();
  // attended from before the key is written: nothing may end this process between that and its removal
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
