// @module-tag tools
// @module-tag needs/terraform
// @module-tag needs/go
// @module-tag needs/curl
// What an edited line of a plan does to infrastructure that stands already. Each change is made to the one before it.
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { Failure } from "../../../../lab/host/failure";
import type { Rehearsal } from "../../../../lab/rehearsal/rehearsal";
import { PlanFile } from "../plan-file";
import { beginEdits } from "./edited-rehearsal";

describe("a change of a plan that is applied", () => {
  let file: PlanFile;
  let rehearsal: Rehearsal;
  const silent = () => {};

  /** What Terraform means to do about the edited plan, which is then applied and checked. */
  async function effect(...edits: readonly (readonly [from: string, to: string])[]): Promise<string[]> {
    for (const [from, to] of edits) {
      file.change(from, to);
    }
    await rehearsal.synthesize();
    await rehearsal.init();
    const changes = await rehearsal.changes();
    await rehearsal.apply(silent);
    await rehearsal.planAgain();
    await rehearsal.check();
    return changes.map(({ action, address }) => `${action} ${address}`).sort();
  }

  beforeAll(async () => {
    file = new PlanFile();
    rehearsal = await beginEdits(file);
    await rehearsal.apply(silent);
  });

  afterAll(async () => {
    await rehearsal.end();
    file.remove();
  });

  it("opens a port with a rule for each node, and touches nothing else", async () => {
    expect(await effect(["- internet 22", "- internet 22 8080"])).toEqual([
      "create ddcloud_firewall_rule.EU6_sql1_tcp_8080",
      "create ddcloud_firewall_rule.NA9_sql2_tcp_8080",
    ]);
  });

  it("gives servers more memory in place", async () => {
    const from = 'memory: "{{ parameter.memoryPerNode }}"';
    expect(await effect([from, "memory: 48"])).toEqual([
      "update ddcloud_server.EU6_sql1",
      "update ddcloud_server.NA9_sql2",
    ]);
  });

  it("adds a node before the first one without a look at the others", async () => {
    const changes = await effect([
      "        - sql1:\n",
      "        - web:\n            default: database-node\n        - sql1:\n",
    ]);
    expect(changes).toContain("create ddcloud_server.EU6_web");
    expect(changes.filter((change) => !change.startsWith("create ") || !change.includes("EU6_web"))).toEqual([]);
  });

  it("enlarges a disk in place", async () => {
    expect(await effect(["- 1 50 standard", "- 1 80 standard"])).toEqual([
      "update ddcloud_server.EU6_sql1",
      "update ddcloud_server.EU6_web",
      "update ddcloud_server.NA9_sql2",
    ]);
  });

  it("changes a description in place", async () => {
    expect(
      await effect(["description: MySQL at {{ parameter.primaryLocation }}", "description: where persons are"]),
    ).toEqual(["update ddcloud_server.EU6_sql1"]);
  });

  it("removes a node with all that belongs to it, and nothing of the others", async () => {
    const changes = await effect(["        - web:\n            default: database-node\n", ""]);
    expect(changes).toContain("delete ddcloud_server.EU6_web");
    expect(changes.filter((change) => !change.startsWith("delete ") || !change.includes("EU6_web"))).toEqual([]);
  });

  it("changes the plan of monitoring", async () => {
    expect(await effect(["monitoring: essentials", "monitoring: advanced"])).toEqual([
      "replace null_resource.EU6_sql1_monitoring",
      "replace null_resource.NA9_sql2_monitoring",
    ]);
  });

  it("narrows who may log in with a list, which takes a new rule", async () => {
    const narrowed = "operators: [192.0.2.0/24, 198.51.100.7]";
    expect(await effect(['operators: "{{ parameter.operators }}"', narrowed])).toEqual([
      "create ddcloud_address_list.EU6_firewall_rules_operators",
      "create ddcloud_address_list.NA9_firewall_rules_operators",
      "replace ddcloud_firewall_rule.EU6_sql1_tcp_22",
      "replace ddcloud_firewall_rule.NA9_sql2_tcp_22",
    ]);
  });

  it("lets others log in by a change of that list alone", async () => {
    expect(await effect(["198.51.100.7]", "203.0.113.0/24]"])).toEqual([
      "update ddcloud_address_list.EU6_firewall_rules_operators",
      "update ddcloud_address_list.NA9_firewall_rules_operators",
    ]);
  });

  it("changes what is said of a network domain in place", async () => {
    expect(await effect(["description: MySQL replication over IPv6", "description: persons"])).toEqual([
      "update ddcloud_networkdomain.EU6",
      "update ddcloud_networkdomain.NA9",
    ]);
  });

  it("moves a location out of its region, of which nothing is left", async () => {
    const changes = await effect(["default: NA9", "default: AU10"]);
    expect(changes).toContain("delete ddcloud_networkdomain.NA9");
    expect(changes).toContain("create ddcloud_networkdomain.AU10");
    expect([...rehearsal.cloud.organisation("NA").all("networkDomain")]).toEqual([]);
    await effect(["default: AU10", "default: NA9"]);
  });

  it("is told by the checks where the cloud is not as the plan", async () => {
    const organisation = rehearsal.cloud.organisation("EU");
    const [server] = organisation.all("server");
    const rule = [...organisation.all("firewallRule")].find(({ name }) => name.endsWith("tcp_3306"));
    if (server === undefined || rule === undefined) {
      throw new Error("the plan is not applied");
    }
    const { memoryGb } = server;
    server.memoryGb = 4;
    server.started = false;
    rule.enabled = false;

    const failure = await rehearsal.check().catch((error: unknown) => error);
    Object.assign(server, { memoryGb, started: true });
    rule.enabled = true;

    expect(failure).toBeInstanceOf(Failure);
    expect((failure as Failure).hints).toEqual([
      expect.stringMatching(/^requirement 4, EU6::sql1 from NA9::sql2: expected IPV6 TCP .* port 3306, found no/),
      "requirement 5, EU6::sql1 state: expected NORMAL, started, found NORMAL, stopped",
      "requirement 7, EU6::sql1 memory: expected 48 GB, found 4 GB",
    ]);
  });

  // Terraform runs no provisioner of a resource that has left the configuration
  it("tells that servers stay monitored where the line is taken away", async () => {
    const failure = await effect(["    monitoring: advanced\n", ""]).catch((error: unknown) => error);

    expect((failure as Failure).hints).toEqual([
      "requirement 6, EU6::sql1 monitoring: expected nothing, found ADVANCED",
      "requirement 6, NA9::sql2 monitoring: expected nothing, found ADVANCED",
    ]);
  });
});
