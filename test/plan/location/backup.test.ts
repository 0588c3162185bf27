// @module-tag unit
import { describe, expect, it } from "vitest";
import { edited, expectErrors, expectWarnings, load, nodeOf } from "../trial";

const withBackup = (backup: string) =>
  edited(["default: base\n            glue", `default: base\n            backup: ${backup}\n            glue`]);
const backupOf = (text: string) => {
  const { at: _, ...backup } = nodeOf(load(text), "master-sql").backup ?? expect.fail("no backup");
  return backup;
};
const FILES = { type: "FA.Linux", storagePolicy: "14 Day Storage Policy", schedulePolicy: "12AM - 6AM" };

describe("backup", () => {
  it.each(["essentials", "Advanced", "ENTERPRISE"])("of plan %s has a client for files, as in plumbery", (plan) => {
    const spelled = plan[0]?.toUpperCase() + plan.slice(1).toLowerCase();
    expect(backupOf(withBackup(plan))).toEqual({ plan: spelled, clients: [FILES] });
    expect(backupOf(withBackup(`{plan: ${plan}}`))).toEqual({ plan: spelled, clients: [FILES] });
  });

  it("has the clients that it names, with the policies and the mail that they name", () => {
    const clients =
      "[{type: file, email: a@example.com, trigger: on_success}, {type: MySQL, storagePolicy: 1 Year Storage Policy, schedulePolicy: 6PM - 12AM, email: [a@example.com, b@example.com], trigger: ON_SUCCESS_OR_FAILURE}]";
    const text = withBackup(`{plan: advanced, clients: ${clients}}`);
    expect(backupOf(text).clients).toEqual([
      { ...FILES, alert: { trigger: "ON_SUCCESS", emails: ["a@example.com"] } },
      {
        type: "MySQL",
        storagePolicy: "1 Year Storage Policy",
        schedulePolicy: "6PM - 12AM",
        alert: { trigger: "ON_SUCCESS_OR_FAILURE", emails: ["a@example.com", "b@example.com"] },
      },
    ]);
    expect(load(text).warnings).toEqual([]);
  });

  it("has the client for the files of Windows on Windows", () => {
    const windows = withBackup("essentials")
      .replace(/^replications: .*\n/m, "")
      .replaceAll(/mysql: .*/g, "")
      .replace("backup:", "appliance: Win2012 R2 Std 2 CPU\n            disks: [0 50]\n            backup:");
    expect(backupOf(windows).clients).toEqual([{ ...FILES, type: "FA.Win" }]);
  });

  it("tells where nobody hears of a failure, and why", () => {
    expectWarnings(withBackup("§essentials"), [
      "nobody is told when a backup fails: plumbery tells the account's owner, whose address is not known here",
    ]);
    expectWarnings(withBackup("{plan: essentials, clients: [§{type: file}]}"), [
      "nobody is told when a backup of this client fails: it has no `email`",
    ]);
    expectWarnings(withBackup("{plan: essentials, clients: [§{email: a@example.com}]}"), [
      "nobody is told when a backup of this client fails: Terraform's provider takes no trigger ON_FAILURE, which is plumbery's default",
    ]);
  });

  it("is wrong where it says what none is", () => {
    expectErrors(withBackup("§gold"), [['plan is "gold"', "it takes: essentials, advanced, enterprise"]]);
    expectErrors(withBackup("{plan: essentials, clients: [{trigger: §never}]}"), ['trigger is "never"']);
    expectErrors(withBackup("{plan: essentials, §client: []}"), [
      ["unknown key `client` in `backup`", "Did you mean clients?"],
    ]);
    expectErrors(withBackup("{plan: essentials, clients: §5}"), [
      "`clients` takes a list of mappings, such as - {type: filesystem}",
    ]);
  });
});
