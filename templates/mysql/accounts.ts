import { isReservedUser, isUserName, REPLICATOR, USER_NAME, userId } from "../../platform/mysql/accounts";
import { DATABASE_PRIVILEGES } from "../../platform/mysql/privileges";
import { isDatabaseName, isReservedSchema } from "../../platform/mysql/schemas";
import { Refusal } from "../../platform/refusal";
import type { ApplyValue } from "../apply-value";
import { type Fill, filledJson, type NodeFile, nodeFile } from "../node-file";

/** A password that Terraform generates. */
export interface AccountSecret {
  readonly password: ApplyValue;
  /** Number of the password, starting at 1: if it is higher than the account's, the previous password still works. */
  readonly generation: number;
  /**
   * Whether the password of the previous generation stops working at once.
   * @default false
   */
  readonly discardOld?: boolean;
}

/** An account of the plan with its rights on the plan's database. */
export interface AccountUser extends AccountSecret {
  readonly name: string;
  /** Privileges, upper case, e.g. `SELECT`, `INSERT`; `ALL` for all of them. */
  readonly rights: readonly string[];
}

export interface MysqlAccountsProps {
  /** The members' own IPv6 addresses, canonical and without a prefix. */
  readonly source: ApplyValue;
  readonly replicas: readonly ApplyValue[];
  /** At most 32 characters (MySQL error 3056). */
  readonly replicator: AccountSecret;
  readonly users: readonly AccountUser[];
  readonly database: string;
  /** Accounts of the members' operating systems, which identify the people who log in there. */
  readonly operators: readonly string[];
}

interface Account {
  readonly user: string;
  readonly hosts: readonly string[];
  /** Whether it also stands for each host that clients connect from, which the node computes. */
  readonly clients: boolean;
  readonly plugin: "auth_socket" | "caching_sha2_password";
  /** Name of its secret. Null: the account of the operating system identifies it, over the socket. */
  readonly secret: string | null;
  readonly transport: "SSL" | "NONE";
  /** `on` is an object in the syntax of GRANT, or `database` for the plan's own. */
  readonly grants: readonly { readonly privileges: readonly string[]; readonly on: string }[];
}

/** Tables that show the status of a replication. */
const STATUS_TABLES = [
  "replication_applier_configuration",
  "replication_applier_status",
  "replication_applier_status_by_coordinator",
  "replication_applier_status_by_worker",
  "replication_connection_configuration",
  "replication_connection_status",
];

/**
 * The accounts that a source must have, as JSON. The script `accounts` compares them with the existing ones and changes
 * what differs. Throws on users that a plan may not have, and on unknown rights; reports all problems at once.
 */
export function mysqlAccounts(props: MysqlAccountsProps): NodeFile {
  const problems = accountProblems(props.users, props.database);
  if (problems.length > 0) {
    throw new Refusal(problems.join("\n"));
  }
  return nodeFile({
    name: "source/accounts.json",
    target: "accounts of the source",
    text: (fill) => filledJson(wanted(props, fill)),
  });
}

function wanted({ source, replicas, replicator, users, database, operators }: MysqlAccountsProps, fill: Fill): object {
  const password = { clients: false, plugin: "caching_sha2_password", transport: "SSL" } as const;
  const accounts: Account[] = [
    {
      ...password,
      user: REPLICATOR,
      hosts: replicas.map(fill),
      secret: REPLICATOR,
      grants: [{ privileges: ["REPLICATION SLAVE"], on: "*.*" }],
    },
    ...[...new Set(operators)].sort().map(
      (user): Account => ({
        user,
        hosts: ["localhost"],
        clients: false,
        plugin: "auth_socket",
        secret: null,
        transport: "NONE",
        grants: [
          { privileges: ["ALL"], on: "database" },
          { privileges: ["REPLICATION CLIENT"], on: "*.*" },
          ...STATUS_TABLES.map((table) => ({ privileges: ["SELECT"], on: `\`performance_schema\`.\`${table}\`` })),
        ],
      }),
    ),
    ...users.flatMap(({ name, rights }): Account[] => {
      const user = { ...password, user: name, secret: name, grants: [{ privileges: rights, on: "database" }] };
      return [
        { ...user, hosts: ["localhost"], transport: "NONE" },
        // not every client can use a socket: on a node itself it connects from the loopback address or from the node's
        // own address
        { ...user, hosts: ["127.0.0.1", ...[source, ...replicas].map(fill)], clients: true },
      ];
    }),
  ];
  const secretOf = (secret: AccountSecret) => ({
    password: fill(secret.password),
    generation: secret.generation,
    // a first password has no previous one
    retain: secret.generation > 1 && secret.discardOld !== true,
    // a replica that does not have the current password yet must still be able to log in after the next change
    oldest: secret === replicator,
  });
  return {
    database,
    // the privileges that ALL means on a database
    every: DATABASE_PRIVILEGES.filter((privilege) => privilege !== "ALL"),
    replicator: REPLICATOR,
    secrets: {
      [REPLICATOR]: secretOf(replicator),
      ...Object.fromEntries(users.map((user) => [user.name, secretOf(user)])),
    },
    accounts,
  };
}

/** Problems with users and a database, one reason each. */
export function accountProblems(users: readonly Pick<AccountUser, "name" | "rights">[], database: string): string[] {
  const reasons: string[] = [];
  if (!isDatabaseName(database)) {
    reasons.push(`database "${database}" is not allowed; a name has 1 to 64 letters, digits, _ and inner dashes`);
  }
  if (isReservedSchema(database)) {
    reasons.push(`database ${database} belongs to the system; take another name`);
  }
  const names = new Set<string>();
  const known: readonly string[] = DATABASE_PRIVILEGES;
  for (const { name, rights } of users) {
    if (isReservedUser(name)) {
      reasons.push(`user ${name} belongs to the system; take another`);
    } else if (!isUserName(name)) {
      reasons.push(`user "${name}" is not allowed; ${USER_NAME}`);
    }
    if (names.has(userId(name))) {
      reasons.push(`user ${name} is there twice; capitals and dashes tell none apart`);
    }
    names.add(userId(name));
    if (rights.length === 0) {
      reasons.push(`user ${name} has no rights; give at least one`);
    }
    for (const right of rights) {
      if (!known.includes(right)) {
        reasons.push(`"${right}" of user ${name} is no privilege on a database; write e.g. SELECT`);
      }
    }
  }
  return reasons;
}
