import type { RegionEntry } from "./catalogue";
import type { CloudView } from "./cloud-view";
import type { Fault, Faults } from "./faults";
import { Refusal, type ResponseCode } from "./refusal";
import type { Organisation } from "./state/organisation";

/** An HTTP request. */
export interface HttpRequest {
  readonly method: string;
  /** Path after the region, with the query. */
  readonly url: string;
  readonly accept: string | undefined;
  readonly contentType: string | undefined;
  readonly authorization: string | undefined;
  readonly body: string;
}

/** An HTTP reply. */
export interface HttpReply {
  /** Undefined: the connection closes without an answer. */
  readonly status: number | undefined;
  readonly contentType: string;
  readonly body: string;
  /** Name of the operation; undefined if there is none. */
  readonly operation: string | undefined;
  /** `responseCode`, or `resultCode` of API 0.9, if the answer has one. */
  readonly code: string | undefined;
  /** The kind of injected fault that this call met. */
  readonly fault: string | undefined;
}

/** The user who makes a request. */
export interface Caller {
  readonly userName: string;
  readonly organisation: Organisation;
}

/** What answering a request needs of the cloud. */
export interface RequestContext extends CloudView {
  readonly faults: Faults;
  /** The user with these credentials, in this region. */
  caller(authorization: string | undefined, region: RegionEntry): Caller | undefined;
  /** Completes due work. */
  settle(): void;
  nextRequestId(region: RegionEntry): string;
  wait(milliseconds: number): Promise<void>;
  warn(line: string): void;
}

/** A request whose operation is not known yet. */
export interface ApiRequest {
  readonly context: RequestContext;
  readonly region: RegionEntry;
  readonly request: HttpRequest;
  /** The organisation in the path. */
  readonly organisationId: string;
  /** Path after the organisation. */
  readonly path: string;
  readonly query: URLSearchParams;
}

/** Counts a call of an operation, waits if the fault that it meets says so, and returns that fault. */
export async function applyFault(
  { context, region }: ApiRequest,
  operation: string | undefined,
): Promise<Fault | undefined> {
  const fault = operation === undefined ? undefined : context.faults.next(operation, region.name);
  if (fault?.kind === "hang") {
    await context.wait(fault.milliseconds);
  }
  return fault;
}

/** The answer to a fault that replaces the operation; undefined: the operation runs. */
export function answerInstead(fault: Fault | undefined, operation: string | undefined): HttpReply | undefined {
  if (fault?.kind !== "drop" && fault?.kind !== "status") {
    return undefined;
  }
  const status = fault.kind === "status" ? fault.status : undefined;
  const body = fault.kind === "status" ? fault.body : "";
  return { status, contentType: "text/plain", body, operation, code: undefined, fault: fault.kind };
}

/** The user of these credentials; the path must name this user's organisation. */
export function authorize({ context, region, request, organisationId }: ApiRequest): Caller {
  const caller = context.caller(request.authorization, region);
  if (caller === undefined) {
    throw new Refusal("AUTHORIZATION_FAILURE", "user name or password is wrong", [], 401);
  }
  if (caller.organisation.id !== organisationId) {
    const whose = `organisation ${organisationId} is not that of user '${caller.userName}' in region ${region.name}`;
    throw new Refusal("AUTHORIZATION_FAILURE", whose, [], 403);
  }
  return caller;
}

/** The refusal that a fault asks for. */
export function refusalOf(fault: Fault & { readonly kind: "code" }): Refusal {
  return new Refusal(fault.code as ResponseCode, fault.message, [], fault.status);
}

/** Converts any error to a refusal. What is not a refusal is a bug of the lab and is reported with its stack. */
export function asRefusal(error: unknown, context: RequestContext): Refusal {
  if (error instanceof Refusal) {
    return error;
  }
  context.warn(`a defect of the lab: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`);
  return new Refusal("UNEXPECTED_ERROR", "An unexpected error has occurred.", [], 500);
}
