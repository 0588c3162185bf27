// @module-tag tools
// @module-tag needs/terraform
// @module-tag needs/go
// @module-tag needs/curl
// A few pairs of operation and fault with the real Terraform; `npm run rehearse -- --faults` tries all of them.
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { Cancellation } from "../../../../lab/host/cancellation";
import type { FaultName } from "../../../../lab/rehearsal/faults/fault";
import { pairsOfOperations, rehearseFaults } from "../../../../lab/rehearsal/faults/matrix";
import type { Pair } from "../../../../lab/rehearsal/faults/pair";
import { PlanFile, ROOT } from "../plan-file";

/** Milliseconds: each is some dozens of runs of Terraform, which take their time where others use the same cores. */
const LONG = 600_000;

describe("a rehearsal of faults", () => {
  let file: PlanFile;
  let cancellation: Cancellation;
  let said: string[];

  const rehearse = (pairs: readonly Pair[], onTried = () => {}, plan: string | undefined = undefined) =>
    rehearseFaults({
      root: ROOT,
      plan,
      environment: file.environment,
      cancellation,
      pairs,
      benches: 2,
      renderer: "silent",
      print: (text) => said.push(text),
      onTried,
    });

  function pair(operation: string, fault: FaultName): Pair {
    const found = pairsOfOperations([operation]).find((one) => one.fault === fault);
    if (found === undefined) {
      throw new Error(`the table has no ${operation} with ${fault}`);
    }
    return found;
  }

  const report = () => file.read("report.md", "faults");

  beforeEach(() => {
    file = new PlanFile();
    cancellation = new Cancellation();
    said = [];
  });

  afterEach(() => file.remove());

  it(
    "sees what the table says: ridden out, gone on after, replaced, adopted, deleted, unnoticed",
    async () => {
      const code = await rehearse([
        pair("enableServerMonitoring", "HTTP 503"),
        pair("deleteNatRule", "connection dropped"),
        pair("getNatRule", "UNEXPECTED_ERROR"),
        pair("createNatRule", "answer lost"),
        pair("createFirewallRule", "answer lost"),
        pair("deleteNetworkDomain", "UNEXPECTED_ERROR"),
      ]);

      expect(code, said.join("\n") + report()).toBe(0);
      expect(said.at(-1)).toContain("6 of 6 as expected");
      expect(report()).not.toContain("✘");
      expect(report()).toContain("| createNatRule | answer lost | servers deployed | import NAT rule | the same |");
      expect(file.processes()).toEqual([]);
    },
    LONG,
  );

  it(
    "fails where something else is seen, or the fault was never met",
    async () => {
      const refused = pair("getMyAccount", "HTTP 500");
      const code = await rehearse([
        { ...refused, expected: "ridden out" },
        { ...refused, fault: "hang", expected: "ridden out", nth: 99 },
      ]);

      expect(code).toBe(1);
      expect(said.at(-1)).toContain("0 of 2 as expected");
      expect(report()).toContain("| ridden out | again |");
      expect(report()).toContain("| the same; the fault was not met |");
    },
    LONG,
  );

  it(
    "ends with 130 when it is asked to end, and leaves nothing running",
    async () => {
      const both = [pair("getMyAccount", "hang"), pair("getMyAccount", "HTTP 500")];
      const code = await rehearse(both, () => cancellation.request());

      expect(code, said.join("\n")).toBe(130);
      expect(said.at(-1)).toContain("interrupted");
      expect(said.at(-1)).toContain("1 of 2 as expected");
      expect(file.processes()).toEqual([]);
    },
    LONG,
  );

  it(
    "says what another plan does not call, and what it calls beside",
    async () => {
      file.change("    monitoring: essentials\n", "");
      file.change('operators: "{{ parameter.operators }}"', "operators: [192.0.2.0/24, 198.51.100.7]");
      const code = await rehearse([pair("enableServerMonitoring", "HTTP 500")], () => {}, file.path);

      expect(code, said.join("\n")).toBe(0);
      expect(said.at(-1)).toContain("called, and not in the table: createIpAddressList, getIpAddressList");
      expect(report()).toContain(
        "| enableServerMonitoring | HTTP 500 | servers deployed | replaces monitoring | not called |",
      );
    },
    LONG,
  );

  it("refuses an operation that the table does not have", () => {
    expect(() => pairsOfOperations(["deployVlan", "deployVlans"])).toThrow("table of faults: deployVlans");
  });
});
