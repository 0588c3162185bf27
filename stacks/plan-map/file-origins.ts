import type { Position } from "../../plan/findings/diagnostic";
import type * as plan from "../../plan/plan";
import type { NodeContext, PlanIndex } from "./plan-index";
import { generationOrigins, originsOfRead } from "./position-texts";

type From = (context: NodeContext, index: PlanIndex) => readonly Position[];

const nothing: From = () => [];

/** A first boot depends on the name of the node, the NTP servers, and whether the node has MySQL. */
const firstBoot: From = ({ plan, node }) => [
  ...node.at.own,
  ...plan.at.origins("ntp"),
  ...(node.mysql?.at.own ?? []),
  ...cloudConfig({ node }),
];

/** What is said of cloud-init. */
function cloudConfig({ node }: Pick<NodeContext, "node">): readonly Position[] {
  return node.cloudConfig === undefined ? [] : [...node.cloudConfig.at.own, ...node.cloudConfig.at.origins()];
}

/** Ids of the nodes that replicate with this one. */
const peers: From = ({ node }, index) => index.peersOf(node).flatMap((peer) => index.idOfNode(peer.node.id));

const peerNames: From = ({ node }, index) => index.peersOf(node).flatMap((peer) => peer.node.at.own);

/** The program that compares accounts: its modules are the same for every server. */
const PROGRAM = ["accounts", "caching_sha2", "difference", "former", "grants", "server", "survey"];

/** The files that every node has, and the plan's values in each. A `.tftpl` is listed under its name on the node. */
export const BASE_FILES: Readonly<Record<string, From>> = {
  "boot/user-data": firstBoot,
  "boot/meta-data": firstBoot,
  "boot/99-plumbline.cfg": nothing,
  "boot/settled-user-data": firstBoot,
  "boot/guest.json": cloudConfig,
  "boot/guest.py": nothing,
  "configure/hosts": (context, index) => [...index.idOfNode(context.node.id), ...peers(context, index)],
  "configure/authorized-keys": (context) => [...context.plan.at.origins("keys"), ...cloudConfig(context)],
  "configure/firewall.nft": (context, index) => {
    const { plan, location, network, node } = context;
    const networks = [network, ...node.cards.flatMap((card) => index.network(card.network)?.network ?? [])];
    // ranges of IPv4 count within a network domain
    const peer = (id: string) => [
      ...index.idOfNetwork(id),
      ...(index.network(id)?.location === location ? (index.network(id)?.network.at.origins("subnet") ?? []) : []),
    ];
    return [
      ...node.at.origins("internet"),
      ...balancedPorts(context),
      ...plan.at.origins("operators"),
      ...networks.flatMap(({ accept }) =>
        accept.flatMap(({ from, at }) => [...at.own, ...at.origins(), ...peer(from)]),
      ),
      // a database accepts only the clients that it names; every other node accepts its neighbours
      ...(node.mysql ? clients(context, index) : networks.flatMap(({ id }) => peer(id))),
      ...peers(context, index),
    ];
  },
  "ready/expectations": (context, index) => [
    ...context.node.at.own,
    ...context.node.disks.flatMap((disk) => originsOfRead(disk)),
    ...peers(context, index),
    ...cloudConfig(context),
  ],
};

/** The additional files of a database server, whatever its role. */
export const MYSQL_FILES: Readonly<Record<string, From>> = {
  "configure/mysql.cnf": ({ node, location }) => [
    ...(node.mysql?.at.origins("settings") ?? []),
    ...node.at.own,
    ...location.at.own,
  ],
  "configure/mysql-service.conf": nothing,
  "configure/seed-authorized-keys": peers,
  "configure/seed-sudoers": peerNames,
  "configure/seed-dump": nothing,
  "configure/serve-seed": nothing,
  "configure/seed-known-hosts": peers,
};

/** The ports at which the platform's load balancer connects to a node. */
function balancedPorts({ network, node }: NodeContext): readonly Position[] {
  const pools = network.pools.filter(({ members }) => members.includes(node.id)).map(({ id }) => id);
  return network.balancers
    .filter(({ pool = "" }) => pools.includes(pool))
    .flatMap(({ at }) => [...at.origins("port"), ...at.origins("protocol")]);
}

type FromGroup = (group: plan.Replication, index: PlanIndex) => readonly Position[];

const sourceName: FromGroup = (group, index) => index.nameOfSource(group);

/** The files of a replication's own steps, and the plan's values in each. */
export const GROUP_FILES: Readonly<Record<string, FromGroup>> = {
  "source/accounts.json": (group, index) => [
    ...group.at.origins("database"),
    ...group.users.flatMap((user) => [...originsOfRead(user), ...index.plan.at.origins("secrets", user.name)]),
    ...generationOrigins(index.plan.at, "replicator"),
    ...group.at.origins("source"),
    // the addresses of its replicas
    ...index.membersOf(group.name).flatMap(({ node: { id } }) => (id === group.source ? [] : index.idOfNode(id))),
  ],
  ...Object.fromEntries(PROGRAM.map((module) => [`source/${module}.py`, () => []])),
  "source/client-hosts": () => [],
  "source/clients": ({ name }, index) => index.membersOf(name).flatMap((member) => clients(member, index)),
  "source/populate.name": ({ at }) => at.origins("populate"),
  "source/populate.sql": ({ at, populate }, index) => [
    ...at.origins("populate"),
    ...(populate ? [beginningOf(index.plan.file, populate.path)] : []),
  ],
  "link/replicator.cnf": sourceName,
  "seed/replicator.cnf": sourceName,
  "seed/channel.sql": sourceName,
};

/** Networks and ranges that may connect to a node's database. */
function clients({ node }: NodeContext, index: PlanIndex): readonly Position[] {
  return (node.mysql?.clients ?? []).flatMap((client) => [
    ...originsOfRead(client),
    ...("network" in client ? index.idOfNetwork(client.network) : []),
  ]);
}

/** The beginning of a file that a plan names. The node gets the file unchanged. */
function beginningOf(planFile: string, path: string): Position {
  const folder = planFile.includes("/") ? planFile.slice(0, planFile.lastIndexOf("/") + 1) : "";
  return { file: folder + path.replace(/^(\.\/)+/, ""), line: 1, column: 1 };
}
