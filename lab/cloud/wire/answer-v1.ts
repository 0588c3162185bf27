import { XMLBuilder } from "fast-xml-parser";
import type { Refusal, ResponseCode } from "../refusal";

const builder = new XMLBuilder({
  ignoreAttributes: false,
  attributeNamePrefix: "@",
  suppressBooleanAttributes: false,
  suppressEmptyNode: true,
});

const SCHEMAS = "http://oec.api.opsource.net/schemas";

/** An XML document of API 0.9. Names of attributes begin with @. */
export interface V1Document {
  readonly root: string;
  /** Last part of the XML namespace, e.g. `backup`. */
  readonly schema: "backup" | "directory" | "general";
  readonly content: Readonly<Record<string, unknown>>;
}

/** The document as text. Like the real API, it uses a namespace prefix that no other document here has. */
export function v1AsXml({ root, schema, content }: V1Document): string {
  const prefixed = prefix(content, "ns6") as Record<string, unknown>;
  const document = { [`ns6:${root}`]: { "@xmlns:ns6": `${SCHEMAS}/${schema}`, ...prefixed } };
  return `<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n${builder.build(document)}`;
}

function prefix(value: unknown, name: string): unknown {
  if (Array.isArray(value)) {
    return value.map((entry) => prefix(entry, name));
  }
  if (typeof value !== "object" || value === null) {
    return value;
  }
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]) => [key.startsWith("@") ? key : `${name}:${key}`, prefix(inner, name)]),
  );
}

/** The answer to a successful change, with the ids of created resources. */
export function successStatus(
  operation: string,
  detail: string,
  information: Readonly<Record<string, string>> = {},
): V1Document {
  const additionalInformation = Object.entries(information).map(([name, value]) => ({ "@name": name, value }));
  return {
    root: "Status",
    schema: "general",
    content: { operation, result: "SUCCESS", resultDetail: detail, resultCode: "REASON_0", additionalInformation },
  };
}

/** The reason of API 0.9 for a code of API 2, if known; otherwise the reason for an unknown problem. */
const REASONS: { readonly [C in ResponseCode]?: string } = {
  AUTHORIZATION_FAILURE: "REASON_20",
  INVALID_INPUT_DATA: "REASON_40",
  RESOURCE_NOT_FOUND: "REASON_50",
  RESOURCE_BUSY: "REASON_392",
  RESOURCE_LOCKED: "REASON_393",
};

/** A refusal with a reason code that only API 0.9 has. */
export class V1Reason extends Error {
  constructor(
    readonly reason: string,
    message: string,
  ) {
    super(message);
  }
}

/** A refusal as a document. */
export function errorStatus(operation: string, problem: Refusal | V1Reason): V1Document {
  const resultCode = "reason" in problem ? problem.reason : (REASONS[problem.code] ?? "REASON_0");
  return {
    root: "Status",
    schema: "general",
    content: { operation, result: "ERROR", resultDetail: problem.message, resultCode },
  };
}
