// npm run schema: writes the schema of plans anew, for completion in editors.
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { SCHEMA_FILE, schemaText } from "./schema";

writeFileSync(join(process.cwd(), SCHEMA_FILE), schemaText(process.cwd()));
