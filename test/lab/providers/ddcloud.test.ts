// @module-tag tools
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { providerMirror } from "../../../lab/providers/mirror";
import { type Problem, WorkingFolder } from "./working-folder";

const CREDENTIALS = { MCP_USER: "operator", MCP_PASSWORD: "never-a-real-one" };

const REGION = 'provider "ddcloud" { region = "EU" }\n';

const SITE = `
  resource "ddcloud_networkdomain" "site" {
    name       = "site"
    datacenter = "EU6"
    plan       = "advanced"
    default_firewall_rule {
      type    = "DenyExternalInboundIPv6"
      enabled = false
    }
  }
  resource "ddcloud_vlan" "network" {
    name              = "network"
    networkdomain     = ddcloud_networkdomain.site.id
    ipv4_base_address = "10.0.0.0"
    ipv4_prefix_size  = 24
  }
  resource "ddcloud_server" "node" {
    name           = "node"
    networkdomain  = ddcloud_networkdomain.site.id
    image          = "Ubuntu 18.04 64-bit 2 CPU"
    admin_password = "Never-a-real-0ne"
    power_state    = "start"
    primary_network_adapter { vlan = ddcloud_vlan.network.id }
    disk {
      scsi_unit_id = 0
      size_gb      = 10
    }
    tag {
      name  = "role"
      value = "source"
    }
  }
  resource "ddcloud_nat" "node" {
    networkdomain = ddcloud_networkdomain.site.id
    private_ipv4  = ddcloud_server.node.primary_adapter_ipv4
  }
  resource "ddcloud_firewall_rule" "ssh" {
    name                = "ssh"
    networkdomain       = ddcloud_networkdomain.site.id
    action              = "accept"
    ip_version          = "ipv4"
    protocol            = "tcp"
    destination_address = ddcloud_nat.node.public_ipv4
    destination_port    = "22"
  }
`;

const MINIMAL: Record<string, string> = {
  ddcloud_networkdomain: 'name = "n"\ndatacenter = "EU6"',
  ddcloud_server: 'name = "n"\nnetworkdomain = "d"\nimage = "i"\nprimary_network_adapter {}',
  ddcloud_firewall_rule: 'name = "n"\nnetworkdomain = "d"\naction = "accept"\nip_version = "ipv6"\nprotocol = "tcp"',
  ddcloud_vlan: 'name = "n"\nnetworkdomain = "d"\nipv4_base_address = "10.0.0.0"\nipv4_prefix_size = 24',
};

interface Unfit {
  readonly in: string;
  readonly argument: string;
  readonly message: string;
}

const UNFIT: Record<string, Unfit> = {
  "a default rule that no domain has": {
    in: "ddcloud_networkdomain",
    argument: 'default_firewall_rule {\ntype = "CCDEFAULT.DenyExternalInboundIPv6"\nenabled = false\n}',
    message: "DenyExternalInboundIPv6",
  },
  "a power state of the documentation alone": {
    in: "ddcloud_server",
    argument: 'power_state = "shutdown-server"',
    message: "expected power_state to be one of",
  },
  "a second primary network adapter": {
    in: "ddcloud_server",
    argument: "primary_network_adapter {}",
    message: "Too many primary_network_adapter blocks",
  },
  "a disk speed in small letters": {
    in: "ddcloud_server",
    argument: 'disk {\nscsi_unit_id = 0\nsize_gb = 10\nspeed = "standard"\n}',
    message: "to be one of",
  },
  "an argument that was removed": {
    in: "ddcloud_server",
    argument: 'os_image_name = "Ubuntu"',
    message: "has been removed from ddcloud: use image",
  },
  "both kinds of source": {
    in: "ddcloud_firewall_rule",
    argument: 'source_address = "::1"\nsource_network = "::/64"',
    message: "conflicts with source_network",
  },
  "both kinds of port": {
    in: "ddcloud_firewall_rule",
    argument: 'source_port = "22"\nsource_port_list = "id"',
    message: "conflicts with source_port",
  },
  "both kinds of gateway": {
    in: "ddcloud_vlan",
    argument: 'attached_vlan_gateway_addressing = "LOW"\ndetached_vlan_gateway_address = "10.0.0.1"',
    message: "conflicts with",
  },
};

const name = (title: string) => title.replaceAll(" ", "_");

describe("the stand-in of ddcloud", () => {
  let folder: WorkingFolder;
  let api: Server;
  let endpoint: string;
  const requests: string[] = [];

  beforeAll(async () => {
    folder = await WorkingFolder.make((await providerMirror()).cliConfig);
    api = createServer((request, response) => {
      requests.push(`${request.method} ${request.url}`);
      response.writeHead(500).end();
    });
    await new Promise<void>((listening) => api.listen(0, "127.0.0.1", listening));
    endpoint = `http://127.0.0.1:${(api.address() as AddressInfo).port}`;
  });
  beforeEach(async () => {
    requests.length = 0;
    await folder.writeState({ version: 4, terraform_version: "1.11.4", serial: 1, lineage: "test", resources: [] });
  });
  afterAll(async () => {
    api.close();
    await folder.remove();
  });

  it("plans a whole site without one request to the API", async () => {
    const plan = await folder.plan(
      `provider "ddcloud" { cloudcontrol_endpoint = "${endpoint}" }\n${SITE}`,
      [],
      CREDENTIALS,
    );
    expect(Object.values(plan.changes)).toEqual(["create", "create", "create", "create", "create"]);
    expect(requests).toEqual([]);
  });

  it("plans the defaults, and stores words as the platform spells them", async () => {
    const plan = await folder.plan(REGION + SITE, [], CREDENTIALS);
    expect(plan.change("ddcloud_networkdomain.site").after).toMatchObject({ plan: "ADVANCED" });
    expect(plan.change("ddcloud_firewall_rule.ssh").after).toMatchObject({
      action: "ACCEPT_DECISIVELY",
      placement: "first",
      enabled: true,
    });
    const { after, after_unknown, after_sensitive } = plan.change("ddcloud_server.node");
    expect(after).toMatchObject({ image_type: "auto", power_state: "start" });
    expect(after.disk).toMatchObject([{ speed: "STANDARD", size_gb: 10 }]);
    expect(after_unknown).toMatchObject({ primary_adapter_ipv6: true, memory_gb: true, public_ipv4: true });
    expect(after_sensitive.admin_password).toBe(true);
  });

  it.each([
    ["no username", REGION, { MCP_PASSWORD: "x" }, "MCP_USER"],
    ["no password", REGION, { MCP_USER: "x" }, "MCP_PASSWORD"],
    ["no region and no endpoint", 'provider "ddcloud" {}', CREDENTIALS, "needs exactly one of them"],
    [
      "region and endpoint together",
      'provider "ddcloud" {\nregion = "EU"\ncloudcontrol_endpoint = "http://127.0.0.1:1"\n}',
      CREDENTIALS,
      "conflicts with",
    ],
    ["a retry_delay of 0", 'provider "ddcloud" {\nregion = "EU"\nretry_delay = 0\n}', CREDENTIALS, "retry_delay is 0"],
  ])("refuses %s", async (_, provider, environment, message) => {
    await folder.configure(`${provider}\n${SITE}`);
    const { failed, text } = await folder.outcome(["plan"], environment);
    expect(failed).toBe(true);
    expect(text).toContain(message);
  });

  it("takes credentials from its arguments as well as from the environment", async () => {
    const provider = 'provider "ddcloud" {\nregion = "EU"\nusername = "operator"\npassword = "x"\n}\n';
    expect(Object.keys((await folder.plan(provider + SITE)).changes)).toHaveLength(5);
  });

  it("takes region or endpoint from a variable, as the synthesized Terraform asks for it", async () => {
    const provider = `
      variable "endpoints" {
        type    = map(string)
        default = {}
      }
      provider "ddcloud" {
        region                = lookup(var.endpoints, "EU", null) == null ? "EU" : null
        cloudcontrol_endpoint = lookup(var.endpoints, "EU", null)
      }
    `;
    await folder.configure(provider + SITE);
    await folder.terraform(["validate"]);
    await folder.plan(undefined, [], CREDENTIALS);
    await folder.plan(undefined, ["-var", `endpoints={"EU"="${endpoint}"}`], CREDENTIALS);
  });

  describe("on arguments that do not fit", () => {
    let accepted: Problem[];
    let refused: Problem[];

    beforeAll(async () => {
      const every = (extra: (unfit: Unfit) => string) =>
        REGION +
        Object.entries(UNFIT)
          .map(
            ([title, unfit]) => `resource "${unfit.in}" "${name(title)}" {\n${MINIMAL[unfit.in]}\n${extra(unfit)}\n}\n`,
          )
          .join("");
      await folder.configure(every(() => ""));
      accepted = await folder.problems("validate");
      await folder.configure(every(({ argument }) => argument));
      refused = await folder.problems("validate");
    });

    it("accepts the same resources without them", () => {
      expect(accepted).toEqual([]);
    });

    it.each(Object.entries(UNFIT))("refuses %s", (title, { message }) => {
      const here = refused.filter(({ place }) => place.includes(name(title))).map(({ text }) => text);
      expect(here.join("\n")).toContain(message);
    });
  });

  it("replaces a network domain for its data centre alone", async () => {
    const expected: Record<string, string | undefined> = {
      'name = "renamed"': "update",
      'description = "more"': "update",
      'plan = "ESSENTIALS"': "update",
      'plan = "advanced"': undefined,
      'datacenter = "EU7"': "replace",
    };
    await folder.writeState(deployedDomains(Object.keys(expected).length));
    const domains = Object.keys(expected).map((change, i) => {
      const unchanged = ['name = "site"', 'datacenter = "EU6"', 'plan = "ADVANCED"'];
      const kept = unchanged.filter((argument) => argument.split(" ")[0] !== change.split(" ")[0]);
      return `resource "ddcloud_networkdomain" "site${i}" {\n${[...kept, change].join("\n")}\n}\n`;
    });
    const { changes } = await folder.plan(REGION + domains.join(""), ["-refresh=false"], CREDENTIALS);
    const actions = Object.keys(expected).map((change, i) => [change, changes[`ddcloud_networkdomain.site${i}`]]);
    expect(Object.fromEntries(actions)).toEqual(expected);
  });
});

/** A state as the published provider leaves it. */
function deployedDomains(count: number) {
  const attributes = {
    ...{ name: "site", description: "", plan: "ADVANCED", datacenter: "EU6", default_firewall_rule: [] },
    ...{ nat_ipv4_address: "168.128.9.9", outside_transit_ipv4_subnet: "168.128.9.8/30" },
  };
  return {
    ...{ version: 4, terraform_version: "1.11.4", serial: 1, lineage: "test" },
    resources: Array.from({ length: count }, (_, i) => ({
      ...{ mode: "managed", type: "ddcloud_networkdomain", name: `site${i}` },
      provider: 'provider["registry.terraform.io/dimensiondataresearch/ddcloud"]',
      instances: [{ schema_version: 0, attributes: { ...attributes, id: `484174a2-ae74-4658-9e56-50fc90e086c${i}` } }],
    })),
  };
}
