// @module-tag unit
import { describe, expect, it } from "vitest";
import { FIREWALL_RULE_NAME, HOST_NAME } from "../../platform/limits";

describe("names on the platform", () => {
  it.each(["a", "web-1", "Master-SQL", "1st", "a".repeat(63)])("%s may be a node", (name) => {
    expect(HOST_NAME.test(name)).toBe(true);
  });

  it.each(["", "-a", "a-", "a_b", "a.b", "a b", "a".repeat(64), "a\n"])("%j may not", (name) => {
    expect(HOST_NAME.test(name)).toBe(false);
  });

  it.each(["web.TCPv4_22", "_x", "a".repeat(60)])("%s may be a firewall rule", (name) => {
    expect(FIREWALL_RULE_NAME.test(name)).toBe(true);
  });

  it.each(["CCDEFAULT.Allow", "1st", "", "a-b", "a".repeat(61)])("%j may not", (name) => {
    expect(FIREWALL_RULE_NAME.test(name)).toBe(false);
  });
});
