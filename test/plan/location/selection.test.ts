// @module-tag unit
import { describe, expect, it } from "vitest";
import type { SelectionSource } from "../../../plan/location/selection";
import { type Expected, expectErrors, load, networksOf } from "../trial";

const HEAD = "operators: 192.0.2.0/24\n";

/** Two locations: `web` and `db` at the first, `web` alone at the second, and names for both. */
const PLAN = `defaults:
  domain: {name: Trial}
---
locationId: EU6
blueprints:
  - site: db web
  - everything: site
  - db:
      ethernet: {name: back, subnet: 10.1.0.0}
      nodes:
        - sql
  - web:
      ethernet: {name: front, subnet: 10.2.0.0}
      nodes:
        - web-1
---
locationId: NA9
blueprints:
  - web:
      ethernet: {name: front, subnet: 10.3.0.0}
      nodes:
        - web-2
`;

function deployed(selection: SelectionSource, plan = PLAN): string[] {
  const loaded = load(HEAD + plan, { selection });
  return networksOf(loaded).flatMap(({ nodes }) => nodes.map(({ id }) => id));
}

function refuses(plan: string, expected: readonly Expected[], selection: SelectionSource = {}): void {
  expectErrors(HEAD + plan, expected, { selection });
}

describe("a selection", () => {
  it.each<[string, SelectionSource, readonly string[]]>([
    ["everything by default", {}, ["EU6::sql", "EU6::web-1", "NA9::web-2"]],
    ["one blueprint wherever it is", { blueprints: "web" }, ["EU6::web-1", "NA9::web-2"]],
    ["what an alias stands for", { blueprints: "everything" }, ["EU6::sql", "EU6::web-1"]],
    ["several, with blanks or commas", { blueprints: " db,web " }, ["EU6::sql", "EU6::web-1", "NA9::web-2"]],
    ["one location", { locations: "NA9" }, ["NA9::web-2"]],
    ["a blueprint of a location", { blueprints: "web", locations: "EU6" }, ["EU6::web-1"]],
    ["everything where it is empty", { blueprints: "", locations: " " }, ["EU6::sql", "EU6::web-1", "NA9::web-2"]],
  ])("is %s", (_, selection, nodes) => {
    expect(deployed(selection)).toEqual(nodes);
  });

  it("is the plan's own where nobody makes another", () => {
    const plan = PLAN.replace("defaults:\n", "defaults:\n  blueprints: db\n");
    expect(deployed({}, plan)).toEqual(["EU6::sql"]);
    expect(deployed({ blueprints: "web" }, plan)).toEqual(["EU6::web-1", "NA9::web-2"]);
    expect(load(HEAD + plan).locations.map(({ id }) => id)).toEqual(["EU6"]);
  });

  it("names what there is", () => {
    refuses(PLAN.replace("defaults:\n", "defaults:\n  blueprints: §db wbe\n"), [
      ['unknown blueprint "wbe"', "Did you mean web?"],
    ]);
    const outside = (selection: SelectionSource) => () => deployed(selection);
    expect(outside({ blueprints: "web wbe" })).toThrow(/^BLUEPRINTS:1:5 {2}error {2}unknown blueprint "wbe"/);
    expect(outside({ locations: "EU66" })).toThrow(/^LOCATIONS:1:1 {2}error {2}unknown location "EU66"/);
    refuses(PLAN.replace("site: db web", "site: §db wbe"), [
      ['unknown blueprint "wbe" in the alias site', "Did you mean web?"],
    ]);
    refuses(PLAN.replace("site: db web", "site: db everything").replace("everything: site", "everything: §site"), [
      "the alias everything comes back to site",
    ]);
  });

  it("is told of what refers to something that it leaves out", () => {
    const plan = PLAN.replace("{name: front, subnet: 10.2.0.0}", "{name: front, subnet: 10.2.0.0, accept: [§back]}")
      .replace("        - web-2", '        - web-2: {information: "§{{ EU6::sql.ipv6 }}"}')
      .replaceAll("§{{ ", "{{ §");
    refuses(
      plan,
      [
        [
          "EU6::back in `accept` is left out: blueprint db there is not among those that are deployed",
          'BLUEPRINTS="... db"',
        ],
        'EU6::sql in the token "EU6::sql.ipv6" is left out: blueprint db there is not among those that are deployed',
      ],
      { blueprints: "web" },
    );
    expect(deployed({ blueprints: "web db" }, plan.replaceAll("§", ""))).toHaveLength(3);
  });

  it("keeps a network that something else has, too", () => {
    const shared = PLAN.replace("{name: back, subnet: 10.1.0.0}", "{name: front, subnet: 10.2.0.0}");
    expect(deployed({ blueprints: "web" }, shared)).toEqual(["EU6::web-1", "NA9::web-2"]);
  });
});
