import { join } from "node:path";
import { Failure } from "../cli/command";
import { preparePrivateFolder, writePrivateFile } from "../cli/private-folder";
import type { DeployedNode } from "../terraform/outputs";
import { loginAddress, type Nodes, shortName } from "./node-choice";

/** Names of the files that make a folder with which ssh reaches the nodes. */
export const SSH_FILES = { key: "deployer", knownHosts: "known_hosts", config: "ssh_config" } as const;

/** Writes the deployer's key, the pinned host keys and an ssh configuration that uses both into a private folder. */
export function writeSshFolder(folder: string, nodes: Nodes, deployerKey: string): void {
  const config = renderSshConfig(nodes, folder);
  preparePrivateFolder(folder);
  // OpenSSH refuses a key whose last line has no newline
  writePrivateFile(folder, SSH_FILES.key, `${deployerKey.trimEnd()}\n`);
  writePrivateFile(folder, SSH_FILES.knownHosts, renderKnownHosts(nodes));
  writePrivateFile(folder, SSH_FILES.config, config);
}

/**
 * One line per node: its id, its address, its key. The address is `[address]:port` if sshd does not listen on 22
 * (sshd(8)). `ssh_config` uses the id as HostKeyAlias: nodes may have the same address at different times or in
 * different locations.
 */
export function renderKnownHosts(nodes: Nodes): string {
  return sortedById(nodes)
    .map(([id, node]) => {
      const [type, key] = node.host_key.split(" ");
      const host = node.ssh_port === 22 ? loginAddress(node) : `[${loginAddress(node)}]:${node.ssh_port}`;
      return `${id},${host} ${type} ${key}\n`;
    })
    .join("");
}

/** Names of a node on ssh's command line; the second is for scp and rsync, which split at a colon. */
export function hostAliases(nodes: Nodes, id: string): string[] {
  const aliases = [id, id.replace("::", "-")];
  const short = shortName(nodes, id);
  const taken = Object.keys(nodes).some((other) => other.replace("::", "-") === short);
  return short === id || taken ? aliases : [...aliases, short];
}

/**
 * A `Host` block for each node. Paths are absolute, because ssh resolves relative ones from its working folder. Throws
 * a Failure for a folder whose path ssh_config(5) cannot quote.
 */
export function renderSshConfig(nodes: Nodes, folder: string): string {
  const key = quotePath(join(folder, SSH_FILES.key));
  const knownHosts = quotePath(join(folder, SSH_FILES.knownHosts));
  const block = ([id, node]: [string, DeployedNode]) =>
    [
      `Host ${hostAliases(nodes, id).join(" ")}`,
      `  HostName ${loginAddress(node)}`,
      `  User ${node.ssh_user}`,
      `  Port ${node.ssh_port}`,
      `  IdentityFile ${key}`,
      "  IdentitiesOnly yes",
      // an agent adds nothing, and a slow one would delay every login
      "  IdentityAgent none",
      "  PreferredAuthentications publickey",
      `  HostKeyAlias ${id}`,
      `  UserKnownHostsFile ${knownHosts}`,
      // host keys that another program once accepted for this address do not count
      "  GlobalKnownHostsFile /dev/null",
      "  StrictHostKeyChecking yes",
      "  HostKeyAlgorithms ssh-ed25519",
      "  UpdateHostKeys no",
      "  ConnectTimeout 20",
      "",
    ].join("\n");
  return sortedById(nodes).map(block).join("\n");
}

function sortedById(nodes: Nodes): [string, DeployedNode][] {
  return Object.entries(nodes).sort(([one], [other]) => (one < other ? -1 : 1));
}

/** ssh_config(5): a path may be quoted, `%` introduces a token, `${` a variable that nothing can escape. */
function quotePath(path: string): string {
  if (/["\n]|\$\{/.test(path)) {
    throw new Failure(`${JSON.stringify(path)} cannot be named in an ssh configuration`, [
      'choose a folder without ", line breaks and ${ in its path',
    ]);
  }
  return `"${path.replaceAll("%", "%%")}"`;
}
