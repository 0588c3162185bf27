import { type ChildProcess, spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Command, Failure } from "./cli/command";
import { attendSignals, exitCodeOf } from "./cli/signals";
import { alignColumns } from "./cli/table";
import { type Addresses, chooseNode, type Nodes } from "./ssh-access/node-choice";
import { SSH_FILES, writeSshFolder } from "./ssh-access/ssh-config";
import { readOutputs } from "./terraform/outputs";
import { currentStack } from "./terraform/stack";

/** ssh's exit code for any failure to connect. */
const NO_CONNECTION = 255;

export const ssh: Command = {
  name: "ssh",
  purpose: "Logs in to a node, or runs a command there; the node's host key is pinned. Without NODE: lists the nodes.",
  synopsis: "[NODE [-- COMMAND...]]",
  operands: "after options",
  readsPlan: true,
  details: [
    "NODE is an id such as EU6::sql1, or a name where only one node has it.",
    "COMMAND is joined with spaces and read by the node's shell, as ssh does. The exit code is ssh's.",
    "The deployer's key lies in a private folder while ssh runs, and nowhere afterwards.",
  ],
  async act({ env, cwd, operands }) {
    const stack = currentStack(env, cwd);
    const [wanted, ...behind] = operands;
    if (wanted === undefined) {
      const { nodes, unattended } = await readOutputs(stack, env, "nodes", "unattended");
      process.stdout.write(listOf({ ...nodes, ...unattended }));
      return undefined;
    }
    const { nodes, unattended, secrets } = await readOutputs(stack, env, "nodes", "unattended", "secrets");
    const { id } = chooseNode({ ...nodes, ...unattended }, wanted);
    const node = nodes[id];
    if (node === undefined) {
      throw new Failure(`${id} is not contextualised: nothing of Plumbline logs in there, and no key of its is known`, [
        "its administrator password: npm run secrets; its console: the platform's user interface",
        "to have it contextualised, take `contextualise: never` out of the plan, or take an image with SSH",
      ]);
    }
    if (node.public_ipv4 === null) {
      process.stderr.write(
        `${id} has no public address: ${node.private_ipv4} is reached through the platform's VPN only\n`,
      );
    }
    const code = await logIn({ [id]: node }, id, behind[0] === "--" ? behind.slice(1) : behind, secrets.deployer_key);
    if (code === NO_CONNECTION) {
      process.stderr.write(
        `ssh: no connection to ${id}, or its command returned ${NO_CONNECTION}\n` +
          "  timed out or refused: is the server started, and may your address log in (operators of the plan)\n" +
          "  host key changed: this is not the machine that was deployed; ask who rebuilt it before anything else\n",
      );
    }
    return code;
  },
};

function listOf(nodes: Readonly<Record<string, Addresses>>): string {
  const rows = Object.entries(nodes).sort(([one], [other]) => (one < other ? -1 : 1));
  const cells = rows.map(([id, node]) => [id, node.public_ipv4 ?? "-", node.private_ipv4, node.ipv6]);
  return `${alignColumns([["NODE", "PUBLIC", "PRIVATE", "IPV6"], ...cells]).join("\n")}\n`;
}

/** Runs ssh on this terminal. Returns its exit code; the key is removed when this returns or the process ends. */
async function logIn(nodes: Nodes, id: string, command: readonly string[], deployerKey: string): Promise<number> {
  let child: ChildProcess | undefined;
  // handled before the key is written: nothing may end this process between that and the key's removal
  const { result, signal } = await attendSignals(
    (signal) => child?.kill(signal),
    async () => {
      const folder = mkdtempSync(join(tmpdir(), "plumbline-ssh-"));
      const remove = () => rmSync(folder, { recursive: true, force: true });
      process.once("exit", remove);
      try {
        writeSshFolder(folder, nodes, deployerKey);
        // -- ends ssh's own options: a command may begin with a dash
        const ssh = spawn("ssh", ["-F", join(folder, SSH_FILES.config), "--", id, ...command], { stdio: "inherit" });
        child = ssh;
        return await new Promise<number>((resolve, reject) => {
          ssh.on("error", (error) => reject(new Failure(`cannot run ssh: ${error.message}`)));
          ssh.on("exit", (code, endedBy) => resolve(endedBy === null ? (code ?? 1) : exitCodeOf(endedBy)));
        });
      } finally {
        remove();
        process.off("exit", remove);
      }
    },
  );
  return signal === undefined ? result : exitCodeOf(signal);
}
