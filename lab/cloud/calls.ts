/** One API call as it appears in logs and reports. */
export interface CallRecord {
  /** ISO 8601, UTC. */
  readonly time: string;
  readonly region: string;
  readonly method: string;
  /** Path and query after the region. */
  readonly path: string;
  /** Name of the operation; undefined if the path has none. */
  readonly operation: string | undefined;
  /** Body of the request, with passwords and keys masked. */
  readonly body: string;
  /** HTTP status; undefined if the connection closed without an answer. */
  readonly status: number | undefined;
  /** `responseCode` of a refusal or of an answer to a change. */
  readonly code: string | undefined;
  /** Body of the answer. Answers hold no secrets. */
  readonly answer: string;
  /** The injected fault that this call met, if any. */
  readonly fault: string | undefined;
}

/** Fields whose values must not appear in a log. */
const SECRET = "administratorPassword|password|key";

const JSON_SECRET = new RegExp(`("(?:${SECRET})"\\s*:\\s*)"(?:[^"\\\\]|\\\\.)*"`, "gi");
const XML_SECRET = new RegExp(`(<((?:\\w+:)?(?:${SECRET}))\\b[^>]*>)[^<]*(</\\2>)`, "gi");
const XML_SECRET_ATTRIBUTE = /(\b(?:administratorPassword|password)\s*=\s*)("[^"]*"|'[^']*')/gi;

/** The text of a request with every password and private key masked. */
export function masked(body: string): string {
  return body
    .replace(JSON_SECRET, '$1"********"')
    .replace(XML_SECRET, "$1********$3")
    .replace(XML_SECRET_ATTRIBUTE, '$1"********"');
}

/** How much of an answer a log shows. */
const SHOWN_CHARACTERS = 600;

/** A call as two lines of a log. */
export function formatCall(call: CallRecord): string {
  const body = call.body === "" ? "" : ` ${call.body.replace(/\s*\n\s*/g, " ")}`;
  const answer = call.answer.replace(/\s*\n\s*/g, " ");
  const shown = answer.length > SHOWN_CHARACTERS ? `${answer.slice(0, SHOWN_CHARACTERS)}...` : answer;
  const fault = call.fault === undefined ? "" : ` [fault: ${call.fault}]`;
  const status = call.status ?? "connection ended";
  return `${call.time} ${call.region} ${call.method} ${call.path}${body}\n  <- ${status}${fault} ${shown}\n`;
}
