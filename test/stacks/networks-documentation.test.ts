// @module-tag unit
import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { describe, expect, it } from "vitest";
import { FittingsStack } from "../../stacks/fittings-stack";
import { synthesize } from "../constructs/synthesized";
import { load } from "../plan/trial";

const TEXT = readFileSync(resolve(__dirname, "../../docs/networks.md"), "utf8");
const EXAMPLES = TEXT.split(/^## /m).flatMap((section) =>
  [...section.matchAll(/```yaml\n(.*?)```/gs)].map(([, plan = ""]) => [section.split("\n")[0] ?? "", plan] as const),
);

/** How many resources of each type an example has, beside those that every node and network has. */
const MADE: Readonly<Record<string, Readonly<Record<string, number>>>> = {
  "Further network cards": { ddcloud_server: 2, ddcloud_vlan: 2 },
  "Reserved addresses": { ddcloud_ip_address_reservation: 2 },
  Balancers: { ddcloud_virtual_listener: 2, ddcloud_vip_pool: 1, ddcloud_vip_pool_member: 2, ddcloud_vip_node: 2 },
  Backup: { ddcloud_server_backup: 1 },
  "Accepting traffic": { ddcloud_vlan: 4, ddcloud_firewall_rule: 11 },
};

describe("each example of the documentation of networks", () => {
  it("is known to this test", () => {
    expect(EXAMPLES.map(([section]) => section)).toEqual(Object.keys(MADE));
  });

  it.each(EXAMPLES)("loads without a warning and synthesizes: %s", (section, text) => {
    const plan = load(text);
    expect(plan.warnings).toEqual([]);
    const { resource } = synthesize((app) => new FittingsStack(app, plan, "contextualised")).terraform;
    for (const [type, count] of Object.entries(MADE[section] ?? {})) {
      expect(Object.keys(resource[type] ?? {}), type).toHaveLength(count);
    }
  });
});

it("a card has the address of its line, and a server waits for reserved addresses", () => {
  const resourceOf = (section: string) => {
    const [, text = ""] = EXAMPLES.find(([name]) => name === section) ?? [];
    return synthesize((app) => new FittingsStack(app, load(text), "contextualised")).terraform.resource;
  };
  const { EU6_web1, EU6_web2 } = resourceOf("Further network cards").ddcloud_server;
  expect(EU6_web1.additional_network_adapter).toEqual([{ ipv4: "10.11.0.41", vlan: "${ddcloud_vlan.EU6_back.id}" }]);
  expect(EU6_web2.additional_network_adapter).toEqual([{ vlan: "${ddcloud_vlan.EU6_back.id}" }]);
  expect(resourceOf("Reserved addresses").ddcloud_server.EU6_web1.depends_on).toEqual([
    "ddcloud_ip_address_reservation.EU6_front_reserved_10_10_0_4",
    "ddcloud_ip_address_reservation.EU6_front_reserved_10_10_3_200",
  ]);
});
