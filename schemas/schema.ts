import { readFileSync } from "node:fs";
import { join } from "node:path";
import { fittingsSchema } from "../plan/editors/fittings-schema";
import { readReference } from "./reference";

/** Where the schema of plans lies. */
export const SCHEMA_FILE = "schemas/fittings.schema.json";

/** The text of that file, from the loader's shapes and the words of the reference. */
export function schemaText(root: string): string {
  const reference = readReference(readFileSync(join(root, "docs/plan-reference.md"), "utf8"));
  const schema = fittingsSchema((heading, key) => reference.get(heading)?.get(key));
  return `${JSON.stringify(schema, null, 2)}\n`;
}
