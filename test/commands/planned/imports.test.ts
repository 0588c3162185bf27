// @module-tag unit
import { describe, expect, it } from "vitest";
import { passedOverArguments } from "../../../commands/planned/passed-over-arguments";

/** A VLAN of which an import fills in both kinds of gateway, and the configuration leaves them out. */
function vlan(addressing: string, importing?: { readonly id: string }, wanted: string | null = null) {
  const networkdomain = "00000000-0000-4000-8000-000000000002";
  const change = {
    actions: ["update"],
    before: {
      networkdomain,
      attached_vlan_gateway_addressing: addressing,
      detached_vlan_gateway_address: "10.1.0.1",
    },
    after: { networkdomain, attached_vlan_gateway_addressing: wanted, detached_vlan_gateway_address: null },
    ...(importing && { importing }),
  };
  return { resource_changes: [{ address: "ddcloud_vlan.EU6_front", type: "ddcloud_vlan", change }] };
}

describe("an import", () => {
  const importing = { id: "00000000-0000-4000-8000-000000000001" };

  it("of a VLAN with the provider's own gateway is no change that the provider passes over", () => {
    expect(passedOverArguments(vlan("LOW", importing))).toEqual([]);
  });

  it("of one whose routers stand at the other end is, and so is any other change", () => {
    expect(passedOverArguments(vlan("HIGH", importing))).toHaveLength(1);
    expect(passedOverArguments(vlan("LOW", importing, "HIGH"))).toHaveLength(1);
    expect(passedOverArguments(vlan("LOW"))).toHaveLength(2);
  });
});
