// @module-tag unit
import { describe, expect, it } from "vitest";
import { judgePlan } from "../../../commands/planned/judgement";
import type { TerraformPlan } from "../../../commands/planned/terraform-plan";

const LISTENER = {
  name: "http.web.eu6.balancer",
  ipv4: "10.10.0.200",
  persistence_profile: "",
  port: 80,
  optimization_profile: null,
};

/** What is said of a listener that changes in place. */
function judged(before: object, after: object): string[] {
  const change = { actions: ["update"], before: { ...LISTENER, ...before }, after: { ...LISTENER, ...after } };
  const address = "ddcloud_virtual_listener.EU6_balancer_web_http";
  const plan = {
    resource_changes: [{ address, type: "ddcloud_virtual_listener", change }],
  } as unknown as TerraformPlan;
  return judgePlan(plan, "deploy", new Set()).map(({ harm }) => harm);
}

describe("a balancer that stands", () => {
  it("keeps its address, which the provider would not change", () => {
    expect(judged({}, { ipv4: "10.10.0.201" })).toEqual([
      "ipv4 would be 10.10.0.201, and it is 10.10.0.200: the provider accepts that and does nothing",
    ]);
  });

  it("keeps on sending clients to their members, which the provider cannot end", () => {
    const profile = "CCDEFAULT.SourceAddress";
    expect(judged({ persistence_profile: profile }, {})).toEqual([
      `its persistence profile ${profile} would be taken away: the provider cannot do that, and fails`,
    ]);
    expect(judged({}, { persistence_profile: profile })).toEqual([]);
  });

  it("may have another pool", () => {
    expect(judged({ pool: "a" }, { pool: "b" })).toEqual([]);
  });
});
