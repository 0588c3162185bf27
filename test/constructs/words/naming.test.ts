// @module-tag unit
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { firewallRuleName, logicalId } from "../../../constructs/words/naming";
import { FIREWALL_RULE_NAME } from "../../../platform/limits";

describe("a logical id", () => {
  it("is the path, joined by underscores", () => {
    expect(logicalId(["EU6", "master-sql", "adopt"])).toBe("EU6_master_sql_adopt");
  });

  it("leaves out the one main resource of a construct", () => {
    expect(logicalId(["EU6", "master-sql", "Resource"])).toBe("EU6_master_sql");
    expect(logicalId(["EU6", "Default"])).toBe("EU6");
  });

  it("is always a name that Terraform takes", () => {
    fc.assert(
      fc.property(fc.array(fc.string({ minLength: 1 }), { minLength: 1, maxLength: 5 }), (path) => {
        fc.pre(path.some((part) => part !== "Default" && part !== "Resource"));
        expect(logicalId(path)).toMatch(/^[A-Za-z_][A-Za-z0-9_]*$/);
      }),
    );
  });
});

describe("the name of a firewall rule", () => {
  it("joins its parts by full stops", () => {
    expect(firewallRuleName("master-sql", "tcp_22")).toBe("master_sql.tcp_22");
  });

  it("is always one that the platform takes", () => {
    fc.assert(
      fc.property(fc.array(fc.string({ minLength: 1, maxLength: 80 }), { minLength: 1, maxLength: 4 }), (parts) => {
        expect(firewallRuleName(...parts)).toMatch(FIREWALL_RULE_NAME);
      }),
    );
  });

  it("tells long names apart that begin alike", () => {
    const long = "a".repeat(70);
    expect(firewallRuleName(long, "tcp_22")).not.toBe(firewallRuleName(long, "tcp_23"));
  });
});
