// @module-tag unit

import { describe, expect, it } from "vitest";
import { isReservedUser, isUserName, RESERVED_USERS } from "../../../platform/mysql/accounts";
import { DATABASE_PRIVILEGES } from "../../../platform/mysql/privileges";
import { mysqlAccounts } from "../../../templates/mysql/accounts";
import { value } from "../../templates/values";
import { edited, expectErrors, load, replicationOf } from "../trial";

const withUsers = (users: string) => edited(["{db01: }", `{db01: }, users: ${users}`]);
const usersOf = (users: string) => replicationOf(load(withUsers(users))).users;

describe("users", () => {
  it.each([
    ["a list", "[{name: app, rights: [SELECT, INSERT]}]"],
    ["a mapping", "{app: [SELECT, INSERT]}"],
    ["a list that names the database", "[{name: app, on: db01, rights: [SELECT, INSERT]}]"],
    ["a mapping of mappings", "{app: {rights: [SELECT, INSERT]}}"],
    ["a mapping of mappings that name it", "{app: {on: [db01], rights: [SELECT, INSERT]}}"],
    ["rights in one text", "{app: 'select, insert'}"],
  ])("may be written as %s", (_, users) => {
    expect(usersOf(users)).toEqual([{ name: "app", rights: ["SELECT", "INSERT"] }]);
  });

  it("have rights that MySQL knows, each once", () => {
    expect(usersOf("{app: [create temporary tables, Select, SELECT]}")).toEqual([
      { name: "app", rights: ["CREATE TEMPORARY TABLES", "SELECT"] },
    ]);
    expect(usersOf("{app: [select, all privileges]}")).toEqual([{ name: "app", rights: ["ALL"] }]);
    expectErrors(withUsers("{app: [§selct, §super]}"), [
      ['unknown right "selct" of user app', "Did you mean SELECT?"],
      'unknown right "super" of user app',
    ]);
  });

  it("have rights at all", () => {
    expectErrors(withUsers("[{name: §app}]"), [["user app has no rights", "[SELECT, INSERT, UPDATE, DELETE], or ALL"]]);
    expectErrors(withUsers("{§app: []}"), ["user app has no rights"]);
    expectErrors(withUsers("{§app: }"), ["user app has no rights"]);
    expectErrors(withUsers("{§app: ''}"), ["user app has no rights"]);
    expectErrors(withUsers("{§app: [' ']}"), ["user app has no rights"]);
  });

  it.each([
    "root",
    "Root",
    "replicator",
    "mysql.sys",
    "MYSQL.session",
    "debian-sys-maint",
    "ubuntu",
    "admin",
    "event_scheduler",
    "Event_Scheduler",
    "system user",
    "System User",
    "plumbline",
  ])("are not %s", (name) => {
    expectErrors(withUsers(`{§${name}: [ALL]}`), [
      [`a user cannot be called ${name}`, "taken names: admin, debian-sys-maint, event_scheduler"],
    ]);
  });

  it("have names of at most 32 characters", () => {
    expect(usersOf(`{${"a".repeat(32)}: ALL}`)).toHaveLength(1);
    expectErrors(withUsers(`{§${"a".repeat(33)}: ALL}`), [
      `the user ${"a".repeat(33)} has 33 characters; MySQL takes 32`,
    ]);
  });

  it.each(["1st", "a b", "o'hara", "a.b", "%"])("have plain names: not %s", (name) => {
    expectErrors(withUsers(`{§"${name}": ALL}`), [`"${name}" is no name for a user`]);
  });

  it("are there once, also as ids of Terraform", () => {
    expectErrors(withUsers("[{name: app-1, rights: ALL}, {name: §APP_1, rights: ALL}]"), [
      "two users are called APP_1, where capitals and dashes make no difference",
    ]);
  });

  it("have names and no keys but their own", () => {
    expectErrors(withUsers("[§{rights: ALL}]"), [
      ["a user has no name", "{name: app, on: db01, rights: [SELECT, INSERT]}"],
    ]);
    expectErrors(withUsers("[§app]"), ["a user has no name"]);
    expectErrors(withUsers("[{name: app, rights: ALL, §password: x}]"), [
      ["unknown key `password` in a user", "known keys: name, on, rights"],
    ]);
  });

  it("are users of a database that is there", () => {
    expectErrors(withUsers("[{name: app, on: §db02, rights: ALL}]"), [
      ['unknown database "db02" of user app', "databases of the replication: db01. Did you mean db01?"],
    ]);
  });

  it("that a plan takes are taken by the accounts too, whatever they are called", () => {
    const letters = ["a", "Z", "_", "-", "9", ".", " ", "é", "'", "%"];
    const names = letters.flatMap((one) =>
      letters.flatMap((other) => [one + other, `x${one}${other}`, "x".repeat(30) + one + other]),
    );
    const some = [
      ...names,
      ...RESERVED_USERS,
      ...RESERVED_USERS.map((name) => name.toUpperCase()),
      "MySQL.x",
      "x".repeat(33),
    ];
    const taken = some.filter((name) => isUserName(name) && !isReservedUser(name));
    expect(taken.length).toBeGreaterThan(20);
    for (const name of taken) {
      const users = [{ name, rights: DATABASE_PRIVILEGES, password: value("p"), generation: 1 }];
      mysqlAccounts({
        source: value("s"),
        replicas: [],
        replicator: { password: value("r"), generation: 1 },
        users,
        database: "db01",
        operators: ["ubuntu"],
      });
    }
  });
});
