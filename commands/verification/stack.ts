import { randomUUID } from "node:crypto";
import type { DeployedNode, Expectations, Outputs } from "../terraform/outputs";
import { judged, type NodeCheck, TOPICS } from "./check";
import { checkData } from "./data";
import { type Database, databaseOf } from "./database";
import type { Facts } from "./facts";
import { checkKeys, checkRefusals, checkSshd } from "./login";
import { compareEnds, Look, type Looking } from "./look";
import { checkMysql } from "./mysql";
import { checkLeftovers, checkReplication } from "./replication";
import type { NodeConnections, Script, Session } from "./session";
import { variablesOf } from "./settings";
import { checkSteps, type StepRun } from "./step-runs";
import { checkSystem } from "./system";
import { isCatchingUp } from "./transactions";

/** The result of verifying a deployed stack. */
export interface Verification {
  readonly checks: readonly NodeCheck[];
  /** The state of each node, by id; null: not reached. */
  readonly nodes: Readonly<Record<string, NodeState | null>>;
}

/** For comparing a node with its earlier state. */
export interface NodeState {
  readonly os: string | undefined;
  readonly kernel: string | undefined;
  /** Changes when the machine restarts. */
  readonly boot_id: string | undefined;
  readonly mysql_version: string | undefined;
  /** mysqld's process id: changes when mysqld restarts. */
  readonly mysqld_process: string | undefined;
}

interface Visited {
  readonly id: string;
  readonly node: DeployedNode;
  readonly mysql: Database | undefined;
  readonly facts: Facts | undefined;
}

/** Number of concurrent connections. */
const AT_ONCE = 8;
/** How long a script may run on a node: the first one looks, the second one waits for replication. */
const LOOK_LIMIT_S = 180;
const FOLLOW_LIMIT_S = 420;

/**
 * Looks at every node of a deployed stack concurrently, then at its replications. A node that cannot be reached is a
 * failed check. Changes nothing but one row at each source, in a table of its own.
 */
export async function verifyStack(
  {
    nodes,
    expectations,
    replications: groups,
    runs,
  }: Pick<Outputs, "nodes" | "expectations" | "replications"> & { readonly runs: readonly StepRun[] },
  connections: NodeConnections,
): Promise<Verification> {
  const ids = Object.keys(nodes).sort();
  const checks: NodeCheck[] = [];
  const visits = await inParallel(ids, async (id): Promise<Visited[]> => {
    const node = nodes[id];
    if (node === undefined) {
      return [];
    }
    const expected = expectations.nodes[id] ?? { disks: [], peers: [] };
    const mysql = databaseOf(id, expected, groups);
    const { facts, found } = await visit(id, node, expected, mysql, connections);
    checks.push(...found);
    checks.push(...(facts ? checkSteps(runs, id, facts).map((check) => ({ node: id, ...check })) : []));
    return [{ id, node, mysql, facts }];
  });
  const visited = new Map(visits.flat().map((one) => [one.id, one]));
  checks.push(...(await replications(visited, connections)));
  const place = (check: NodeCheck) => ids.indexOf(check.node);
  return {
    checks: checks.sort((a, b) => place(a) - place(b) || TOPICS.indexOf(a.topic) - TOPICS.indexOf(b.topic)),
    nodes: Object.fromEntries([...visited.values()].map(({ id, facts }) => [id, facts ? stateOf(facts) : null])),
  };
}

async function visit(
  id: string,
  node: DeployedNode,
  expected: Expectations,
  mysql: Database | undefined,
  connections: NodeConnections,
) {
  const peers = expected.peers.map(({ name }) => name);
  const variables = mysql === undefined ? [] : variablesOf(mysql);
  const list = variables.map((name) => `'${name}'`).join(", ");
  const words = [node.ssh_user, mysql?.role ?? "none", mysql?.database ?? "", list, ...peers];
  const session = await connections.run(id, "node", words, LOOK_LIMIT_S);
  const { facts, transcript } = session;
  const found = [
    ...checkKeys(node, session),
    // if the server does not answer at all, there is nothing to ask
    ...(transcript.offered.length > 0
      ? checkRefusals(node, transcript, await connections.tryLogin(id, "root"), expected)
      : []),
    ...(facts === undefined
      ? []
      : [
          ...checkSshd(node, facts, expected),
          ...checkSystem(expected, facts),
          ...(mysql === undefined ? [] : [...checkMysql(node, mysql, facts, new Date()), checkLeftovers(mysql, facts)]),
        ]),
  ];
  return { facts, found: found.map((check) => ({ node: id, ...check })) };
}

function stateOf(facts: Facts): NodeState {
  return {
    os: facts.one("os"),
    kernel: facts.one("kernel"),
    boot_id: facts.one("boot_id"),
    mysql_version: facts.one("mysqld version"),
    mysqld_process: facts.one("mysqld_process"),
  };
}

/** Checks all replicas. Each source writes one row for all of its replicas. */
async function replications(visited: ReadonlyMap<string, Visited>, connections: NodeConnections) {
  const replicas = [...visited.values()].flatMap((one) => {
    const { mysql } = one;
    return mysql?.source === undefined ? [] : [{ ...one, mysql, source: mysql.source }];
  });
  const token = `verify-${randomUUID()}`;
  const sources = [...new Set(replicas.map(({ source }) => source))].filter((id) => answers(visited.get(id)));
  const written = new Map(
    await inParallel(sources, async (id) => {
      return [id, await connections.run(id, "replication", ["write", token], LOOK_LIMIT_S)] as const;
    }),
  );
  const checks = await inParallel(replicas, async (replica): Promise<NodeCheck[]> => {
    const source = visited.get(replica.source);
    const canary = written.get(replica.source);
    if (!answers(replica)) {
      // its own checks report it
      return [];
    }
    if (source?.facts === undefined || canary?.facts === undefined) {
      const why = canary === undefined ? "it was not reached, or its mysqld does not answer" : canary.problem;
      return [unknown(replica.id, replica.source, why)];
    }
    const pair = { ...replica, token, source: { ...source, facts: source.facts }, written: canary.facts };
    return (await compare(pair, connections)).map((check) => ({ node: replica.id, ...check }));
  });
  return checks.flat();
}

function answers(one: Visited | undefined): boolean {
  return one?.facts?.one("mysqld_state") === "up";
}

function unknown(node: string, end: string, why: string): NodeCheck {
  const remedy = "see the failing lines of that node first";
  return {
    node,
    ...judged(
      { topic: "replication", what: `comparison with ${end}`, remedy },
      "an answer of both",
      `none: ${why}`,
      false,
    ),
  };
}

interface Pair {
  readonly id: string;
  readonly node: DeployedNode;
  readonly mysql: Database;
  readonly source: Visited & { readonly facts: Facts };
  readonly token: string;
  readonly written: Facts;
}

async function compare({ id, node, mysql, source, token, written }: Pair, connections: NodeConnections) {
  const ask = (end: string, script: Script, ...words: string[]): Promise<Session> =>
    connections.run(end, script, words, FOLLOW_LIMIT_S);
  const set = written.one("gtid_executed") ?? "";
  const followed = await ask(id, "replication", "follow", token, set, source.node.name, node.ssh_user, mysql.database);
  if (followed.facts === undefined) {
    return [unknown(id, source.id, followed.problem)];
  }
  const known = await ask(source.id, "replication", "known", followed.facts.one("gtid_executed") ?? "");
  if (known.facts === undefined) {
    return [unknown(id, source.id, known.problem)];
  }
  const checks = checkReplication({
    source: source.id,
    sourceUuid: source.facts.one("mysqld server_uuid"),
    replicaAddress: node.ipv6,
    account: node.ssh_user,
    token,
    written,
    followed: followed.facts,
    known: known.facts,
  });
  if (isCatchingUp(followed.facts) || followed.facts.one("missing") !== undefined) {
    // its own check reports the missing transactions; until then its data differs
    return checks;
  }
  try {
    const compared = await compareEnds(lookingAt(source.id, ask), lookingAt(id, ask));
    return [...checks, ...checkData(mysql, compared)];
  } catch (error) {
    if (error instanceof Unanswered) {
      return [...checks, unknown(id, error.end, error.message)];
    }
    throw error;
  }
}

/** An end without a complete answer. */
class Unanswered extends Error {
  public constructor(
    public readonly end: string,
    problem: string,
  ) {
    super(problem);
  }
}

function lookingAt(end: string, ask: (end: string, script: Script, ...words: string[]) => Promise<Session>): Looking {
  return async (wait, tables) => {
    const { facts, problem } = await ask(end, "data", wait, ...tables);
    if (facts === undefined) {
      throw new Unanswered(end, problem);
    }
    const unanswered = facts.all("unanswered");
    if (unanswered.length > 0) {
      throw new Unanswered(end, unanswered.join("; "));
    }
    return Look.of(facts);
  };
}

/** Maps a list with limited concurrency; results keep the list's order. */
async function inParallel<Item, Result>(items: readonly Item[], work: (item: Item) => Promise<Result>) {
  const results: Result[] = [];
  const rest = items.entries();
  const worker = async () => {
    for (const [index, item] of rest) {
      results[index] = await work(item);
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
  return results;
}
