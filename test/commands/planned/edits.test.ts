// @module-tag tools
// @module-tag needs/terraform
// What an edit of the default plan would do to infrastructure that stands, by the plan that the real Terraform makes.
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { judgePlan, type Purpose } from "../../../commands/planned/judgement";
import { keptByTerraform } from "../../../commands/planned/protected-servers";
import { hasChanges } from "../../../commands/planned/terraform-plan";
import { Failure } from "../../../lab/host/failure";
import { PlanFile } from "../../lab/rehearsal/plan-file";
import { type Edit, NOTHING, StandingPlan } from "./standing-plan";

const MORE_MEMORY: Edit = ['memory: "{{ parameter.memoryPerNode }}"', "memory: 48"];
const DISK = "- 1 50 standard";
const REPLICA_GOES: Edit = [
  "\noperators:",
  '\nremoved: {NA9::slave-sql: {destroy: true, because: "it is made anew"}}\noperators:',
];

describe("an edit of a plan that stands", () => {
  let plan: StandingPlan;
  let file: PlanFile;

  beforeAll(async () => {
    file = new PlanFile();
    // the image's disk is stated, so that it can be grown
    file.change(DISK, `- 0 20 standard\n      ${DISK}`);
    plan = await StandingPlan.begin(file);
  });
  afterAll(() => plan.end());
  afterEach(() => plan.restore());

  const planned = (edits: readonly Edit[], ...more: string[]) => plan.planned(edits, ...more);
  const refused = (edits: readonly Edit[], purpose?: Purpose, allowed?: ReadonlySet<string>) =>
    plan.refused(edits, purpose, allowed);

  it("is let through as long as nothing stands", async () => {
    const first = await planned([]);
    expect(judgePlan(first, "deploy", NOTHING)).toEqual([]);
    expect(hasChanges(first)).toBe(true);
    await plan.apply();
  });

  it("is let through where it changes nothing, or what harms nobody", async () => {
    const same = await planned([]);
    expect(hasChanges(same)).toBe(false);
    expect(judgePlan(same, "deploy", NOTHING)).toEqual([]);
    expect(await refused([["- internet 22", "- internet 22 8080"]])).toEqual([]);
    expect(await refused([["description: MySQL source", "description: where persons are"]])).toEqual([]);
  });

  it("is refused where it swaps the two locations: nothing would be left of the data", async () => {
    const swap: Edit[] = [
      ["default: EU6", "default: swapped"],
      ["default: NA9", "default: EU6"],
      ["default: swapped", "default: NA9"],
    ];
    const lines = await refused(swap);
    expect(lines.filter((line) => line.includes("with the data of its database"))).toHaveLength(2);
    expect(lines).toContain(
      "replication from EU6::master-sql: the servers of all members that hold its data would be deleted (EU6::master-sql, NA9::slave-sql): nothing would be left of it",
    );
    expect(lines.at(-1)).toBe("  to do: or, where its data may go: npm run deploy -- --all-members-of EU6::master-sql");
    expect(await refused(swap, "deploy", new Set(["EU6::master-sql"]))).toEqual([]);
    expect(await refused(swap, "deploy", new Set(["NA9::slave-sql"]))).not.toEqual([]);
    expect(await refused([], "destroy")).toEqual([]);
  });

  it.each<[string, Edit[]]>([
    [
      "renames all of its nodes",
      [
        ["master-sql", "first"],
        ["slave-sql", "second"],
      ],
    ],
    [
      "renames their network domains away",
      [
        ["default: EU6", "default: EU7"],
        ["default: NA9", "default: NA12"],
      ],
    ],
  ])("is refused where it %s", async (_, edits) => {
    expect((await refused(edits)).join("\n")).toContain("nothing would be left of it");
  });

  it("is refused where it switches the roles of source and replica, unless that was done by hand", async () => {
    const alone = "role: source\n              database: db01";
    const switched: Edit[] = [
      ['role: replica\n              source: "{{ parameter.primaryLocation }}::master-sql"', alone],
      [
        `${alone}\n              populate: persons.sql`,
        'role: replica\n              source: "{{ parameter.secondaryLocation }}::slave-sql"',
      ],
    ];
    const lines = await refused(switched);
    expect(lines.filter((line) => !line.startsWith("  to do"))).toEqual([
      expect.stringMatching(/^EU6::master-sql: the plan makes it a replica, and it is the source of the replication/),
      expect.stringMatching(/^NA9::slave-sql: the plan makes it a source, and it is the replica of the replication/),
    ]);
    expect(lines.at(-1)).toContain("npm run deploy -- --all-members-of EU6::master-sql");
    expect(await refused([], "deploy", new Set(["EU6::master-sql"]))).toEqual([]);
  });

  it("is refused where the source leaves and the replica takes its role", async () => {
    file.change('role: replica\n              source: "{{ parameter.primaryLocation }}::master-sql"', "ROLE");
    expect(
      await refused([
        ["master-sql", "another-sql"],
        ["ROLE", "role: source\n              database: db01"],
      ]),
    ).toContainEqual(expect.stringMatching(/^NA9::slave-sql: the plan makes it a source/));
  });

  it.each<[string, Edit]>([
    ["renames the source", ["master-sql", "first-sql"]],
    ["moves the source", ["default: EU6", "default: EU7"]],
  ])("is refused where it %s alone: the replica would not follow, and lacks the last writes", async (_, edit) => {
    const lines = await refused([edit]);
    expect(lines[0]).toMatch(/^EU6::master-sql: its server .* would be deleted with the data of its database/);
    expect(lines.join("\n")).toContain("replication from EU6::master-sql: the server of its source would be deleted");
    expect(await refused([], "deploy", new Set(["EU6::master-sql"]))).toEqual([]);
  });

  it("is let through where it replaces the replica alone, and says that its data may go", async () => {
    const moved: Edit = ["default: NA9", "default: NA12"];
    const lines = await refused([moved]);
    expect(lines.filter((line) => !line.startsWith("  "))).toEqual([
      "NA9::slave-sql: its server (ddcloud_server.NA9_slave_sql) would be deleted with the data of its database, and the plan does not say that it may go",
    ]);
    plan.restore();
    expect(await refused([moved, REPLICA_GOES])).toEqual([]);
  });

  it("is let through where it takes the last location of a region away: what stands there is still deleted", async () => {
    const plan = await planned([["default: NA9", "default: AU10"], REPLICA_GOES]);
    expect(judgePlan(plan, "deploy", NOTHING)).toEqual([]);
    const deleted = (plan.resource_changes ?? []).filter(({ change }) => change.actions.join() === "delete");
    expect(deleted.map(({ address }) => address)).toContain("ddcloud_networkdomain.NA9");
  });

  it.each<[string, Edit[], string]>([
    ["memory", [MORE_MEMORY], "memory"],
    ["CPUs", [['cpu: "{{ parameter.cpuPerNode }}"', "cpu: 4"]], "cpu"],
    ["disks", [[DISK, "- 1 80 standard"]], "disks"],
    ["disks and memory", [[DISK, `${DISK}\n      - 2 10 standard`], MORE_MEMORY], "memory, disks"],
  ])("is refused where it gives all members other %s at once", async (_, edits, words) => {
    const lines = await refused(edits);
    expect(lines[0]).toBe(
      `replication from EU6::master-sql: all members that hold its data would be restarted in one apply (EU6::master-sql, NA9::slave-sql; ${words})`,
    );
    expect(await refused([], "deploy", new Set(["EU6::master-sql"]))).toEqual([]);
  });

  it("is let through at one member, which is what the refusal says to do", async () => {
    expect(
      await refused([["description: MySQL replica\n", "description: MySQL replica\n            memory: 48\n"]]),
    ).toEqual([]);
  });

  it("is refused where one member goes and the other restarts", async () => {
    const lines = await refused([["default: NA9", "default: NA12"], REPLICA_GOES, MORE_MEMORY]);
    expect(lines[0]).toContain("would be deleted or restarted in one apply");
  });

  it.each<[string, Edit, string, string]>([
    [
      "a disk smaller",
      [DISK, "- 1 40 standard"],
      "SCSI unit 1 would become smaller, 40 GB instead of 50",
      "- 1 50 standard",
    ],
    [
      "the image's disk smaller",
      ["- 0 20", "- 0 15"],
      "SCSI unit 0, the image's, would become smaller, 15 GB instead of 20",
      "- 0 20 standard",
    ],
    ["a disk go", [`\n      ${DISK}`, ""], "SCSI unit 1 of 50 GB would be taken away", "- 1 50 standard"],
    [
      "a disk move to another unit",
      [DISK, "- 2 50 standard"],
      "SCSI unit 1 of 50 GB would be taken away",
      "- 1 50 standard",
    ],
  ])("is refused where it makes %s, with the line to restore", async (_, edit, harm, line) => {
    const lines = await refused([edit]);
    for (const node of ["EU6::master-sql", "NA9::slave-sql"]) {
      expect(lines.filter((one) => one.startsWith(`${node}: its disk at ${harm}`))).toHaveLength(1);
    }
    expect(lines.filter((one) => one.includes(`write \`${line}\` under its \`disks\``))).toHaveLength(2);
  });

  it("lets a server begin with other disks that is replaced", async () => {
    expect(await refused([["default: NA9", "default: NA12"], [`\n      ${DISK}`, ""], REPLICA_GOES])).toEqual([
      expect.stringMatching(/^EU6::master-sql: its disk at SCSI unit 1/),
      ...Array(2).fill(expect.stringMatching(/^ {2}to do: /)),
      expect.stringContaining("deleted or restarted"),
      ...Array(2).fill(expect.stringMatching(/^ {2}to do: /)),
    ]);
  });

  describe("with a protected server", () => {
    const OPEN = "description: MySQL replica\n";
    const PROTECTED = `${OPEN}            destroy: never\n`;

    beforeAll(async () => {
      file.change(OPEN, PROTECTED);
      plan.keep();
      await plan.apply();
    });

    it.each<[string, Edit[]]>([
      ["renames it", [["slave-sql", "second"]]],
      ["moves it", [["default: NA9", "default: NA12"]]],
      [
        "takes its protection away in the same edit",
        [
          ["slave-sql", "second"],
          [PROTECTED, "description: other\n"],
        ],
      ],
    ])("is refused where it %s", async (_, edits) => {
      const lines = await refused(edits);
      const begins = "NA9::slave-sql: its server (ddcloud_server.NA9_slave_sql) would be deleted, and `destroy: never`";
      expect(lines.filter((line) => line.startsWith(begins))).toHaveLength(1);
      const first = lines.findIndex((line) => line.startsWith(begins));
      expect(await refused([], "destroy")).toEqual(lines.slice(first, first + 8));
    });

    it("is refused by Terraform itself as long as the block is there, whose words are understood", async () => {
      const failure = await planned([], "-destroy").catch((error: unknown) => error);
      expect(failure).toBeInstanceOf(Failure);
      expect(keptByTerraform((failure as Failure).hints.join("\n"))).toEqual(["ddcloud_server.NA9_slave_sql"]);
    });

    it("is let through where the server goes on without Terraform, as the refusal says", async () => {
      const lines = await refused([["slave-sql", "second"]]);
      const from = lines.findIndex((line) => line.includes("go on without Terraform"));
      expect(lines.slice(from + 1, from + 5)).toEqual([
        "    removed:",
        "      NA9::slave-sql:",
        "        destroy: false",
        "        because: WHY",
      ]);
      file.change("\noperators:", "\nremoved: {NA9::slave-sql: {destroy: false, because: WHY}}\noperators:");
      const without = await planned([]);
      expect(judgePlan(without, "deploy", NOTHING).map(({ harm }) => harm)).toEqual([
        expect.stringContaining("its own rules would be deleted"),
      ]);
    });

    it("is let through when its protection was taken away before", async () => {
      file.change(PROTECTED, OPEN);
      plan.keep();
      await plan.apply();
      expect(await refused([["slave-sql", "second"], REPLICA_GOES])).toEqual([]);
    });
  });
});
