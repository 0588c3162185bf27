// @module-tag unit
import { expect, it } from "vitest";
import { grantedDatabase, sqlIdentifier, sqlString } from "../../../templates/mysql/sql";

it("a string literal ends where the string does", () => {
  expect(sqlString("it's")).toBe("'it''s'");
  expect(sqlString("back\\")).toBe("'back\\\\'");
});

it("an identifier ends where the name does", () => {
  expect(sqlIdentifier("a`b")).toBe("`a``b`");
});

it("rights on a database are on no other whose name is alike", () => {
  expect(grantedDatabase("db_01")).toBe("`db\\_01`.*");
  expect(grantedDatabase("a%b")).toBe("`a\\%b`.*");
  expect(grantedDatabase("db01")).toBe("`db01`.*");
});
