import type { Answer } from "./answer";
import { actionOf, Call } from "./call";
import { masked } from "./calls";
import type { RegionEntry } from "./catalogue";
import type { Fault, Faults } from "./faults";
import { Input } from "./input";
import { MINORS } from "./operations/operation";
import { findOperation, type Match } from "./operations/table";
import { findV1Operation, type V1Match } from "./operations/v1";
import { Refusal, type ResponseCode } from "./refusal";
import type { Organisation } from "./state/organisation";
import { answerAsJson, refusalAsJson } from "./wire/answer-json";
import { errorStatus, V1Reason, v1AsXml } from "./wire/answer-v1";
import { answerAsXml, refusalAsXml } from "./wire/answer-xml";
import { answerForm, type Form } from "./wire/form";
import { readBody } from "./wire/read-body";
import type { World } from "./world";

/** A request as HTTP brings it. */
export interface HttpRequest {
  readonly method: string;
  /** Path behind the region, query included. */
  readonly url: string;
  readonly accept: string | undefined;
  readonly contentType: string | undefined;
  readonly authorization: string | undefined;
  readonly body: string;
}

/** What HTTP takes back. `status` undefined: the connection ends without an answer. */
export interface HttpReply {
  readonly status: number | undefined;
  readonly contentType: string;
  readonly body: string;
  readonly operation: string | undefined;
  readonly code: ResponseCode | string | undefined;
  readonly fault: string | undefined;
}

/** Who makes a request. */
export interface Caller {
  readonly userName: string;
  readonly organisation: Organisation;
}

/** What dispatching needs of the cloud. */
export interface Desk extends World {
  readonly faults: Faults;
  /** The caller with these credentials, in this region. */
  caller(authorization: string | undefined, region: RegionEntry): Caller | undefined;
  /** Ends the work that is due. */
  settle(): void;
  nextRequestId(region: RegionEntry): string;
  wait(milliseconds: number): Promise<void>;
  warn(line: string): void;
}

const TYPE: Readonly<Record<Form, string>> = { json: "application/json", xml: "application/xml" };

/** Answers a request of a region: finds its operation, lets it run and writes what it says. */
export async function dispatch(desk: Desk, region: RegionEntry, request: HttpRequest): Promise<HttpReply> {
  const [path = "", search = ""] = request.url.split("?", 2);
  const query = new URLSearchParams(search);
  const segments = path.split("/").slice(1).map(decode);
  const [api, version, organisationId = "", ...rest] = segments;
  const name = rest.join("/");
  if (api === "oec" && version === "0.9") {
    return organisationId === "myaccount" && name === ""
      ? myAccount(desk, region, request)
      : version1(desk, region, request, organisationId, name, query);
  }
  const minor = /^2\.(\d+)$/.exec(version ?? "")?.[1];
  if (api === "caas" && minor !== undefined) {
    return version2(desk, region, request, organisationId, name, query, Number(minor));
  }
  desk.warn(`${region.name} ${request.method} ${path} is no path of this API`);
  return { ...text(404, "Not Found"), code: undefined, operation: undefined, fault: undefined };
}

function decode(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    return segment;
  }
}

function text(status: number, body: string): Pick<HttpReply, "status" | "contentType" | "body"> {
  return { status, contentType: "text/plain", body };
}

/** Answers a fault that needs nothing of its operation; undefined: the operation runs. */
function faulted(fault: Fault | undefined, operation: string): HttpReply | undefined {
  if (fault?.kind === "drop") {
    return { ...text(0, ""), status: undefined, operation, code: undefined, fault: fault.kind };
  }
  if (fault?.kind === "status") {
    return { ...text(fault.status, fault.body), operation, code: undefined, fault: fault.kind };
  }
  return undefined;
}

/** Whose credentials these are, and that the path names this caller's organisation. */
function authorize(desk: Desk, region: RegionEntry, request: HttpRequest, organisationId: string): Caller {
  const caller = desk.caller(request.authorization, region);
  if (caller === undefined) {
    throw new Refusal("AUTHORIZATION_FAILURE", "user name or password is wrong", [], 401);
  }
  if (caller.organisation.id !== organisationId) {
    const whose = `organisation ${organisationId} is not that of user '${caller.userName}' in region ${region.name}`;
    throw new Refusal("AUTHORIZATION_FAILURE", whose, [], 403);
  }
  return caller;
}

async function myAccount(desk: Desk, region: RegionEntry, request: HttpRequest): Promise<HttpReply> {
  const operation = "getMyAccount";
  const fault = desk.faults.next(operation, region.name);
  if (fault?.kind === "hang") {
    await desk.wait(fault.milliseconds);
  }
  const early = faulted(fault, operation);
  const caller = desk.caller(request.authorization, region);
  if (early !== undefined || caller === undefined) {
    return early ?? { ...text(401, "Unauthorized"), operation, code: "AUTHORIZATION_FAILURE", fault: undefined };
  }
  const document = v1AsXml({
    root: "Account",
    schema: "directory",
    content: {
      userName: caller.userName,
      fullName: "Plumbline Lab",
      firstName: "Plumbline",
      lastName: "Lab",
      emailAddress: "lab@lab.invalid",
      orgId: caller.organisation.id,
    },
  });
  const status = fault?.kind === "answer-lost" ? undefined : 200;
  return { status, contentType: "text/xml", body: document, operation, code: undefined, fault: fault?.kind };
}

async function version1(
  desk: Desk,
  region: RegionEntry,
  request: HttpRequest,
  organisationId: string,
  path: string,
  query: URLSearchParams,
): Promise<HttpReply> {
  const match = findV1Operation(request.method, path, query);
  if (match === undefined) {
    desk.warn(`${region.name} ${request.method} /oec/0.9/.../${path}?${query}: this operation is not implemented`);
  }
  const operation = match?.operation.name;
  const fault = operation === undefined ? undefined : desk.faults.next(operation, region.name);
  if (fault?.kind === "hang") {
    await desk.wait(fault.milliseconds);
  }
  const early = faulted(fault, operation ?? "");
  if (early !== undefined) {
    return early;
  }
  try {
    const { userName, organisation } = authorize(desk, region, request, organisationId);
    const document = runV1(desk, region, request, match, { userName, organisation }, query, fault);
    const status = fault?.kind === "answer-lost" ? undefined : 200;
    return {
      status,
      contentType: "text/xml",
      body: v1AsXml(document),
      operation,
      code: "REASON_0",
      fault: fault?.kind,
    };
  } catch (error) {
    const problem = error instanceof V1Reason ? error : asRefusal(error, desk);
    const document = errorStatus(match?.operation.title ?? "Unknown", problem);
    const status = problem instanceof Refusal ? problem.status : 400;
    const code = document.content.resultCode as string;
    return { status, contentType: "text/xml", body: v1AsXml(document), operation, code, fault: fault?.kind };
  }
}

function runV1(
  desk: Desk,
  region: RegionEntry,
  request: HttpRequest,
  match: V1Match | undefined,
  caller: Caller,
  query: URLSearchParams,
  fault: Fault | undefined,
) {
  if (match === undefined) {
    throw new V1Reason("REASON_0", "this operation is not supported");
  }
  if (fault?.kind === "code") {
    throw fault.code.startsWith("REASON_")
      ? new V1Reason(fault.code, fault.message)
      : new Refusal(fault.code as ResponseCode, fault.message, [], fault.status);
  }
  desk.settle();
  const { operation, parameters } = match;
  const input =
    operation.root === undefined ? new Input({}, "xml") : readBody(request.body, "application/xml", operation.root);
  const facts = { region, ...caller, minor: MINORS.first, parameters, query, input, fails: fault?.kind === "failed" };
  return operation.run(new Call({ operation: operation.name, ...facts }, desk));
}

async function version2(
  desk: Desk,
  region: RegionEntry,
  request: HttpRequest,
  organisationId: string,
  path: string,
  query: URLSearchParams,
  minor: number,
): Promise<HttpReply> {
  const form = answerForm(request.accept, request.contentType);
  const match = findOperation(request.method, path, minor);
  const operation = match?.operation.name;
  const action = actionOf(operation ?? path.split("/")[1] ?? "");
  const fault = operation === undefined ? undefined : desk.faults.next(operation, region.name);
  if (fault?.kind === "hang") {
    await desk.wait(fault.milliseconds);
  }
  const early = faulted(fault, operation ?? "");
  if (early !== undefined) {
    return early;
  }
  const requestId = desk.nextRequestId(region);
  try {
    const caller = authorize(desk, region, request, organisationId);
    const answer = runV2(desk, region, request, { path, minor, match }, caller, query, fault);
    return {
      status: fault?.kind === "answer-lost" ? undefined : 200,
      contentType: TYPE[form],
      body: (form === "json" ? answerAsJson : answerAsXml)(answer, action, requestId),
      operation,
      code: answer.kind === "operation" ? answer.code : undefined,
      fault: fault?.kind,
    };
  } catch (error) {
    const refusal = asRefusal(error, desk);
    const body = (form === "json" ? refusalAsJson : refusalAsXml)(refusal, action, requestId);
    const { status, code } = refusal;
    return { status, contentType: TYPE[form], body, operation, code, fault: fault?.kind };
  }
}

function runV2(
  desk: Desk,
  region: RegionEntry,
  request: HttpRequest,
  asked: { readonly path: string; readonly minor: number; readonly match: Match | undefined },
  caller: Caller,
  query: URLSearchParams,
  fault: Fault | undefined,
): Answer {
  const { path, minor, match } = asked;
  if (minor < MINORS.first || minor > MINORS.last) {
    const served = `2.${MINORS.first} to 2.${MINORS.last}`;
    throw new Refusal("OPERATION_NOT_SUPPORTED", `API version 2.${minor} is not supported; ${served} are`);
  }
  if (match === undefined) {
    // not RESOURCE_NOT_FOUND: clients take that as "the thing is gone", which would be a success nobody earned
    desk.warn(`${region.name} ${request.method} ${path} (2.${minor}): this operation is not implemented`);
    throw new Refusal("OPERATION_NOT_SUPPORTED", `${request.method} ${path} is not supported`);
  }
  if (fault?.kind === "code") {
    throw new Refusal(fault.code as ResponseCode, fault.message, [], fault.status);
  }
  desk.settle();
  const { operation, parameters } = match;
  const input =
    operation.method === "POST" ? readBody(request.body, request.contentType, operation.name) : new Input({}, "json");
  const facts = { region, ...caller, minor, parameters, query, input, fails: fault?.kind === "failed" };
  return operation.run(new Call({ operation: operation.name, ...facts }, desk));
}

function asRefusal(error: unknown, desk: Desk): Refusal {
  if (error instanceof Refusal) {
    return error;
  }
  desk.warn(`a defect of the lab: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`);
  return new Refusal("UNEXPECTED_ERROR", "An unexpected error has occurred.", [], 500);
}

/** What a log says of a request's body. */
export function bodyForLog(request: HttpRequest): string {
  return masked(request.body);
}
