// @module-tag unit
import { describe, expect, it } from "vitest";
import { Failure } from "../../../commands/cli/command";
import { chooseNode, loginAddress, shortName } from "../../../commands/ssh-access/node-choice";
import { sampleNode } from "../deployed-stack";

const nodes = {
  "EU6::master-sql": sampleNode({ name: "master-sql" }),
  "NA9::slave-sql": sampleNode({ name: "slave-sql" }),
  "EU6::web": sampleNode({ name: "web" }),
  "NA9::web": sampleNode({ name: "web" }),
};

function refusal(wanted: string): string {
  try {
    chooseNode(nodes, wanted);
  } catch (error) {
    expect(error).toBeInstanceOf(Failure);
    const { message, hints } = error as Failure;
    return [message, ...hints].join("\n");
  }
  return "taken";
}

describe("a node", () => {
  it("is meant by its id, or by a name that it alone has", () => {
    expect(chooseNode(nodes, "NA9::web")).toEqual({ id: "NA9::web", node: nodes["NA9::web"] });
    expect(chooseNode(nodes, "slave-sql").id).toBe("NA9::slave-sql");
  });

  it("of a name that two have is asked for by id", () => {
    expect(refusal("web")).toBe('2 nodes are called "web"\nsay which: EU6::web, NA9::web');
  });

  it("that is unknown is answered with all ids and the nearest name", () => {
    expect(refusal("slave-sq")).toBe(
      'unknown node "slave-sq"\nnodes of this stack: EU6::master-sql, EU6::web, NA9::slave-sql, NA9::web\ndid you mean slave-sql?',
    );
    expect(refusal("EU6::slave-sql")).toContain("did you mean NA9::slave-sql?");
    expect(refusal("elasticsearch")).not.toContain("did you mean");
  });

  it.each(["toString", "__proto__", "constructor", ""])("is not found in what JavaScript objects have: %j", (name) => {
    expect(refusal(name)).toContain("unknown node");
  });

  it("is called by its name where that is enough, else by its id", () => {
    expect(shortName(nodes, "EU6::master-sql")).toBe("master-sql");
    expect(shortName(nodes, "EU6::web")).toBe("EU6::web");
  });

  it("is reached at its public address, and at the private one where it has no other", () => {
    expect(loginAddress(sampleNode())).toBe("203.0.113.7");
    expect(loginAddress(sampleNode({ public_ipv4: null }))).toBe("10.1.0.6");
  });
});
