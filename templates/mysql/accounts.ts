import { isReservedUser, isUserName, OPERATOR, REPLICATOR, userNameForm } from "../../platform/mysql/accounts";
import { isReservedSchema } from "../../platform/mysql/schemas";
import { late, nodeFile } from "../late";
import type { NodeFile, Variable } from "../node-file";
import { render } from "../render";
import template from "./accounts.sql.ejs";
import { grantedDatabase, sqlString } from "./sql";

/** An account of the plan with its rights on the plan's database. */
export interface AccountUser {
  readonly name: string;
  /** Privileges, upper case, e.g. `SELECT`, `INSERT`; `ALL` for all of them. */
  readonly rights: readonly string[];
  /** Variable that holds the password: letters and digits. */
  readonly password: Variable;
}

export interface MysqlAccountsProps {
  /** Host names and variables that hold their IPv6 addresses, canonical and without a prefix. */
  readonly replicas: readonly { readonly name: string; readonly ipv6: Variable }[];
  /** Variable: letters and digits, at most 32 (MySQL error 3056). */
  readonly replicatorPassword: Variable;
  readonly users: readonly AccountUser[];
  readonly database: string;
}

interface Account {
  readonly user: string;
  /** Undefined: every host that the clients come from, which the node works out. */
  readonly host: string | undefined;
  /** Undefined: the account of the operating system proves who it is, over the socket. */
  readonly password: Variable | undefined;
  readonly transport: "SSL" | "NONE";
  readonly grants: readonly { readonly privileges: string; readonly on: string }[];
}

/** What the status of a replication can be read from. */
const STATUS_TABLES = [
  "replication_applier_configuration",
  "replication_applier_status",
  "replication_applier_status_by_coordinator",
  "replication_applier_status_by_worker",
  "replication_connection_configuration",
  "replication_connection_status",
];

const PRIVILEGE = /^[A-Z]+( [A-Z]+)*$/;

/**
 * The accounts that a source must have, as rows of two temporary tables. The script `source` compares them with those
 * that are there and changes what differs. Throws on a user that is none of the plan's business, and on odd rights.
 */
export function mysqlAccounts(props: MysqlAccountsProps): NodeFile {
  const { users, database, replicas, replicatorPassword } = props;
  const problems = accountProblems(users, database);
  if (problems.length > 0) throw new Error(problems.join("\n"));
  const onDatabase = grantedDatabase(database);
  const accounts: Account[] = [
    ...replicas.map(({ ipv6 }) => ({
      user: REPLICATOR,
      host: late(ipv6),
      password: replicatorPassword,
      transport: "SSL" as const,
      grants: [{ privileges: "REPLICATION SLAVE", on: "*.*" }],
    })),
    {
      user: OPERATOR,
      host: "localhost",
      password: undefined,
      transport: "NONE",
      grants: [
        { privileges: "ALL", on: onDatabase },
        { privileges: "REPLICATION CLIENT", on: "*.*" },
        ...STATUS_TABLES.map((table) => ({ privileges: "SELECT", on: `\`performance_schema\`.\`${table}\`` })),
      ],
    },
    ...users.flatMap(({ name, rights, password }) => {
      const grants = [{ privileges: rights.join(", "), on: onDatabase }];
      return [
        { user: name, host: "localhost", password, transport: "NONE" as const, grants },
        { user: name, host: undefined, password, transport: "SSL" as const, grants },
      ];
    }),
  ];
  const text = render(template, { accounts, late, sqlString });
  return nodeFile({ name: "source/accounts.sql", becomes: "accounts of the source", text });
}

/** What stands against users and a database, a reason each. */
export function accountProblems(users: readonly Pick<AccountUser, "name" | "rights">[], database: string): string[] {
  const reasons: string[] = [];
  // it is a word of a command as well
  if (!/^[A-Za-z0-9_-]{1,64}$/.test(database) || database.startsWith("-")) {
    reasons.push(`database "${database}" is not allowed; a name has 1 to 64 letters, digits, _ and -`);
  }
  if (isReservedSchema(database)) reasons.push(`database ${database} belongs to the system; take another name`);
  const names = new Set<string>();
  for (const { name, rights } of users) {
    if (isReservedUser(name)) reasons.push(`user ${name} belongs to the system; take another`);
    if (name.length === 0 || name.length > 32)
      reasons.push(`user "${name}" has ${name.length} characters; MySQL takes 1 to 32`);
    if (!isUserName(name)) reasons.push(`user "${name}" is no name; write letters, digits, _ and -, a letter first`);
    if (names.has(userNameForm(name))) reasons.push(`user ${name} is there twice; capitals and dashes tell none apart`);
    names.add(userNameForm(name));
    if (rights.length === 0) reasons.push(`user ${name} has no rights; give at least one`);
    for (const right of rights) {
      if (!PRIVILEGE.test(right)) reasons.push(`"${right}" of user ${name} is no privilege; write e.g. SELECT`);
    }
  }
  return reasons;
}
