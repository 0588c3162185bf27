import { Call } from "./call";
import type { Fault } from "./faults";
import { Input } from "./input";
import { MINORS } from "./operations/operation";
import { findV1Operation, type V1Match } from "./operations/v1";
import type { V1Operation } from "./operations/v1-operation";
import {
  type ApiRequest,
  answerInstead,
  applyFault,
  asRefusal,
  authorize,
  type HttpReply,
  refusalOf,
} from "./request-context";
import { errorStatus, type V1Document, V1Reason, v1AsXml } from "./wire/answer-v1";
import { readBody } from "./wire/read-body";

const CONTENT_TYPE = "text/xml";

/**
 * `GET /oec/0.9/myaccount`: the only call without an organisation in its path, because clients learn their
 * organisation's id from it.
 */
export async function answerMyAccount(received: ApiRequest): Promise<HttpReply> {
  const operation = "getMyAccount";
  const fault = await applyFault(received, operation);
  const instead = answerInstead(fault, operation);
  if (instead !== undefined) {
    return instead;
  }
  const { context, region, request } = received;
  const caller = context.caller(request.authorization, region);
  if (caller === undefined) {
    const code = "AUTHORIZATION_FAILURE";
    return { status: 401, contentType: "text/plain", body: "Unauthorized", operation, code, fault: fault?.kind };
  }
  const problem = fault?.kind === "code" ? refusalOf(fault) : undefined;
  const document =
    problem === undefined ? account(caller.userName, caller.organisation.id) : errorStatus("My Account", problem);
  const status = fault?.kind === "answer-lost" ? undefined : (problem?.status ?? 200);
  return {
    status,
    contentType: CONTENT_TYPE,
    body: v1AsXml(document),
    operation,
    code: problem?.code,
    fault: fault?.kind,
  };
}

function account(userName: string, orgId: string): V1Document {
  const person = { fullName: "Plumbline Lab", firstName: "Plumbline", lastName: "Lab" };
  return {
    root: "Account",
    schema: "directory",
    content: { userName, ...person, emailAddress: "lab@lab.invalid", orgId },
  };
}

/** Answers a call of API 0.9. */
export async function answerV1(received: ApiRequest): Promise<HttpReply> {
  const { context, region, request, path, query } = received;
  const match = findV1Operation(request.method, path, query);
  const operation = match?.operation.name;
  if (match === undefined) {
    context.warn(`${region.name} ${request.method} ${path}?${query} (0.9): this operation is not implemented`);
  }
  const fault = await applyFault(received, operation);
  const instead = answerInstead(fault, operation);
  if (instead !== undefined) {
    return instead;
  }
  const answered = { contentType: CONTENT_TYPE, operation, fault: fault?.kind };
  try {
    const body = v1AsXml(run(received, match, fault));
    return { ...answered, status: fault?.kind === "answer-lost" ? undefined : 200, body, code: "REASON_0" };
  } catch (error) {
    const problem = error instanceof V1Reason ? error : asRefusal(error, context);
    const document = errorStatus(match?.operation.title ?? "Unknown", problem);
    const status = problem instanceof V1Reason ? 400 : problem.status;
    return { ...answered, status, body: v1AsXml(document), code: String(document.content.resultCode) };
  }
}

function bodyOf({ root, isForm }: V1Operation, body: string): Input {
  if (isForm) {
    return new Input(Object.fromEntries(new URLSearchParams(body)), "xml");
  }
  return root === undefined ? new Input({}, "xml") : readBody(body, "application/xml", root);
}

function run(received: ApiRequest, match: V1Match | undefined, fault: Fault | undefined): V1Document {
  const { context, region, request, query } = received;
  const caller = authorize(received);
  if (match === undefined) {
    throw new V1Reason("REASON_0", "this operation is not supported");
  }
  if (fault?.kind === "code") {
    throw fault.code.startsWith("REASON_") ? new V1Reason(fault.code, fault.message) : refusalOf(fault);
  }
  context.settle();
  const { operation, parameters } = match;
  const input = bodyOf(operation, request.body);
  const facts = { region, ...caller, minor: MINORS.first, parameters, query, input, fails: fault?.kind === "failed" };
  return operation.run(new Call({ operation: operation.name, ...facts }, context));
}
