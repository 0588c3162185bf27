// @module-tag unit

import { describe, expect, it } from "vitest";
import { DATABASE_PRIVILEGES } from "../../../platform/mysql/privileges";
import { type MysqlAccountsProps, mysqlAccounts } from "../../../templates/mysql/accounts";
import { namesIn, value } from "../values";
import { filled } from "./filled";

const props: MysqlAccountsProps = {
  source: value("master_sql_ipv6"),
  replicas: [value("slave_sql_ipv6")],
  replicator: { password: value("replicator_password"), generation: 1 },
  users: [{ name: "dbuser", rights: ["SELECT", "INSERT"], password: value("dbuser_password"), generation: 1 }],
  database: "db_01",
  operators: ["ubuntu", "ubuntu"],
};

const VALUES: Record<string, string> = {
  master_sql_ipv6: "2001:db8:a::10",
  slave_sql_ipv6: "2001:db8:b::10",
  replicator_password: "Repl1cator_",
  dbuser_password: "DbUs3r_",
};

/** The file as it is on the node. */
function onNode(changed: Partial<MysqlAccountsProps> = {}) {
  const file = mysqlAccounts({ ...props, ...changed });
  const read = JSON.parse(filled(file, VALUES));
  const of = (name: string) => read.accounts.filter(({ user }: { user: string }) => user === name);
  return { read, of };
}

it("a replica logs in from its own address, encrypted, and may replicate and nothing else", () => {
  expect(onNode().of("replicator")).toEqual([
    {
      user: "replicator",
      hosts: ["2001:db8:b::10"],
      clients: false,
      plugin: "caching_sha2_password",
      secret: "replicator",
      transport: "SSL",
      grants: [{ privileges: ["REPLICATION SLAVE"], on: "*.*" }],
    },
  ]);
});

it("each user logs in over the socket, and encrypted at the nodes and from where clients are, with the plan's rights", () => {
  const grants = [{ privileges: ["SELECT", "INSERT"], on: "database" }];
  expect(onNode().of("dbuser")).toMatchObject([
    { hosts: ["localhost"], clients: false, transport: "NONE", grants },
    { hosts: ["127.0.0.1", "2001:db8:a::10", "2001:db8:b::10"], clients: true, transport: "SSL", grants },
  ]);
});

it("ubuntu has no password, and sees the status of the replication", () => {
  const [ubuntu, ...others] = onNode().of("ubuntu");
  expect(others).toEqual([]);
  expect(ubuntu).toMatchObject({ hosts: ["localhost"], plugin: "auth_socket", secret: null });
  expect(ubuntu.grants).toContainEqual({ privileges: ["REPLICATION CLIENT"], on: "*.*" });
  expect(ubuntu.grants).toContainEqual({
    privileges: ["SELECT"],
    on: "`performance_schema`.`replication_connection_status`",
  });
});

it("only addresses and passwords are left to Terraform", () => {
  expect(namesIn(mysqlAccounts(props))).toEqual([
    "dbuser_password",
    "master_sql_ipv6",
    "replicator_password",
    "slave_sql_ipv6",
  ]);
});

describe("a password before the present one", () => {
  const secret = (generation: number, discardOld?: boolean) =>
    onNode({
      users: [
        {
          name: "dbuser",
          rights: ["ALL"],
          password: value("dbuser_password"),
          generation,
          ...(discardOld && { discardOld }),
        },
      ],
    }).read.secrets.dbuser;

  it("is there from the second on, until the plan ends it", () => {
    expect(secret(1)).toMatchObject({ generation: 1, retain: false });
    expect(secret(2)).toMatchObject({ generation: 2, retain: true });
    expect(secret(2, true)).toMatchObject({ generation: 2, retain: false });
  });
});

it("a database of the system, or one whose name is no word, is refused", () => {
  for (const database of ["mysql", "Plumbline", "sys"]) {
    expect(() => mysqlAccounts({ ...props, database })).toThrow(`database ${database} belongs to the system`);
  }
  for (const database of ["", "a b", "a;b", "$(x)", "-x", "x-", "a'b", 'a"b', "a`b", "a".repeat(65)]) {
    expect(() => mysqlAccounts({ ...props, database })).toThrow(`database "${database}" is not allowed`);
  }
});

it("users of the system, odd names and rights, and users that are there twice are refused, all at once", () => {
  const user = (name: string, ...rights: string[]) => ({ name, rights, password: value("p"), generation: 1 });
  const users = [
    user("root", "ALL"),
    user("replicator", "ALL"),
    user("ubuntu", "ALL"),
    user("mysql.sys", "ALL"),
    user("System User", "ALL"),
    user("o'x", "ALL"),
    user("a", "select"),
    user("b"),
    user("c", "ALL; DROP DATABASE x"),
    user("d", "ALL"),
    user("d", "SUPER"),
    user("e".repeat(33), "ALL"),
  ];
  const reasons = [
    "user root belongs to the system",
    "user replicator belongs to the system",
    "user ubuntu belongs to the system",
    "user mysql.sys belongs to the system",
    "user System User belongs to the system",
    'user "o\'x" is not allowed; it takes 1 to 32 letters',
    '"select" of user a is no privilege',
    "user b has no rights",
    '"ALL; DROP DATABASE x" of user c is no privilege',
    "user d is there twice",
    '"SUPER" of user d is no privilege on a database',
    `user "${"e".repeat(33)}" is not allowed`,
  ];
  for (const reason of reasons) {
    expect(() => mysqlAccounts({ ...props, users })).toThrow(reason);
  }
});

it("whatever stands for ALL on a database has a name of its own", () => {
  expect(onNode().read.every).toEqual(DATABASE_PRIVILEGES.slice(1));
});
