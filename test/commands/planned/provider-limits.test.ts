// @module-tag tools
// @module-tag needs/terraform
// @module-tag needs/go
// What programs with the constructs, or with Terraform alone, can ask of the provider beyond what a plan's text can.
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { judgePlan } from "../../../commands/planned/judgement";
import { linesOf } from "../../../commands/planned/refusal";
import { DdcloudLab } from "../../lab/providers/ddcloud-lab";
import { nodeWith } from "../../lab/providers/ddcloud-node";

const card = (vlan: string) => `additional_network_adapter {\nvlan = ddcloud_vlan.${vlan}.id\n}`;
const SERVER = `power_state = "start"\n${card("second")}`;
const vlanOf = (name: string, base: string) => `
  resource "ddcloud_vlan" "${name}" {
    name              = "${name}"
    networkdomain     = ddcloud_networkdomain.site.id
    ipv4_base_address = "${base}"
    ipv4_prefix_size  = 24
  }
`;
const REST = `
  ${vlanOf("second", "10.0.1.0")}
  ${vlanOf("third", "10.0.2.0")}
  resource "ddcloud_nat" "node" {
    networkdomain = ddcloud_networkdomain.site.id
    private_ipv4  = ddcloud_server.node.primary_adapter_ipv4
    depends_on    = [ddcloud_vlan.site]
  }
`;

describe("what the provider accepts and cannot do", () => {
  let lab: DdcloudLab;
  const site = (change: Parameters<typeof nodeWith>[0] = {}) =>
    lab.provider("EU") + nodeWith({ server: SERVER, rest: REST, ...change });

  beforeAll(async () => {
    lab = await DdcloudLab.start({}, { MCP_LAB_VLAN_RETRY_PERIOD: "50ms" });
    await lab.apply(site());
  });
  afterAll(() => lab.stop());

  async function refused(configuration: string): Promise<string[]> {
    const plan = await lab.plan(configuration);
    return judgePlan(plan.json, "deploy", new Set())
      .flatMap(linesOf)
      .filter((line) => !line.startsWith("  "));
  }

  it.each<[string, () => string, RegExp]>([
    [
      "another network of a further card",
      () => site({ server: SERVER.replace("second", "third") }),
      /^ddcloud_server\.node: its network card 2 would go to another network/,
    ],
    [
      "one card more",
      () => site({ server: `${SERVER}\n${card("third")}` }),
      /^ddcloud_server\.node: it would have 3 network cards, and it has 2/,
    ],
    [
      "one card less",
      () => site({ server: 'power_state = "start"' }),
      /^ddcloud_server\.node: it would have 1 network card, and it has 2/,
    ],
    [
      "another type of card",
      () => site({ adapter: 'type = "E1000"' }),
      /^ddcloud_server\.node: its network card would be of type E1000, and it is of type VMXNET3/,
    ],
    [
      "another public address of a NAT rule",
      () => site({ rest: REST.replace("depends_on", 'public_ipv4 = "198.51.100.200"\ndepends_on') }),
      /^ddcloud_nat\.node: public_ipv4 would be 198\.51\.100\.200, and it is \d+\./,
    ],
    [
      "another gateway of a VLAN",
      () => site({ rest: REST.replace('"10.0.2.0"', '"10.0.2.0"\nattached_vlan_gateway_addressing = "HIGH"') }),
      /^ddcloud_vlan\.third: attached_vlan_gateway_addressing would be HIGH, and it is not set/,
    ],
  ])("%s is refused", async (_, configuration, harm) => {
    expect(await refused(configuration())).toEqual([expect.stringMatching(harm)]);
  });

  it("another data centre of a network domain is refused for each VLAN that would stay behind", async () => {
    const lines = await refused(site().replace('datacenter = "EU6"', 'datacenter = "EU7"'));
    expect(lines.map((line) => line.split(":")[0]).sort()).toEqual([
      "ddcloud_vlan.second",
      "ddcloud_vlan.site",
      "ddcloud_vlan.third",
    ]);
    expect(lines[0]).toContain("networkdomain would be one that is not known yet, and it is ");
  });

  it("what the provider does in place is let through, and comes to rest", async () => {
    const edited = () =>
      site({
        server: `${SERVER}\nmemory_gb = 16`,
        rest: REST.replace('name              = "third"', 'name = "other"'),
      });
    expect(await refused(edited())).toEqual([]);
    await lab.apply(edited());
    expect((await lab.plan()).changes).toEqual({});
  });
});
