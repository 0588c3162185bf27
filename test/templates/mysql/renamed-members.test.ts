// @module-tag tools
// @module-tag needs/mysqld
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { certificate } from "./certificates";
import { succeeds } from "./outcome";
import { startPair } from "./pair";
import type { Member, Replication } from "./replication";

/** Another name of a member, with the certificate that Terraform makes for it. */
function rename(plan: Replication, index: number, name: string): void {
  const member = plan.members[index] as Member;
  plan.members[index] = { ...member, name, tls: certificate(plan.certificates, name, member.ipv6, 365) };
}

/** All steps that run again, in the order of Terraform. */
async function apply(plan: Replication, token: string): Promise<string> {
  plan.writeHosts();
  const steps = [
    () => plan.configure(plan.replica),
    () => plan.configure(plan.source),
    () => plan.ready(plan.replica),
    () => plan.ready(plan.source),
    () => plan.fill(),
    () => plan.link(plan.replica),
    () => plan.seed(plan.replica),
    () => plan.verify(plan.replica, token),
  ];
  let said = "";
  for (const step of steps) {
    const outcome = await step();
    succeeds(outcome);
    said += outcome.stdout;
  }
  return said;
}

describe("a member with another name", () => {
  let plan: Replication;
  beforeAll(async () => {
    plan = await startPair();
    succeeds(await plan.link(plan.replica));
    succeeds(await plan.seed(plan.replica));
    await plan.insert("Alfred");
    await plan.caughtUp(plan.replica);
  });
  afterAll(() => plan.stop());

  const found = async () => ({
    servers: await Promise.all(plan.members.map(({ machine }) => machine.sql("SELECT @@GLOBAL.server_uuid"))),
    rows: await Promise.all(plan.members.map((member) => plan.names(member))),
    accounts: await Promise.all(plan.members.map((member) => plan.accounts(member))),
  });

  it.each([
    ["the source", 0, "first-sql", "first-sql"],
    ["the replica", 1, "second-sql", "first-sql"],
  ])("is %s still: data and accounts stay, nothing is loaded", async (_, index, name, source) => {
    const before = await found();
    rename(plan, index, name);
    const said = await apply(plan, `renamed-${index}`);
    expect(said).toContain("restarted mysqld because report_host changed");
    expect(said).not.toMatch(/loaded|fetched|asking .* for a dump|filled/);
    expect(await found()).toEqual(before);
    expect(
      await plan.replica.machine.sql("SELECT HOST FROM performance_schema.replication_connection_configuration"),
    ).toBe(source);
    await plan.insert(`after ${index}`);
    await plan.caughtUp(plan.replica);
    expect(await plan.names(plan.replica)).toContain(`after ${index}`);
  });
});
