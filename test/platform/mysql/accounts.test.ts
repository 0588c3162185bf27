// @module-tag unit
import { describe, expect, it } from "vitest";
import { isReservedUser, NODE_ACCOUNTS, OPERATOR, REPLICATOR } from "../../../platform/mysql/accounts";

describe("a user of a plan", () => {
  it.each([
    ...NODE_ACCOUNTS,
    OPERATOR,
    REPLICATOR,
    "event_scheduler",
    "system user",
    "Root",
    "MYSQL.anything",
  ])("cannot be called %s", (name) => {
    expect(isReservedUser(name)).toBe(true);
  });

  it.each(["app", "rooty", "mysql", "system"])("may be called %s", (name) => {
    expect(isReservedUser(name)).toBe(false);
  });
});
