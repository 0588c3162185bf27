// @module-tag unit
import { describe, expect, it } from "vitest";
import { LOGIN_USERS } from "../../../platform/images";
import { isReservedUser, NODE_ACCOUNTS, REPLICATOR } from "../../../platform/mysql/accounts";

describe("a user of a plan", () => {
  it.each([
    ...NODE_ACCOUNTS,
    ...LOGIN_USERS,
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
