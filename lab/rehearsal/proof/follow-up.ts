import { allNodesOf } from "../../../plan/nodes";
import type { Plan } from "../../../plan/plan";
import { type Check, same } from "../checks/check";
import type { Logins } from "./logins";

/** Ids of a source and one of its replicas. */
interface Pair {
  readonly source: string;
  readonly replica: string;
  readonly database: string;
}

/** How long a replica may take for a transaction: a rehearsal's machines are slow. */
const CATCH_UP_S = 60;

/**
 * What the use case asks a person to do by hand: compare the GTID sets of both sides; write a row at the source; read
 * it at the replica, whose GTID set must have followed.
 */
export async function followUp(plan: Plan, logins: Logins): Promise<Check[]> {
  const checks: Check[] = [];
  for (const pair of pairsOf(plan)) {
    checks.push(...(await followUpPair(pair, logins)));
  }
  return checks;
}

async function followUpPair({ source, replica, database }: Pair, logins: Logins): Promise<Check[]> {
  const executed = (id: string) => logins.sql(id, "SELECT REPLACE(@@global.gtid_executed, '\\n', '')");
  const [atSource, atReplica] = [await executed(source), await executed(replica)];
  const columns = await logins.sql(
    source,
    `SELECT COUNT(*) FROM information_schema.columns
       WHERE table_schema = '${database}' AND table_name = 'persons' AND column_name = 'name'`,
  );
  const first = same(22, `${replica} GTID set, that of ${source}`, atSource, atReplica);
  if (columns !== "1") {
    // other plans have other tables; for them, the canary of `npm run verify` is the proof
    return [first];
  }
  const persons = `\`${database}\`.persons`;
  const rows = (id: string) => logins.sql(id, `SELECT name FROM ${persons} ORDER BY name`);
  const [namesAtSource, namesAtReplica] = [await rows(source), await rows(replica)];
  const after = await logins.sql(
    source,
    `INSERT INTO ${persons} (name) VALUES ('Alfred'); SELECT REPLACE(@@global.gtid_executed, '\\n', '')`,
  );
  await logins.sql(replica, `SELECT WAIT_FOR_EXECUTED_GTID_SET('${after}', ${CATCH_UP_S})`);
  const found = await logins.sql(replica, `SELECT name FROM ${persons} WHERE name = 'Alfred' LIMIT 1`);
  return [
    first,
    same(21, `${replica} rows of persons`, namesAtSource.split("\n").join(", "), namesAtReplica.split("\n").join(", ")),
    same(22, `${replica} the row written at ${source}`, "Alfred", found === "" ? undefined : found),
    same(22, `${replica} GTID set after it`, after, await executed(replica)),
    {
      requirement: 22,
      what: `${source} GTID set after it`,
      expected: "another one than before",
      found: after,
      holds: after !== atSource,
    },
  ];
}

function pairsOf(plan: Plan): Pair[] {
  const nodes = allNodesOf(plan);
  return nodes.flatMap(({ id, mysql }) => {
    if (mysql?.role !== "replica") {
      return [];
    }
    const source = nodes.find((node) => node.id === mysql.source)?.mysql;
    return source?.role === "source" ? [{ source: mysql.source, replica: id, database: source.database }] : [];
  });
}
