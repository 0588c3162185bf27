import { XMLParser, XMLValidator } from "fast-xml-parser";
import { type Fields, Input } from "../input";
import { Refusal } from "../refusal";
import { bodyForm } from "./form";

const parser = new XMLParser({
  ignoreAttributes: false,
  attributeNamePrefix: "",
  removeNSPrefix: true,
  parseTagValue: false,
  parseAttributeValue: false,
  ignoreDeclaration: true,
  ignorePiTags: true,
});

function unreadable(why: string): Refusal {
  return new Refusal("INVALID_INPUT_DATA", `the request body cannot be read: ${why}`);
}

function readJson(body: string): Fields {
  let value: unknown;
  try {
    value = JSON.parse(body === "" ? "{}" : body);
  } catch (error) {
    throw unreadable(error instanceof Error ? error.message : String(error));
  }
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    throw unreadable("a JSON object is expected");
  }
  return value as Fields;
}

/** Attributes and child elements both become fields; `xsi:nil` becomes null. */
function readXml(body: string, root: string): Fields {
  const validity = XMLValidator.validate(body);
  if (validity !== true) {
    throw unreadable(`line ${validity.err.line}: ${validity.err.msg}`);
  }
  const [[name, value] = ["nothing", ""]] = Object.entries(parser.parse(body) as Fields);
  if (name !== root) {
    throw unreadable(`element ${root} is expected, ${name} was found`);
  }
  const cleaned = clean(value);
  return typeof cleaned === "object" && cleaned !== null && !Array.isArray(cleaned) ? (cleaned as Fields) : {};
}

function clean(value: unknown): unknown {
  if (Array.isArray(value)) {
    return value.map(clean);
  }
  if (typeof value !== "object" || value === null) {
    return value;
  }
  const { xmlns, nil, "#text": text, ...rest } = value as Record<string, unknown>;
  if (nil === "true") {
    return null;
  }
  const entries = Object.entries(rest);
  if (entries.length === 0) {
    return text ?? "";
  }
  return Object.fromEntries(entries.map(([name, inner]) => [name, clean(inner)]));
}

/** The fields of a request's body. `root`: the XML element that the operation expects. */
export function readBody(body: string, contentType: string | undefined, root: string): Input {
  const form = bodyForm(contentType, body);
  return new Input(form === "xml" ? readXml(body, root) : readJson(body), form);
}
