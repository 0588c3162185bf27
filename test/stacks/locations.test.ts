// @module-tag unit
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { synthesizePlan } from "./synthesized-plan";

describe("a plan with what plumbery says of locations", () => {
  const { terraform } = synthesizePlan(readFileSync(join(__dirname, "locations.yaml"), "utf8"));
  const { ddcloud_server: servers, ddcloud_networkdomain: domains, ddcloud_vlan: vlans } = terraform.resource;

  it("has several network domains, of which the first leaves no mark in names", () => {
    expect(domains).toMatchObject({
      EU6: { name: "Acme", description: "#us #ops", plan: "ESSENTIALS" },
      EU6_Acme_Lab: { name: "Acme Lab", plan: "ADVANCED" },
    });
    expect(vlans.EU6_Acme_Lab_lab).toMatchObject({ networkdomain: "${ddcloud_networkdomain.EU6_Acme_Lab.id}" });
    expect(servers.EU6_Acme_Lab_trial.primary_network_adapter).toEqual({ vlan: "${ddcloud_vlan.EU6_Acme_Lab_lab.id}" });
  });

  it("lets networks of two domains meet over IPv6 alone", () => {
    const rules = Object.values<Record<string, unknown>>(terraform.resource.ddcloud_firewall_rule);
    const accepted = rules.filter(({ name }) => String(name).includes("acme_control"));
    expect(accepted.map(({ ip_version, networkdomain }) => [ip_version, networkdomain])).toEqual([
      ["IPV6", "${ddcloud_networkdomain.EU6_Acme_Lab.id}"],
    ]);
  });

  it("has the nodes of the blueprints that are selected, behind their aliases", () => {
    expect(Object.keys(servers).sort()).toEqual([
      "EU6_Acme_Lab_trial",
      "EU6_beachhead",
      "EU6_elsewhere",
      "EU6_own",
      "EU6_plain",
      "EU6_web1_eu6",
      "EU6_web2_eu6",
    ]);
  });

  it("keeps what is never stopped or never destroyed", () => {
    expect(servers.EU6_beachhead.lifecycle).toEqual({ prevent_destroy: true });
    expect(vlans.EU6_acme_control.lifecycle).toEqual({ prevent_destroy: true });
    expect(servers.EU6_plain.lifecycle).toBeUndefined();
  });

  it("keeps names that are none of hosts, which machines do not have", () => {
    expect(servers.EU6_web1_eu6).toMatchObject({ name: "web1_eu6" });
    expect(terraform.output.nodes.value["EU6::web1_eu6"]).toMatchObject({ name: "web1-eu6" });
  });

  it("takes images by the plan's words for them, and leaves to them what it does not say", () => {
    expect(servers.EU6_web1_eu6).toMatchObject({
      image: "Ubuntu 22.04 64-bit 2 CPU",
      cpu_count: 4,
      cores_per_cpu: 2,
      cpu_speed: "HIGHPERFORMANCE",
    });
    expect(servers.EU6_own).toMatchObject({
      image: "Our image 7",
      disk: [
        { scsi_unit_id: 0, size_gb: 20, speed: "STANDARD" },
        { scsi_unit_id: 1, size_gb: 50, speed: "ECONOMY" },
      ],
    });
    expect(servers.EU6_elsewhere).toMatchObject({ image: "Some other image", memory_gb: 8 });
    expect(servers.EU6_elsewhere).not.toHaveProperty("disk");
    expect(servers.EU6_plain).toMatchObject({ image: "Ubuntu 24.04 64-bit 2 CPU" });
    expect(servers.EU6_plain).not.toHaveProperty("cpu_count");
  });

  it("is deployed through the API that it names", () => {
    const provider = terraform.provider.ddcloud.find(({ alias }: { alias: string }) => alias === "eu");
    expect(provider.cloudcontrol_endpoint).toBe('${lookup(var.endpoints, "EU", "https://api.private.example")}');
    expect(terraform.provider.ddcloud[0].cloudcontrol_endpoint).toMatch(/, null\)\}$/);
  });
});
