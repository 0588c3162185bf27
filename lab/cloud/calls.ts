/** One API call, as logs and reports tell it. */
export interface CallRecord {
  /** ISO 8601, UTC. */
  readonly time: string;
  readonly region: string;
  readonly method: string;
  /** Path and query behind the region. */
  readonly path: string;
  /** Name of the operation; undefined where there is none for the path. */
  readonly operation: string | undefined;
  /** Body of the request, with passwords and keys masked. */
  readonly body: string;
  /** HTTP status; undefined where the connection ended without an answer. */
  readonly status: number | undefined;
  /** `responseCode` of an answer to a change or of a refusal. */
  readonly code: string | undefined;
  /** Body of the answer, which holds no secret. */
  readonly answer: string;
  /** The fault that was met, if one was. */
  readonly fault: string | undefined;
}

/** Fields whose values nobody may read in a log. */
const SECRET = "administratorPassword|password|key";

const JSON_SECRET = new RegExp(`("(?:${SECRET})"\\s*:\\s*)"(?:[^"\\\\]|\\\\.)*"`, "gi");
const XML_SECRET = new RegExp(`(<((?:\\w+:)?(?:${SECRET}))\\b[^>]*>)[^<]*(</\\2>)`, "gi");
const XML_SECRET_ATTRIBUTE = /(\b(?:administratorPassword|password)\s*=\s*)("[^"]*"|'[^']*')/gi;

/** The text of a request with every password and private key replaced by asterisks. */
export function masked(body: string): string {
  return body
    .replace(JSON_SECRET, '$1"********"')
    .replace(XML_SECRET, "$1********$3")
    .replace(XML_SECRET_ATTRIBUTE, '$1"********"');
}

/** How much of an answer a log shows. */
const SHOWN = 600;

/** A call as two lines of a log. */
export function formatCall(call: CallRecord): string {
  const body = call.body === "" ? "" : ` ${call.body.replace(/\s*\n\s*/g, " ")}`;
  const answer = call.answer.replace(/\s*\n\s*/g, " ");
  const shown = answer.length > SHOWN ? `${answer.slice(0, SHOWN)}...` : answer;
  const fault = call.fault === undefined ? "" : ` [fault: ${call.fault}]`;
  const status = call.status ?? "connection ended";
  return `${call.time} ${call.region} ${call.method} ${call.path}${body}\n  <- ${status}${fault} ${shown}\n`;
}
