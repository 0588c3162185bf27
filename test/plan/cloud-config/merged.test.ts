// @module-tag unit
// What plumbery itself has merged, recorded for plans that others wrote.
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { describe, expect, it } from "vitest";
import { CloudConfigReader } from "../../../plan/cloud-config/reader";
import { Findings } from "../../../plan/findings/findings";
import { Defaults } from "../../../plan/location/defaults";
import { outlineLocation } from "../../../plan/location/location-outline";
import { networksOf } from "../../../plan/location/outline";
import { Selection } from "../../../plan/location/selection";
import { idOf, Names } from "../../../plan/names/names";
import { UniqueNames } from "../../../plan/names/unique-names";
import { readParameters } from "../../../plan/parameters/parameters";
import { Substitution } from "../../../plan/parameters/substitute";
import { TextReader } from "../../../plan/tokens/text-reader";
import { readDocuments } from "../../../plan/yaml/documents";
import { get, type Tree } from "../../../plan/yaml/tree";
import { plainStructure } from "./structure";

const PLANS = resolve(__dirname, "../../../../shared/plans");
const MERGED = join(PLANS, "merged");

interface Recorded {
  readonly location: string;
  readonly node: string;
  readonly unresolved?: readonly string[];
  readonly userdata?: Readonly<Record<string, unknown>>;
}

/** The one plan of which a repaired text was recorded. */
function textOf(name: string): string {
  const text = readFileSync(join(PLANS, `${name.replace(/-repaired$/, "")}.yaml`), "utf8");
  return text.replace("parameter.networkname", "parameter.networkName").replaceAll("\u00A0", " ");
}

/** The structure for each node of a plan before anything is translated, whatever else the plan says. */
function cloudConfigsOf(text: string): ReadonlyMap<string, unknown> {
  const findings = new Findings();
  const documents = readDocuments("plan.yaml", text, findings) ?? [];
  const isLocation = (tree: Tree) => get(tree, "locationId") !== undefined;
  const settings = documents.find((document) => !isLocation(document));
  const substitution = new Substitution(readParameters(settings, findings), findings);
  const defaults = new Defaults(get(settings && substitution.tree(settings), "defaults"), findings);
  const unique = new UniqueNames(findings);
  const selection = new Selection({}, undefined, findings);
  const outlines = documents
    .filter(isLocation)
    .map((document) => outlineLocation(substitution.tree(document), defaults, selection, unique, findings));
  const names = new Names(
    outlines.map(({ known }) => known),
    findings,
  );
  // a name that is none for a host is told elsewhere
  for (const { known, domains } of outlines) {
    for (const { name, at } of networksOf({ domains }).flatMap(({ nodes }) => nodes)) {
      known.nodes.set(name, { id: idOf(known, name), name, location: known, at });
    }
  }
  const everyone = new Set(outlines.flatMap(({ known }) => [...known.nodes.values()].map(({ id }) => id)));
  const reader = new CloudConfigReader(new TextReader(names, everyone, findings), findings);
  const made = new Map<string, unknown>();
  for (const { known, domains } of outlines) {
    for (const { name, tree } of networksOf({ domains }).flatMap(({ nodes }) => nodes)) {
      const node = known.nodes.get(name);
      const { cloudConfig } = reader.node({ contextualised: true, image: "" }, tree, { location: known, node });
      if (cloudConfig !== undefined && node !== undefined) {
        made.set(idOf(known, name), plainStructure(cloudConfig.tree));
      }
    }
  }
  return made;
}

/** What was recorded, with symbols for what plumbery could not look up, and the version that a plan shows. */
function expectedOf({ location, userdata, unresolved = [] }: Recorded): unknown {
  const text = unresolved.reduce((whole, token) => {
    const parts = token.split("::");
    const [name, attribute = "private"] = (parts.at(-1) as string).split(".");
    return whole.replaceAll(`{{ ${token} }}`, `<${attribute}:${name}@${parts.at(-2) ?? location}>`);
  }, JSON.stringify(userdata));
  return JSON.parse(text.replaceAll("plumbery 1.0.4", "plumbery 17.5.22"));
}

describe("cloud-config as plumbery has merged it", { tags: "needs/shared" }, () => {
  const files = existsSync(MERGED) ? readdirSync(MERGED).filter((file) => file.endsWith(".json")) : [];

  it.each(files.map((file) => file.replace(/\.json$/, "")))("%s", (name) => {
    const { userdata } = JSON.parse(readFileSync(join(MERGED, `${name}.json`), "utf8")) as {
      userdata: readonly Recorded[];
    };
    const made = cloudConfigsOf(textOf(name));
    for (const recorded of userdata.filter(({ userdata }) => userdata !== undefined)) {
      expect(made.get(`${recorded.location}::${recorded.node}`), recorded.node).toEqual(expectedOf(recorded));
    }
  });

  it("is there for many nodes, or this means nothing", () => {
    expect(files.length).toBeGreaterThan(20);
  });
});
