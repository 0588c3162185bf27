// @module-tag unit
// The plans of plumbery's documentation, and that of the use case: which of them load, and what stands against the others.
import { describe, expect, it } from "vitest";
import { PlanError } from "../../plan/findings/plan-error";
import { allNodesOf } from "../../plan/nodes";
import { PUBLISHED, published, repaired } from "./published-plans";
import { load } from "./trial";

/** What is said against a plan, each thing once, with the place of the first. */
function against(text: string): string[] {
  try {
    load(text);
    return [];
  } catch (error) {
    if (!(error instanceof PlanError)) {
      throw error;
    }
    const said = new Map<string, string>();
    for (const { severity, at, message } of error.diagnostics) {
      const words = message.replaceAll(/"[^"]*"/g, '"..."');
      if (severity === "error" && !said.has(words)) {
        said.set(words, `${at.line}:${at.column} ${message}`);
      }
    }
    return [...said.values()];
  }
}

/** Plans that do not load as they are written, and why. */
const REFUSED: Readonly<Record<string, readonly string[]>> = {
  gigafox: [
    "192:17 no file rub.update.sh for `prepare`",
    "193:17 no file rub.docker.sh for `prepare`",
    "280:17 no file rub.puppet.apache.pp for `prepare`",
    "281:17 no file rub.puppet.apache.sh for `prepare`",
  ],
  "mqtt-pinger-swarm": [
    "144:13 AP4::SwarmNetwork in `accept` is left out: blueprint bees there is not among those that are deployed",
    "145:13 AP5::SwarmNetwork in `accept` is left out: blueprint bees there is not among those that are deployed",
    "148:13 EU8::SwarmNetwork in `accept` is left out: blueprint bees there is not among those that are deployed",
    "149:13 NA9::SwarmNetwork in `accept` is left out: blueprint bees there is not among those that are deployed",
    '198:26 NA9::bee-NA9 in the token "dd-na::NA9::bee-NA9.ipv6" is left out: blueprint bees there is not among those that are deployed',
  ],
  "mysql-master-slave": [
    "64:16 invisible character U+00A0 in a token",
    "279:44 unknown parameter `parameter.networkname`",
  ],
};

describe("published plans", { tags: "needs/shared" }, () => {
  it("are 27", () => {
    expect(PUBLISHED).toHaveLength(27);
  });

  it.each(PUBLISHED)("%s loads, or is refused for what is known", (name) => {
    expect(against(published(name))).toEqual(REFUSED[name] ?? []);
  });

  it("of the use case loads once its two mistakes are repaired", () => {
    expect(against(repaired(published("mysql-master-slave")))).toEqual([]);
  });

  it("that names files loads with these, all its nodes among the words of early releases", () => {
    const names = ["rub.update.sh", "rub.docker.sh", "rub.puppet.apache.pp", "rub.puppet.apache.sh"];
    const plan = load(published("gigafox"), { files: Object.fromEntries(names.map((name) => [name, "true\n"])) });
    expect(allNodesOf(plan)).toHaveLength(65);
    expect(plan.locations.map(({ id }) => id)).toEqual(["NA12", "NA9"]);
  });

  it("that leaves out what it refers to loads with all its blueprints", () => {
    const plan = load(published("mqtt-pinger-swarm"), { selection: { blueprints: "queen drones bees" } });
    expect(plan.locations).toHaveLength(9);
  });
});
