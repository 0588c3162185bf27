// @module-tag unit
// What plumbery itself has merged, recorded for plans that others wrote. Cloud-configs are looked at elsewhere.
import { describe, expect, it } from "vitest";
import { Findings } from "../../../plan/findings/findings";
import { Defaults } from "../../../plan/location/defaults";
import { outlineLocation } from "../../../plan/location/location-outline";
import { type LocationOutline, networksOf } from "../../../plan/location/outline";
import { Selection } from "../../../plan/location/selection";
import { expandRange } from "../../../plan/names/node-range";
import { UniqueNames } from "../../../plan/names/unique-names";
import { readParameters } from "../../../plan/parameters/parameters";
import { Substitution } from "../../../plan/parameters/substitute";
import { readDocuments } from "../../../plan/yaml/documents";
import { get, plain, type Tree } from "../../../plan/yaml/tree";
import { PUBLISHED, published, recorded, repaired } from "../published-plans";

type Values = Readonly<Record<string, unknown>>;

const NOWHERE = { file: "", line: 1, column: 1 };

interface Blueprint {
  readonly domain: Values;
  readonly ethernet: Values;
  readonly nodes?: readonly Readonly<Record<string, Values>>[];
}

interface Facility {
  readonly locationId: string;
  readonly regionId?: string;
  /** Aliases are texts. */
  readonly blueprints: readonly Readonly<Record<string, Blueprint | string>>[];
}

/** The use case's plan was recorded with its mistakes repaired. */
const RECORDED = PUBLISHED.map((name) => (name === "mysql-master-slave" ? `${name}-repaired` : name));

function outlinesOf(name: string): readonly LocationOutline[] {
  const text = name.endsWith("-repaired") ? repaired(published("mysql-master-slave")) : published(name);
  const findings = new Findings();
  const documents = readDocuments("plan.yaml", text, findings) ?? [];
  const isLocation = (tree: Tree) => get(tree, "locationId") !== undefined;
  const settings = documents.find((document) => !isLocation(document));
  const substitution = new Substitution(readParameters(settings, findings), findings);
  const defaults = new Defaults(get(settings && substitution.tree(settings), "defaults"), findings);
  const selection = new Selection({}, undefined, findings);
  const unique = new UniqueNames(findings);
  const outlines = documents
    .filter(isLocation)
    .map((document) => outlineLocation(substitution.tree(document), defaults, selection, unique, findings));
  expect(findings.diagnostics.filter(({ severity }) => severity === "error")).toEqual([]);
  return outlines;
}

/** A part as plain data, without what is read elsewhere and the class that it came from. */
function valuesOf(part: unknown): Values {
  const { "cloud-config": _, default: __, ...values } = part as Values;
  return values;
}

/** Everything in an order that does not depend on where it was written. */
const sorted = (parts: readonly unknown[]) => parts.map((part) => JSON.stringify(part, keysOf(part))).sort();

/** All keys of a structure, which JSON then writes in this order. */
function keysOf(part: unknown): string[] {
  const keys = new Set<string>();
  JSON.stringify(part, (key, value) => {
    keys.add(key);
    return value;
  });
  return [...keys].sort();
}

describe("locations as plumbery has merged them", { tags: "needs/shared" }, () => {
  const facilitiesOf = (name: string) => (recorded("merged", name) as { facilities: readonly Facility[] }).facilities;

  it.each(RECORDED)("%s has the nodes that it has in plumbery", (name) => {
    const { userdata } = recorded("merged", name) as { userdata: readonly { location: string; node: string }[] };
    const ours = outlinesOf(name).flatMap((outline) => [...outline.known.nodes.values()].map(({ id }) => id));
    expect(ours).toEqual(expect.arrayContaining(userdata.map(({ location, node }) => `${location}::${node}`)));
  });

  it.each(RECORDED)("%s", (name) => {
    const outlines = new Map(outlinesOf(name).map((outline) => [outline.known.id as string, outline]));
    for (const { locationId, blueprints } of facilitiesOf(name)) {
      const outline = outlines.get(locationId) ?? expect.fail(`no location ${locationId}`);
      const described = blueprints.flatMap((one) => Object.values(one)).filter((one) => typeof one !== "string");
      const descriptions = (parts: readonly { readonly descriptions: readonly { readonly tree: Tree }[] }[]) =>
        sorted(parts.flatMap((part) => part.descriptions.map(({ tree }) => plain(tree))));
      expect(descriptions(outline.domains)).toEqual(sorted(described.map(({ domain }) => domain)));
      expect(descriptions(networksOf(outline))).toEqual(sorted(described.map(({ ethernet }) => ethernet)));
      const nodes = described.flatMap((one) => one.nodes ?? []).flatMap((one) => Object.entries(one));
      // recorded before ranges are expanded; the user-data has the names that came of them
      const expanded = nodes.flatMap(([range, values]) =>
        (expandRange(range, NOWHERE, new Findings()) ?? []).map((node) => [node, valuesOf(values)]),
      );
      const ours = networksOf(outline).flatMap((network) => network.nodes);
      expect(Object.fromEntries(ours.map((node) => [node.name, valuesOf(plain(node.tree))]))).toEqual(
        Object.fromEntries(expanded),
      );
    }
  });

  it("are many, or this means nothing", () => {
    expect(RECORDED.flatMap(facilitiesOf).length).toBeGreaterThan(30);
  });
});
