// @module-tag unit
import { describe, expect, it } from "vitest";
import { refuseUnreachable } from "../../../lab/rehearsal/reachable";
import { edited, load } from "../../plan/trial";

const OPERATORS = "operators: 192.0.2.0/24";

describe("a plan that is rehearsed with machines", () => {
  it("lets this machine in at all of its nodes", () => {
    for (const operators of ["operators: any", "operators: [192.0.2.0/24, 127.0.0.0/8]", "operators: 127.0.0.1"]) {
      expect(() => refuseUnreachable(load(edited([OPERATORS, operators])))).not.toThrow();
    }
  });

  it("is refused with all that is in the way", () => {
    const plan = load(edited(["glue: [internet 22]", "glue: [internet 80]"]));
    expect(() => refuseUnreachable(plan)).toThrow(
      "this plan cannot be rehearsed with machines: operators of the plan are 192.0.2.0/24, and a rehearsal logs in from " +
        "127.0.0.1; no login reaches EU6::master-sql: port 22 is not open to the Internet there",
    );
  });
});
