// @module-tag tools
// @module-tag needs/terraform
// @module-tag needs/go
// What the provider cannot do to networks and cards of servers that stand, by the plan that the real Terraform makes.
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { hasChanges } from "../../../commands/planned/terraform-plan";
import { PlanFile } from "../../lab/rehearsal/plan-file";
import { type Edit, StandingPlan } from "./standing-plan";

const WEB = "        - web: {default: small, glue: [internet 22]}\n";
const STORE = "        - store: {default: small, glue: [internet 22]}\n";
const isHarm = (line: string) => !line.startsWith("  ");

describe("an edit of networks that stand", () => {
  let plan: StandingPlan;

  beforeAll(async () => {
    const file = new PlanFile();
    file.replaceWith(join(__dirname, "networks.yaml"));
    plan = await StandingPlan.begin(file);
    expect(await plan.refused([])).toEqual([]);
    await plan.apply();
  });
  afterEach(() => plan.restore());
  afterAll(() => plan.end());

  it.each<[string, Edit[], string, RegExp]>([
    [
      "gives a server a fixed address",
      [[WEB, WEB.replace("[internet 22]", "[internet 22, primary .77]")]],
      "EU6::web",
      /would have the fixed address 10\.10\.0\.77, and it has 10\.10\.0\.\d+: that is for a new server/,
    ],
    [
      "gives a server another fixed address",
      [["primary .20", "primary .21"]],
      "EU6::fixed",
      /would have the fixed address 10\.10\.0\.21, and it has 10\.10\.0\.20/,
    ],
    [
      "moves a node to another network of its location",
      [
        [WEB, ""],
        [STORE, `${STORE}${WEB}`],
      ],
      "EU6::web",
      /would go to another network, and the provider accepts that and does nothing/,
    ],
    [
      "gives the network of a node another subnet",
      [["10.11.0.0", "10.21.0.0"]],
      "EU6::store",
      /its network back \(ddcloud_vlan\.EU6_back\) would be deleted, with the server in it/,
    ],
  ])("is refused where it %s", async (_, edits, node, harm) => {
    const lines = await plan.refused(edits);
    expect(lines.filter(isHarm)).toEqual([expect.stringMatching(harm)]);
    expect(lines[0]).toMatch(new RegExp(`^${node}: `));
    expect(lines.filter((line) => line.startsWith("  to do: "))).toHaveLength(2);
  });

  it("is refused where it renames a network with nodes in it, node for node", async () => {
    const lines = (await plan.refused([["front", "edge"]])).filter(isHarm);
    expect(lines.filter((line) => line.includes("would be deleted, with the server in it"))).toEqual([
      expect.stringMatching(/^EU6::fixed: its network front/),
      expect.stringMatching(/^EU6::web: its network front/),
    ]);
    expect(lines.at(-1)).toMatch(/^ddcloud_vlan\.EU6_edge: its subnet 10\.10\.0\.0\/24 is taken until ddcloud_vlan\./);
  });

  it("changes nothing where the address that a server has is written down, or a fixed one is taken out", async () => {
    const fixed = (address: string): Edit => [WEB, WEB.replace("[internet 22]", `[internet 22, primary ${address}]`)];
    const [, address = ""] = /`primary (\S+)`/.exec((await plan.refused([fixed(".77")])).join()) ?? [];
    plan.restore();
    const written = await plan.planned([fixed(address)]);
    expect(hasChanges(written)).toBe(false);
    plan.restore();
    expect(hasChanges(await plan.planned([[", glue: [primary .20]", ""]]))).toBe(false);
  });

  it("is refused where a node comes with the fixed address of one that goes, until that has gone", async () => {
    const lines = await plan.refused([["- fixed", "- renamed"]]);
    expect(lines.filter(isHarm)).toEqual([
      expect.stringMatching(/^EU6::renamed: its fixed address 10\.10\.0\.20 is taken until EU6::fixed is deleted/),
    ]);
  });

  it("is refused where a new node wants the address that the platform gave another one", async () => {
    const fixed: Edit = [WEB, WEB.replace("[internet 22]", "[internet 22, primary .77]")];
    const [, address] = /`primary (\S+)`/.exec((await plan.refused([fixed])).join()) ?? [];
    plan.restore();
    const added = `        - new: {default: small, glue: [primary ${address}]}\n`;
    const lines = await plan.refused([[WEB, `${WEB}${added}`]]);
    expect(lines.filter(isHarm)).toEqual([
      `EU6::new: its fixed address ${address} is taken by EU6::web, which stands: the platform refuses to give it twice`,
    ]);
  });

  it("is refused where an empty network is renamed and keeps its subnet, and let through with another", async () => {
    expect((await plan.refused([["spare", "other"]])).filter(isHarm)).toEqual([
      expect.stringMatching(
        /^ddcloud_vlan\.EU6_other: its subnet 10\.12\.0\.0\/24 is taken until ddcloud_vlan\.EU6_spare/,
      ),
    ]);
    expect(await plan.refused([["10.12.0.0", "10.22.0.0"]])).toEqual([]);
    plan.restore();
    expect(await plan.refused([["10.12.0.0", "10.22.0.0"]])).toEqual([]);
    await plan.apply();
    await plan.rehearsal.planAgain();
    plan.keep();
  });

  it("lets new nodes have fixed addresses, in new networks too", async () => {
    const added = "        - new: {default: small, glue: [primary .30]}\n";
    expect(await plan.refused([[WEB, `${WEB}${added}`]])).toEqual([]);
    const network = "  - last:\n      ethernet: {name: last, subnet: 10.13.0.0}\n      nodes:\n";
    plan.restore();
    expect(await plan.refused([["  - later:\n", `${network}${added}  - later:\n`]])).toEqual([]);
  });

  it("comes through as the refusals say: out of the plan, and back in the other network", async () => {
    expect(await plan.refused([[WEB, ""]])).toEqual([]);
    await plan.apply();
    expect(await plan.refused([[STORE, `${STORE}${WEB}`]])).toEqual([]);
    await plan.apply();
    await plan.rehearsal.planAgain();
    await plan.rehearsal.check();
    plan.keep();
  });
});
