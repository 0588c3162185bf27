import { DATA_CENTRES, isDataCentre } from "../../platform/data-centres";
import type { Findings } from "../findings/findings";
import { isRegionOf, type KnownLocation, spellRegion } from "../names/names";
import type { UniqueNames } from "../names/unique-names";
import { check } from "../shape/check";
import { namedItems } from "../shape/lists";
import { merge } from "../shape/merge";
import { namesHint } from "../shape/nearest";
import { placeOf } from "../yaml/places";
import { get, type Tree } from "../yaml/tree";
import { BlueprintOutlines } from "./blueprint";
import type { Defaults } from "./defaults";
import { LOCATION } from "./location-shape";
import { withoutOldWords } from "./old-words";
import type { LocationOutline } from "./outline";
import { namesIn, type Selection } from "./selection";

/** Reads the outline of a location. */
export function outlineLocation(
  written: Tree,
  defaults: Defaults,
  selection: Selection,
  unique: UniqueNames,
  findings: Findings,
): LocationOutline {
  const tree = withoutOldWords(merge(defaults.location, written) ?? written, findings);
  const at = get(tree, "locationId")?.at ?? tree.at;
  const part = check(LOCATION, tree, tree.at, findings);
  const id = part?.value.locationId ?? plainId(tree);
  const known: KnownLocation = {
    id: id !== undefined && isDataCentre(id) ? id : undefined,
    at,
    networks: new Set(),
    nodes: new Map(),
    leftOut: new Map(),
    complete: true,
  };
  if (id !== undefined && known.id === undefined) {
    findings.error(at, `unknown location "${id}"`, ...namesHint("data centres", id, DATA_CENTRES));
  }
  const region = part?.value.regionId;
  if (region !== undefined && known.id !== undefined && !isRegionOf(region, known.id)) {
    findings.error(
      part?.at("regionId") ?? at,
      `regionId is "${region}", but ${known.id} is in region ${spellRegion(known.id)}`,
    );
  }
  const outlines = new BlueprintOutlines(known, defaults, get(tree, "ipv4"), unique, findings);
  const blueprints = namedItems(get(tree, "blueprints"), "blueprints", findings);
  known.complete = part !== undefined && !blueprints.partial;
  if (blueprints.items.length === 0 && known.complete) {
    findings.error(
      at,
      "the location has no blueprints",
      "it takes a list of them: `- name:`, then domain, ethernet and nodes",
    );
  }
  const listed = blueprints.items.map(({ name, at: namedAt, value }) => ({
    name,
    at: namedAt,
    alias: value.kind === "scalar" && value.value !== null ? namesIn(value) : undefined,
  }));
  const isHere = selection.hasLocation(id);
  const chosen = selection.chosen(listed);
  for (const { name, at: namedAt, value } of blueprints.items) {
    if (isHere && (chosen.has(name) || value.kind === "scalar")) {
      outlines.blueprint(name, namedAt, value);
    } else {
      outlines.leaveOut(name, value);
    }
  }
  checkBasement(get(tree, "basement"), listed, findings);
  const apiHost = part?.value.apiHost;
  const information = get(tree, "information");
  return {
    known,
    at: placeOf(tree, at),
    isDeployed: isHere && (chosen.size > 0 || blueprints.items.length === 0),
    apiHost: apiHost === undefined ? undefined : { host: apiHost, at: part?.at("apiHost") ?? at },
    domains: outlines.domains,
    information: [...(information ? [information] : []), ...outlines.information],
  };
}

/** `basement`: blueprints that plumbery builds before the others. Here Terraform's order follows from what needs what. */
function checkBasement(tree: Tree | undefined, listed: readonly { readonly name: string }[], findings: Findings): void {
  const known = listed.map(({ name }) => name);
  for (const { name, at } of tree?.kind === "scalar" ? namesIn(tree) : []) {
    if (!known.includes(name)) {
      findings.error(at, `unknown blueprint "${name}" in \`basement\``, ...namesHint("blueprints here", name, known));
    }
  }
}

/** The id of a location whose other keys have an error. */
function plainId(tree: Tree): string | undefined {
  const id = get(tree, "locationId");
  return id?.kind === "scalar" && typeof id.value === "string" ? id.value : undefined;
}
