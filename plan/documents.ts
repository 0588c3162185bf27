import type { Position } from "./findings/diagnostic";
import type { Findings } from "./findings/findings";
import { readDocuments } from "./yaml/documents";
import type { Tree } from "./yaml/tree";

/** The documents of a plan, by what they are about. */
export interface PlanDocuments {
  readonly settings: Tree | undefined;
  readonly locations: readonly Tree[];
}

/** Reads the documents of a plan: settings, then locations. Undefined if the text is not YAML. */
export function readPlanDocuments(file: string, text: string, findings: Findings): PlanDocuments | undefined {
  const documents = readDocuments(file, text, findings);
  return documents && sort(documents, { file, line: 1, column: 1 }, findings);
}

/** Separates the settings from the locations. */
function sort(documents: readonly Tree[], start: Position, findings: Findings): PlanDocuments {
  const [first, ...rest] = documents;
  if (first === undefined) {
    findings.error(start, "the plan is empty", "it takes a document for each location, and settings before them");
    return { settings: undefined, locations: [] };
  }
  const isLocation = (tree: Tree) =>
    tree.kind === "mapping" && (tree.entries.has("locationId") || tree.entries.has("blueprints"));
  if (isLocation(first)) {
    if (rest.length > 0) {
      findings.warning(
        first.at,
        "the first document is a location, where settings are expected",
        "plumbery would skip this location; here it is deployed",
      );
    }
    return { settings: undefined, locations: [first, ...rest] };
  }
  if (rest.length === 0) {
    findings.error(
      start,
      "the plan has no location",
      "add a document with a locationId and blueprints behind a line `---`",
    );
  }
  return { settings: first, locations: rest };
}
