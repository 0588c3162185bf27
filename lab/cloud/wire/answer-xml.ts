import { XMLBuilder } from "fast-xml-parser";
import type { Answer, Scalar, Shape, Value } from "../answer";
import type { Refusal } from "../refusal";

const NAMESPACE = "urn:didata.com:api:cloud:types";
const DECLARATION = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n';

const builder = new XMLBuilder({
  ignoreAttributes: false,
  attributeNamePrefix: "@",
  suppressBooleanAttributes: false,
  suppressEmptyNode: true,
});

/**
 * Fields that are XML attributes, by element. Elements not listed follow two rules: a resource has `id` and
 * `datacenterId` as attributes; a part of a resource has all its simple values as attributes.
 */
const ATTRIBUTES: Readonly<Record<string, readonly string[]>> = {
  antiAffinityRule: ["id", "state", "created", "datacenterId"],
  cpuSpeed: ["id", "default", "available"],
  datacenter: ["id", "type"],
  diskSpeed: ["id", "default", "available"],
  ipv4: ["datacenterId", "vlanId"],
  operatingSystem: ["id", "displayName", "family"],
  progress: [],
  reservedIpv6Address: ["datacenterId", "vlanId"],
  serverSummary: ["id"],
  tag: [],
};

/** Elements whose text is their field `value`. */
const VALUED = ["ip", "ipv4", "reservedIpv6Address"];

/** Names of lists that are not their element's name plus "s". */
const LISTS: Readonly<Record<string, string>> = {
  ip: "publicIps",
  ipv4: "reservedPrivateIpv4Addresses",
  reservedIpv6Address: "reservedIpv6Addresses",
};

type Node = Record<string, unknown>;

/** A resource, a page or an answer to a change, as XML. */
export function answerAsXml(answer: Answer, operation: string, requestId: string): string {
  switch (answer.kind) {
    case "resource":
      return document(answer.element, { "@xmlns": NAMESPACE, ...resource(answer.element, answer.shape) });
    case "page": {
      const { element, pageNumber, pageCount, totalCount, pageSize } = answer;
      return document(LISTS[element] ?? `${element}s`, {
        "@xmlns": NAMESPACE,
        "@pageNumber": pageNumber,
        "@pageCount": pageCount,
        "@totalCount": totalCount,
        "@pageSize": pageSize,
        [element]: answer.shapes.map((shape) => resource(element, shape)),
      });
    }
    case "operation":
      return outcome(operation, answer.code, answer.message, answer.info, [], requestId);
  }
}

/** A refusal as XML. */
export function refusalAsXml(refusal: Refusal, operation: string, requestId: string): string {
  const problems = refusal.problems.map(({ name, value }) => [name, value] as const);
  return outcome(operation, refusal.code, refusal.message, [], problems, requestId);
}

type Pairs = readonly (readonly [name: string, value: string])[];

function outcome(
  operation: string,
  responseCode: string,
  message: string,
  info: Pairs,
  error: Pairs,
  requestId: string,
): string {
  const named = (pairs: Pairs) => pairs.map(([name, value]) => ({ "@name": name, "@value": value }));
  return document("response", {
    "@xmlns": NAMESPACE,
    "@requestId": requestId,
    operation,
    responseCode,
    message,
    info: named(info),
    error: named(error),
  });
}

function document(root: string, node: Node): string {
  return `${DECLARATION}${builder.build({ [root]: node })}`;
}

function resource(element: string, shape: Shape): Node {
  const attributes = ATTRIBUTES[element] ?? (VALUED.includes(element) ? Object.keys(shape) : ["id", "datacenterId"]);
  return node(element, shape, attributes);
}

function part(element: string, shape: Shape): Node {
  return node(element, shape, ATTRIBUTES[element] ?? Object.keys(shape));
}

function node(element: string, shape: Shape, attributes: readonly string[]): Node {
  const made: Node = {};
  for (const [field, value] of Object.entries(shape)) {
    if (value === undefined) {
      continue;
    }
    if (field === "value" && VALUED.includes(element)) {
      made["#text"] = value;
    } else if (isScalar(value) && attributes.includes(field)) {
      made[`@${field}`] = value;
    } else {
      made[field] = inner(field, value);
    }
  }
  return made;
}

function inner(field: string, value: Exclude<Value, undefined>): unknown {
  if (isScalar(value)) {
    return value;
  }
  if (isList(value)) {
    return value.map((entry) => (isScalar(entry) ? entry : part(field, entry)));
  }
  return part(field, value);
}

function isScalar(value: Value): value is Scalar {
  return typeof value !== "object" && value !== undefined;
}

function isList(value: Exclude<Value, undefined>): value is readonly (Scalar | Shape)[] {
  return Array.isArray(value);
}
