// @module-tag unit
import { expect, it } from "vitest";
import { sqlString } from "../../../templates/mysql/sql";

it("a string literal ends where the string does", () => {
  expect(sqlString("it's")).toBe("'it''s'");
  expect(sqlString("back\\")).toBe("'back\\\\'");
});
