// @module-tag tools
// @module-tag needs/terraform
// What another name does to infrastructure that stands, by the plan that the real Terraform makes.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { forgottenLines } from "../../../commands/planned/forgotten-servers";
import { guardedBefore } from "../../../commands/planned/guarded";
import { judgePlan } from "../../../commands/planned/judgement";
import { linesOf } from "../../../commands/planned/refusal";
import { hasChanges, type TerraformPlan } from "../../../commands/planned/terraform-plan";
import { PlanFile } from "../../lab/rehearsal/plan-file";
import { type Edit, NOTHING, StandingPlan } from "./standing-plan";

/** What a plan does, as `actions address`, but for what it leaves alone and for certificates, which carry names. */
function doings({ resource_changes = [] }: TerraformPlan): string[] {
  return resource_changes
    .filter(({ change, type }) => change.actions.join() !== "no-op" && !type.startsWith("tls_"))
    .map(({ address, change }) => `${change.actions.join("+")} ${address}`)
    .sort();
}

/** How many resources have another address. */
function moves({ resource_changes = [] }: TerraformPlan): number {
  return resource_changes.filter(({ previous_address: before }) => before !== undefined).length;
}

/** The edits that give a node another name, and say so. */
function rename(from: string, to: string): Edit[] {
  const line = (name: string) => `        - ${name}:\n`;
  return [
    [from, to],
    [line(to), `${line(to)}            was: ${from}\n`],
  ];
}

/** The lines of a remedy, as they are put into a file. */
function linesToWrite(lines: readonly string[], first: string): string {
  const at = lines.findIndex((line) => line.startsWith("  to do: ") && line.includes(first));
  const block = lines.slice(at + 1);
  const end = block.findIndex((line) => !line.startsWith("    "));
  return `${block
    .slice(0, end < 0 ? undefined : end)
    .map((line) => line.slice(4))
    .join("\n")}\n`;
}

describe("another name", () => {
  let plan: StandingPlan;
  let file: PlanFile;

  const text = () => readFileSync(join(file.folder, "fittings.yaml"), "utf8");
  const refused = (edits: readonly Edit[]) => plan.refused(edits);
  /** Settings are written before this line. */
  const SETTINGS = "operators: ";
  const settings = (lines: string): Edit => [`\n${SETTINGS}`, `\n${lines}${SETTINGS}`];

  /** Deploys edits that do this and no more, after which nothing is left to do. */
  async function deploys(edits: readonly Edit[], doing: readonly string[]): Promise<TerraformPlan> {
    const planned = await plan.planned(edits);
    expect(judgePlan(planned, "deploy", NOTHING).flatMap(linesOf)).toEqual([]);
    expect(doings(planned)).toEqual(doing);
    await plan.apply();
    plan.keep();
    expect(hasChanges(await plan.planned([]))).toBe(false);
    return planned;
  }

  beforeAll(async () => {
    file = new PlanFile();
    plan = await StandingPlan.begin(file);
    await plan.apply();
  });
  afterAll(() => plan.end());
  afterEach(() => plan.restore());

  it("is asked for where a node with data is gone and another is new, with the line to write", async () => {
    const lines = await refused([["master-sql", "first-sql"]]);
    expect(lines.slice(0, 3)).toEqual([
      "EU6::master-sql: its server (ddcloud_server.EU6_master_sql) would be deleted with the data of its database, and the plan does not say that it may go",
      "  to do: where the node goes on under another name (first-sql is new there), write this under that name",
      "    was: master-sql",
    ]);
  });

  it("is followed at a source: its server gets the name in place, and nothing else is touched", async () => {
    const planned = await deploys(rename("master-sql", "first-sql"), ["update ddcloud_server.EU6_first_sql"]);
    // server, NAT rule, 4 rules of its own and 1 that lets it in, monitoring, 2 passwords, 2 keys, a certificate and its request
    expect(moves(planned)).toBe(14);
  });

  it("is followed again, and the name between may be said or not", async () => {
    await deploys(
      [
        ["first-sql", "second-sql"],
        ["was: master-sql", "was: [third-sql, second-sql]"],
        ["was: [third-sql, second-sql]", "was: [first-sql, master-sql]"],
      ],
      ["update ddcloud_server.EU6_second_sql"],
    );
  });

  it("is followed at networks, over a name that was never deployed; that of a network domain needs no word", async () => {
    await deploys(
      [
        ["name: databases", "name: data\n        was: [middle, databases]"],
        ["::databases", "::data"],
        ["name: SqlReplication", "name: Replication"],
      ],
      [
        "update ddcloud_networkdomain.EU6",
        "update ddcloud_networkdomain.NA9",
        "update ddcloud_vlan.EU6_data",
        "update ddcloud_vlan.NA9_data",
      ],
    );
    // once it was heard
    const silent = await plan.planned([
      ["            was: [first-sql, master-sql]\n", ""],
      ["        was: [middle, databases]\n", ""],
    ]);
    expect(hasChanges(silent)).toBe(false);
    plan.keep();
  });

  it("may be swapped between two locations", async () => {
    const line = (name: string, was: string) => `        - ${name}:\n            was: ${was}\n`;
    await deploys(
      [
        ["second-sql", "other-sql"],
        ["slave-sql", "second-sql"],
        ["other-sql", "slave-sql"],
        ["        - slave-sql:\n", line("slave-sql", "second-sql")],
        ["        - second-sql:\n", line("second-sql", "slave-sql")],
      ],
      ["update ddcloud_server.EU6_slave_sql", "update ddcloud_server.NA9_second_sql"],
    );
  });

  it("leaves rules their names, so that a new node of the old name is refused until the rule has the new one", async () => {
    const nodes = "      nodes:\n        - slave-sql:\n";
    const add: Edit = [
      nodes,
      nodes.replace("- slave", "- master-sql:\n            default: database-node\n        - slave"),
    ];
    const [first] = await refused([add]);
    expect(first).toBe(
      "ddcloud_firewall_rule.EU6_master_sql_tcp_22: the rule would be called master_sql.tcp_22, as ddcloud_firewall_rule.EU6_slave_sql_tcp_22 is, which was made when its node or network had that name: the platform refuses a second one",
    );
    plan.restore();
    const anew = await plan.planned([], "-replace=ddcloud_firewall_rule.EU6_slave_sql_tcp_22");
    expect(doings(anew)).toEqual(["delete+create ddcloud_firewall_rule.EU6_slave_sql_tcp_22"]);
    const { change } =
      anew.resource_changes?.find(({ type, change }) => type.endsWith("rule") && change.actions.length > 1) ?? {};
    expect(change?.after?.name).toBe("slave_sql.tcp_22");
  });

  describe("and a node that is gone", () => {
    let replica: string;
    let gone: Edit[];

    beforeAll(() => {
      // the last node of the file
      replica = text().slice(text().indexOf("      nodes:\n        - second-sql:\n"));
      gone = [[replica, "      nodes: []\n"]];
    });

    it("is refused where it holds data and nobody said that it goes", async () => {
      const lines = await refused(gone);
      expect(lines[0]).toMatch(/^NA9::second-sql: its server .* would be deleted with the data of its database/);
      const destroyed = linesToWrite(lines, "its data may go");
      expect(destroyed).toBe("removed:\n  NA9::second-sql:\n    destroy: true\n    because: WHY\n");
      const planned = await plan.planned([settings(destroyed)]);
      expect(judgePlan(planned, "deploy", NOTHING)).toEqual([]);
      expect(doings(planned)).toContain("delete ddcloud_server.NA9_second_sql");
      expect(doings(planned)).toContain("delete null_resource.NA9_second_sql_monitoring");
    });

    it("is forgotten with all that it has where the settings say so; what stands is told", async () => {
      const lines = await refused(gone);
      const forgotten = await refused([settings(linesToWrite(lines, "go on without Terraform"))]);
      expect(forgotten[0]).toBe(
        "NA9::second-sql: it shall go on without Terraform, and its own rules would be deleted (2): nobody could reach it",
      );
      const all = linesToWrite(forgotten, "in place of what is said of it").replace("WHY", "another team has it now");
      const accept: Edit = [
        'accept:\n          - { from: "{{ parameter.secondaryLocation }}::data", icmp: true }',
        "accept: []",
      ];
      const location = text().slice(text().indexOf("---\n# where the replica stands"));
      expect((await refused([[location, ""], accept]))[0]).toMatch(
        /^NA9::second-sql: it shall go on without Terraform, and what it is in would be deleted \(ddcloud_networkdomain\.NA9, ddcloud_vlan\.NA9_data\)/,
      );
      plan.restore();
      const planned = await plan.planned([...gone, settings(all)]);
      expect(judgePlan(planned, "deploy", NOTHING).flatMap(linesOf)).toEqual([]);
      const done = doings(planned);
      expect(done.filter((one) => /^forget ddcloud_(server|nat|firewall_rule)\.NA9_second_sql/.test(one))).toHaveLength(
        4,
      );
      expect(done).toContain("forget null_resource.NA9_second_sql_monitoring");
      // what the source had for it goes
      expect(
        done.filter((one) => one.startsWith("delete")).every((one) => one.includes("EU6_slave_sql_from_NA9")),
      ).toBe(true);
      expect(forgottenLines(planned, guardedBefore(planned))).toEqual([
        expect.stringMatching(
          /^NA9::second-sql goes on at the platform without Terraform \(another team has it now\): server second-sql \([0-9a-f-]+\), firewall rule .*, nat [0-9.]+ \([0-9a-f-]+\);/,
        ),
      ]);

      await plan.apply();
      plan.keep();
      expect(hasChanges(await plan.planned([]))).toBe(false);
      const servers = [...plan.rehearsal.cloud.organisation("NA").all("server")];
      expect(servers.map(({ name }) => name)).toEqual(["second-sql"]);
      // the word of it may go once it was heard
      expect(doings(await plan.planned([[all, ""]]))).toEqual([]);
    });
  });
});
