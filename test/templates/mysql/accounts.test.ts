// @module-tag unit
import { expect, it } from "vitest";
import { type MysqlAccountsProps, mysqlAccounts } from "../../../templates/mysql/accounts";

const props: MysqlAccountsProps = {
  replicas: [{ name: "slave-sql", ipv6: "slave_sql_ipv6" }],
  replicatorPassword: "replicator_password",
  users: [{ name: "dbuser", rights: ["SELECT", "INSERT"], password: "dbuser_password" }],
  database: "db_01",
};

it("a replica logs in from its own address, encrypted, and may replicate and nothing else", () => {
  const { text } = mysqlAccounts(props);
  expect(text).toContain("('replicator', '${slave_sql_ipv6}', '${replicator_password}', 'SSL')");
  expect(text).toContain("('replicator', '${slave_sql_ipv6}', 0, 'REPLICATION SLAVE', '*.*')");
  expect(text.match(/'replicator'/g)).toHaveLength(2);
});

it("each user logs in at the node, and encrypted from where clients are, with the plan's rights on its database", () => {
  const { text } = mysqlAccounts(props);
  expect(text).toContain("('dbuser', 'localhost', '${dbuser_password}', 'NONE')");
  expect(text).toContain("('dbuser', NULL, '${dbuser_password}', 'SSL')");
  expect(text).toContain("('dbuser', NULL, 0, 'SELECT, INSERT', '`db\\\\_01`.*')");
});

it("ubuntu has no password, and sees the status of the replication", () => {
  const { text } = mysqlAccounts(props);
  expect(text).toContain("('ubuntu', 'localhost', NULL, 'NONE')");
  expect(text).toContain("('ubuntu', 'localhost', 1, 'REPLICATION CLIENT', '*.*')");
  expect(text).toContain("'`performance_schema`.`replication_connection_status`'");
});

it("only addresses and passwords are left to Terraform", () => {
  expect(mysqlAccounts(props).variables).toEqual(["dbuser_password", "replicator_password", "slave_sql_ipv6"]);
});

it("a source without replicas and users has ubuntu's account", () => {
  const { text } = mysqlAccounts({ ...props, replicas: [], users: [] });
  expect(text.match(/^ {2}\('/gm)).toHaveLength(1 + 8);
});

it("a user cannot end the text that names it", () => {
  const users = [{ name: "o'x", rights: ["SELECT"], password: "p" }];
  expect(mysqlAccounts({ ...props, users }).text).toContain("('o''x', 'localhost'");
});

it("a database of the system, or one whose name is no word, is refused", () => {
  for (const database of ["mysql", "Plumbline", "sys"]) {
    expect(() => mysqlAccounts({ ...props, database })).toThrow(`database ${database} belongs to the system`);
  }
  for (const database of ["", "a b", "a;b", "$(x)", "-x", "a".repeat(65)]) {
    expect(() => mysqlAccounts({ ...props, database })).toThrow(`database "${database}" is not allowed`);
  }
});

it("users of the system, odd rights and users that are there twice are refused, all at once", () => {
  const user = (name: string, ...rights: string[]) => ({ name, rights, password: "p" });
  const users = [
    user("root", "ALL"),
    user("replicator", "ALL"),
    user("ubuntu", "ALL"),
    user("mysql.sys", "ALL"),
    user("a", "select"),
    user("b"),
    user("c", "ALL; DROP DATABASE x"),
    user("d", "ALL"),
    user("d", "ALL"),
    user("e".repeat(33), "ALL"),
  ];
  const reasons = [
    "user root belongs to the system",
    "user replicator belongs to the system",
    "user ubuntu belongs to the system",
    "user mysql.sys belongs to the system",
    '"select" of user a is no privilege',
    "user b has no rights",
    '"ALL; DROP DATABASE x" of user c is no privilege',
    "user d is there twice",
    "has 33 characters",
  ];
  for (const reason of reasons) expect(() => mysqlAccounts({ ...props, users })).toThrow(reason);
});
