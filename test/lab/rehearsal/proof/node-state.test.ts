// @module-tag unit
import { describe, expect, it } from "vitest";
import { differences } from "../../../../lab/rehearsal/proof/node-state";

const STATE = { bootId: "b1", mysqld: "640", packages: "p1" };

describe("two states of the nodes", () => {
  it("are the same where nothing was restarted or installed", () => {
    expect(differences(new Map([["EU6::a", STATE]]), new Map([["EU6::a", { ...STATE }]]))).toEqual([]);
  });

  it("differ in words, node by node", () => {
    const before = new Map([
      ["EU6::a", STATE],
      ["NA9::b", STATE],
    ]);
    const after = new Map([
      ["EU6::a", { ...STATE, mysqld: "900" }],
      ["NA9::b", { bootId: "b2", mysqld: "641", packages: "p2" }],
    ]);
    expect(differences(before, after)).toEqual([
      "EU6::a has another mysqld process",
      "NA9::b was restarted",
      "NA9::b has another mysqld process",
      "NA9::b has other packages",
    ]);
  });
});
