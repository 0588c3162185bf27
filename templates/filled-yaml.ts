import { Document, Scalar, visit } from "yaml";
import { withPlaces } from "./node-file";

/** Texts of entries that were written before: most entries of user-data are the same for all nodes. */
const written = new Map<string, string>();

/**
 * A mapping as YAML 1.1, which cloud-init reads and in which a bare `no` or `12:30` is not text. `fill` may stand in any
 * text of it; what Terraform fills in must need no escape between double quotes.
 */
export function filledYaml(mapping: Readonly<Record<string, unknown>>): string {
  const entries = Object.entries(mapping).map(([key, value]) => {
    const entry = JSON.stringify([key, value]);
    const text = written.get(entry) ?? entryText(key, value);
    written.set(entry, text);
    return text;
  });
  return withPlaces(entries.join(""));
}

function entryText(key: string, value: unknown): string {
  const document = new Document({ [key]: value }, { version: "1.1" });
  visit(document, {
    Scalar(_, scalar) {
      // between double quotes a backslash is written as two, so that no text is taken for a place of a value
      if (typeof scalar.value === "string" && /\\(?:u00|x)0[12]/.test(scalar.value)) {
        scalar.type = Scalar.QUOTE_DOUBLE;
      }
    },
  });
  return document.toString({ lineWidth: 0 });
}
