// @module-tag tools
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Organisation } from "../../../lab/cloud/state/organisation";
import { DdcloudLab } from "./ddcloud-lab";
import { SITE, type Site, siteOf } from "./ddcloud-site";

const MASTER = SITE;
const SLAVE: Site = { ...SITE, name: "slave", datacenter: "NA9" };

const KINDS = ["networkdomain", "vlan", "server", "nat", "address_list"];
const everyResource = (site: string) => [
  ...KINDS.map((kind) => `ddcloud_${kind}.${site}`),
  `ddcloud_firewall_rule.${site}_ssh`,
  `ddcloud_firewall_rule.${site}_mysql`,
];

describe("the infrastructure of two regions", () => {
  let lab: DdcloudLab;

  const both = (master: Partial<Site> = {}) => {
    const changed = { ...MASTER, ...master };
    return [
      lab.provider("EU", "master"),
      lab.provider("NA", "slave"),
      siteOf(changed, SLAVE),
      siteOf(SLAVE, changed),
      'output "address" { value = ddcloud_nat.master.public_ipv4 }\n',
      'output "server" { value = ddcloud_server.master.public_ipv4 }\n',
    ].join("");
  };
  const server = (organisation: Organisation) => organisation.those("server", () => true)[0];

  beforeAll(async () => {
    lab = await DdcloudLab.start();
    await lab.apply(both());
  });
  afterAll(() => lab.stop());

  it("is there as it was configured, in both", () => {
    for (const [region, name] of [
      ["EU", "master"],
      ["NA", "slave"],
    ] as const) {
      const organisation = lab.cloud.organisation(region);
      expect(server(organisation)).toMatchObject({
        name: `${name}-sql`,
        memoryGb: 8,
        started: true,
        controllers: [
          {
            disks: [
              { scsiId: 0, sizeGb: 10 },
              { scsiId: 1, sizeGb: 50 },
            ],
          },
        ],
      });
      const rules = organisation.those("firewallRule", ({ ruleType }) => ruleType === "CLIENT_RULE");
      expect(rules.map((rule) => [rule.name, rule.ipVersion, rule.enabled])).toEqual(
        expect.arrayContaining([
          [`${name}.ssh`, "IPV4", true],
          [`${name}.mysql`, "IPV6", true],
        ]),
      );
      const opened = organisation.those("firewallRule", ({ enabled }) => !enabled);
      expect(opened.map((rule) => rule.name)).toEqual(["CCDEFAULT.DenyExternalInboundIPv6"]);
      expect(organisation.those("tag", () => true)).toMatchObject([{ value: name }]);
    }
    expect(lab.left).toMatchObject({ natRule: 2, publicIpBlock: 2, ipAddressList: 2, vlan: 2, networkDomain: 2 });
  });

  it("knows the NAT rule's public address at once, and the server's own only after a refresh", async () => {
    const { outputs } = await lab.folder.readState();
    const [rule] = lab.cloud.organisation("EU").those("natRule", () => true);
    expect(outputs.address.value).toBe(rule?.externalIp);
    expect(outputs.server.value).toBe("");
  });

  it("is the same in a second plan", async () => {
    const plan = await lab.plan();
    expect(plan.changes).toEqual({});
    expect(plan.json.output_changes.server.actions).toEqual(["update"]);
  });

  // one after the other, each on top of those before it
  const inPlace: Record<string, [change: Partial<Site>, address: string, operations: readonly string[]]> = {
    "more memory, without stopping the server": [{ memoryGb: 16 }, "ddcloud_server.master", ["reconfigureServer"]],
    "another description": [{ description: "source" }, "ddcloud_server.master", ["editServerMetadata"]],
    "a rule switched off": [{ sshEnabled: false }, "ddcloud_firewall_rule.master_ssh", ["editFirewallRule"]],
    "other addresses in a list": [
      { operators: ["198.51.100.8"] },
      "ddcloud_address_list.master",
      ["editIpAddressList"],
    ],
    "a grown disk, with the server stopped meanwhile": [
      { diskGb: 60 },
      "ddcloud_server.master",
      ["shutdownServer", "expandDisk", "startServer"],
    ],
  };
  const changed: Partial<Site> = {};

  it.each(Object.entries(inPlace))("changes in place: %s", async (_, [change, address, operations]) => {
    Object.assign(changed, change);
    const plan = await lab.plan(both(changed));
    expect(plan.changes).toEqual({ [address]: "update" });
    lab.forget();
    await lab.apply();
    expect(lab.changes).toEqual(operations);
  });

  it("has nothing left to change after that", async () => {
    expect((await lab.plan()).changes).toEqual({});
    const organisation = lab.cloud.organisation("EU");
    expect(server(organisation)).toMatchObject({ memoryGb: 16, description: "source", started: true });
    expect(server(organisation)?.controllers[0]?.disks[1]?.sizeGb).toBe(60);
    expect(organisation.those("ipAddressList", () => true)).toMatchObject([{ entries: [{ begin: "198.51.100.8" }] }]);
  });

  it("replaces a server for another image, and what holds its addresses with it", async () => {
    const { changes } = await lab.plan(both({ ...changed, image: "Ubuntu 24.04 64-bit 2 CPU" }));
    expect(changes).toEqual({
      "ddcloud_server.master": "replace",
      "ddcloud_nat.master": "replace",
      "ddcloud_firewall_rule.master_ssh": "replace",
      "ddcloud_firewall_rule.master_mysql": "replace",
    });
  });

  it("replaces a whole location for another data centre", async () => {
    const { changes } = await lab.plan(both({ ...changed, datacenter: "EU7" }));
    const expected = everyResource("master").map((address) => [address, "replace"]);
    // the VLAN takes another network domain without replacement: this is the published provider's
    expected.push(["ddcloud_vlan.master", "update"]);
    expect(changes).toEqual(Object.fromEntries(expected));
  });

  it("is destroyed to nothing", async () => {
    lab.forget();
    await lab.destroy();
    expect(lab.left).toEqual({});
    expect(lab.count("removePublicIpBlock")).toBe(2);
    expect(lab.count("powerOffServer")).toBe(2);
  });
});
