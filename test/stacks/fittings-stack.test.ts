// @module-tag unit
import { afterEach, describe, expect, it, vi } from "vitest";
import { editedPlan, synthesizePlan } from "./synthesized-plan";

const ACCEPT = '          - { from: "{{ parameter.secondaryLocation }}::databases", icmp: true }';

afterEach(() => vi.unstubAllEnvs());

describe("the stack of a plan", () => {
  it("leaves out what needs a machine where MACHINES=left-out says so, and nothing else", () => {
    const whole = synthesizePlan();
    vi.stubEnv("MACHINES", "left-out");
    const infrastructure = synthesizePlan();
    expect(Object.keys(infrastructure.terraform.resource.null_resource)).toEqual([
      "EU6_sql1_monitoring",
      "NA9_sql2_monitoring",
    ]);
    const { null_resource: _, ...others } = whole.terraform.resource;
    const { null_resource: __, ...left } = infrastructure.terraform.resource;
    expect(left).toEqual(others);
    expect(infrastructure.terraform.output.information.value[0]).toMatch(/^infrastructure only/);
    vi.stubEnv("MACHINES", "none");
    expect(() => synthesizePlan()).toThrow('MACHINES is "none"');
  });

  it("says once what several lines of the plan let in from one network", () => {
    const { terraform } = synthesizePlan(
      editedPlan([ACCEPT, `${ACCEPT}\n          - { from: "NA9::databases", icmp: true, tcp: [443, "443", 8443] }`]),
    );
    const rules = Object.keys(terraform.resource.ddcloud_firewall_rule).filter((id) => id.startsWith("EU6_databases_"));
    expect(rules).toEqual([
      "EU6_databases_from_NA9_databases_icmp",
      "EU6_databases_from_NA9_databases_tcp_443",
      "EU6_databases_from_NA9_databases_tcp_8443",
    ]);
  });

  it("lets everything in where one line says so", () => {
    const { terraform } = synthesizePlan(editedPlan([ACCEPT, `${ACCEPT}\n          - NA9::databases`]));
    const rules = Object.keys(terraform.resource.ddcloud_firewall_rule).filter((id) => id.startsWith("EU6_databases_"));
    expect(rules).toEqual(["EU6_databases_from_NA9_databases_any"]);
  });

  it("shows the documentation of the plan, its locations and its nodes, with addresses in it", () => {
    const lines: string[] = synthesizePlan().terraform.output.information.value;
    expect(lines[0]).toBe("MySQL replication over IPv6, from EU6 to NA9");
    expect(lines).toContain("$ ssh ubuntu@${ddcloud_nat.EU6_sql1_nat.public_ipv4}");
    expect(lines.indexOf("sql1 at EU6:")).toBeGreaterThan(0);
    expect(lines.indexOf("sql1 at EU6:")).toBeLessThan(lines.indexOf("sql2 at NA9:"));
  });

  it("keeps the plan's words from being expressions", () => {
    const { terraform } = synthesizePlan(
      editedPlan(["description: MySQL at {{ parameter.primaryLocation }}", "description: 'costs ${var.much}'"]),
    );
    expect(terraform.resource.ddcloud_server.EU6_sql1.description).toBe("costs $${var.much}");
  });

  it("takes the backend of the plan", () => {
    const { terraform } = synthesizePlan(
      editedPlan([
        'operators: "{{',
        'backend: {type: s3, bucket: states, key: sql, region: eu-central-1}\n\noperators: "{{',
      ]),
    );
    expect(terraform.terraform.backend).toEqual({ s3: { bucket: "states", key: "sql", region: "eu-central-1" } });
  });

  it("hands on the word with which a replica gives up its data", () => {
    const { terraform } = synthesizePlan(
      editedPlan([
        "secondaryLocation }}\n            mysql: sql\n",
        "secondaryLocation }}\n            mysql: {group: sql, reseed: again-1}\n",
      ]),
    );
    expect(terraform.resource.null_resource.replication_sql_NA9_sql2_seed.triggers.reseed).toBe("again-1");
  });

  it("deploys elsewhere with other parameters", () => {
    const { terraform } = synthesizePlan(undefined, "primaryLocation=AU10,secondaryLocation=AU11,memoryPerNode=64");
    const domains = Object.values<{ provider: string }>(terraform.resource.ddcloud_networkdomain);
    expect(domains.map(({ provider }) => provider)).toEqual(["ddcloud.au", "ddcloud.au"]);
    expect(terraform.resource.ddcloud_server.AU10_sql1.memory_gb).toBe(64);
  });
});
