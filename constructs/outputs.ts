import { Lazy, TerraformOutput, type TerraformStack } from "cdktf";
import type { Node, NodeDatabase } from "./node";
import type { PlumblineStack } from "./plumbline-stack";
import type { Secret } from "./secret";

/** What a stack tells about itself; asked for when it is synthesized. */
export interface OutputSources {
  readonly information: () => readonly string[];
  readonly nodes: () => readonly Node[];
  readonly passwords: () => readonly Secret[];
}

/**
 * Declares the outputs that people and the commands read: `information` (lines of documentation), `nodes` (addresses
 * by id), `expectations` (what `verify` holds the nodes against), `guarded` (what the next deployment must not harm) and `secrets` (sensitive: the deployer's key and all
 * passwords).
 */
export function declareOutputs(stack: PlumblineStack, sources: OutputSources): void {
  output(stack, "information", "what to know about this deployment", sources.information);
  output(stack, "nodes", "the nodes and how to reach them", () =>
    byId(sources.nodes(), (node) => addressesOf(stack, node)),
  );
  output(stack, "expectations", "what npm run verify holds the nodes against", () => ({
    machines: stack.machines,
    nodes: byId(sources.nodes(), expectationsOf),
  }));
  output(stack, "guarded", "the servers that npm run deploy keeps from harm", () =>
    Object.fromEntries(sources.nodes().map((node) => [addressOf(node), guardedOf(stack, node)])),
  );
  output(
    stack,
    "secrets",
    "the deployer's SSH key and all passwords",
    () => ({
      deployer_key: stack.identity.deployer.privateKey,
      passwords: Object.fromEntries(sources.passwords().map((secret) => [secret.name, secret.value.expression])),
      admin_passwords: byId(sources.nodes(), (node) => node.adminPassword.value.expression),
    }),
    true,
  );
}

function output(stack: TerraformStack, id: string, description: string, produce: () => unknown, sensitive?: true) {
  new TerraformOutput(stack, id, {
    description,
    value: Lazy.anyValue({ produce }),
    ...(sensitive ? { sensitive } : {}),
  });
}

function byId<T>(nodes: readonly Node[], of: (node: Node) => T): Record<string, T> {
  return Object.fromEntries(nodes.map((node) => [node.id, of(node)]));
}

function addressesOf(stack: PlumblineStack, node: Node) {
  return {
    name: node.name,
    location: node.location.dataCentre,
    // an expression: cdktf cannot write a null of its own in HCL
    public_ipv4: node.publicIpv4 ?? "${null}",
    private_ipv4: node.privateIpv4,
    ipv6: node.ipv6,
    host_key: node.hostKey.publicKey,
    ssh_user: "ubuntu",
    ssh_port: stack.sshPort.numberValue,
  };
}

/** Terraform's address of a node's server. */
function addressOf({ server }: Node): string {
  return `${server.terraformResourceType}.${server.friendlyUniqueId}`;
}

/** What the next deployment has to know of a server when its node may be gone from the plan. */
function guardedOf(stack: PlumblineStack, node: Node) {
  const { database } = node;
  return {
    node: node.id,
    protected: node.isProtected,
    contextualised: stack.machines === "contextualised",
    ...(database === undefined ? {} : { replication: (database.source ?? node).id }),
  };
}

/** What follows from the plan and holds during a node's life; the clock's servers, set at first boot alone, do not. */
function expectationsOf(node: Node) {
  const { database } = node;
  return {
    disks: node.disks.map(({ unit, gigabytes }) => ({ unit, gigabytes })),
    peers: node.contextualisation.namedPeers.map((peer) => ({ name: peer.name, ipv6: peer.ipv6 })),
    // a key with nothing behind it would be a null, which cdktf cannot write in HCL
    ...(database === undefined ? {} : { mysql: mysqlOf(database) }),
  };
}

function mysqlOf({ role, source, serverId, database, populated, certificateDays, settings }: NodeDatabase) {
  return {
    role,
    ...(source === undefined ? {} : { source: source.id }),
    server_id: serverId,
    database,
    populated,
    certificate_days: certificateDays,
    settings,
  };
}
