// @module-tag unit
import { expect, it } from "vitest";
import { SESSION_VARIABLES, sessionStatement } from "../../../platform/mysql/session";

it("sets each variable once", () => {
  expect(new Set(SESSION_VARIABLES).size).toBe(SESSION_VARIABLES.length);
  for (const name of SESSION_VARIABLES) {
    expect(sessionStatement("root").split(`SESSION ${name} = `)).toHaveLength(2);
  }
});

it("leaves to ordinary accounts what they may not set", () => {
  expect(sessionStatement("root")).toContain("SESSION sql_require_primary_key = 0");
  expect(sessionStatement("ordinary")).not.toContain("sql_require_primary_key");
});

it("stands within double quotes of a shell", () => {
  for (const account of ["root", "ordinary"] as const) {
    expect(sessionStatement(account)).not.toMatch(/["$`\\\n]/);
  }
});
