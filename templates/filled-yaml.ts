import { Document, Scalar, visit } from "yaml";
import { withPlaces } from "./node-file";

/** Texts of entries that were already written: most entries of user-data are the same for all nodes. */
const written = new Map<string, string>();

/**
 * A mapping as YAML 1.1, which cloud-init reads and in which a bare `no` or `12:30` is not text. Any text in it may
 * contain `fill`; a value that Terraform fills in must need no escape between double quotes.
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
      if (typeof scalar.value === "string" && isHard(scalar.value)) {
        scalar.type = Scalar.QUOTE_DOUBLE;
        if (scalar.value === "<<") {
          // the library takes it for a merge, whatever its quotes
          scalar.tag = "tag:yaml.org,2002:str";
        }
      } else if (typeof scalar.value === "number" && /^-?\d+e/.test(String(scalar.value))) {
        // YAML 1.1 takes 1e-7 for text
        scalar.tag = "tag:yaml.org,2002:float";
      }
    },
  });
  // what stands between double quotes may be escaped; elsewhere there is none of these
  return document
    .toString({ lineWidth: 0, doubleQuotedMinMultiLineLength: Number.POSITIVE_INFINITY })
    .replace(NOT_PRINTED, escapedCharacter);
}

/** What readers of YAML 1.1 refuse where it stands as it is, or take for the end of a line. */
const NOT_PRINTED = /[\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff]/g;

/**
 * Whether a text is written between double quotes alone. Others come back different from PyYAML, which cloud-init reads
 * with: tabs, texts of blanks, `=` and `<<`, which mean something, and what is not printed. And a backslash is two there,
 * so that no text is taken for a place of a value.
 */
function isHard(text: string): boolean {
  return (
    /[\t\r]/.test(text) ||
    text.search(NOT_PRINTED) >= 0 ||
    text === "=" ||
    text === "<<" ||
    /^\s/.test(text) ||
    /[^\S\n]\n|\s$(?<!\S\n)/.test(text) ||
    // control characters, and how JSON and YAML write the two around a place
    [...text].some((character) => character < " " && character !== "\n") ||
    /\\(?:u00|x)0[12]/.test(text)
  );
}

function escapedCharacter(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`;
}
