import { Composer, type Document, Parser } from "yaml";
import type { Findings } from "../findings/findings";
import { Converter } from "./converter";
import { depthOf } from "./nesting";
import { Source } from "./source";
import type { Tree } from "./tree";

/** Maximum depth of nesting in a plan; plans need a dozen levels. */
const DEEPEST = 100;

/** The YAML documents of a text that are not empty, as trees. Undefined if the text is not YAML. */
export function readDocuments(file: string, text: string, findings: Findings): Tree[] | undefined {
  const source = new Source(file, text);
  const tokens = [...new Parser().parse(source.text)];
  const deepest = tokens.map(depthOf).find(({ depth }) => depth > DEEPEST);
  if (deepest !== undefined) {
    findings.error(source.position(deepest.offset), `nested more than ${DEEPEST} levels deep`);
    return undefined;
  }
  const composer = new Composer({ prettyErrors: false, logLevel: "silent", uniqueKeys: false, version: "1.2" });
  const documents = [...composer.compose(tokens, true, source.text.length)] as Document.Parsed[];
  const lines = new Set<number>();
  for (const { message, pos } of documents.flatMap(({ errors }) => errors)) {
    const at = source.position(pos[0]);
    // the others of a line follow from its first
    if (!lines.has(at.line)) {
      lines.add(at.line);
      findings.error(at, yamlMessage(message), ...yamlHints(source.text, pos[0]));
    }
  }
  if (lines.size > 0) {
    return undefined;
  }
  const converter = new Converter(source, findings);
  const trees = documents.map((document) => converter.document(document));
  return converter.tooLarge ? undefined : trees.filter((tree): tree is Tree => tree !== undefined);
}

function yamlMessage(message: string): string {
  return `not YAML: ${message.charAt(0).toLowerCase()}${message.slice(1).replace(/\.$/, "")}`;
}

function yamlHints(text: string, offset: number): string[] {
  const lineStart = text.lastIndexOf("\n", offset - 1) + 1;
  const line = text.slice(lineStart, text.indexOf("\n", offset) < 0 ? undefined : text.indexOf("\n", offset));
  if (/[:-]\s+\{\{/.test(line)) {
    return ["a value that begins with {{ and goes on behind }} must be in quotes"];
  }
  return line.includes("{{") ? ["within { } and [ ], a text with {{ in it must be in quotes"] : [];
}
