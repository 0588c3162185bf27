import { Call } from "./call";
import { answerInstead, asRefusal, authorize, type HttpReply, meetFault, refusalOf, type Visit } from "./desk";
import type { Fault } from "./faults";
import { Input } from "./input";
import { MINORS } from "./operations/operation";
import { findV1Operation, type V1Match } from "./operations/v1";
import { errorStatus, type V1Document, V1Reason, v1AsXml } from "./wire/answer-v1";
import { readBody } from "./wire/read-body";

const CONTENT_TYPE = "text/xml";

/** `GET /oec/0.9/myaccount`: the one call whose path names no organisation, because it says which one it is. */
export async function answerMyAccount(visit: Visit): Promise<HttpReply> {
  const operation = "getMyAccount";
  const fault = await meetFault(visit, operation);
  const instead = answerInstead(fault, operation);
  if (instead !== undefined) {
    return instead;
  }
  const { desk, region, request } = visit;
  const caller = desk.caller(request.authorization, region);
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
export async function answerV1(visit: Visit): Promise<HttpReply> {
  const { desk, region, request, path, query } = visit;
  const match = findV1Operation(request.method, path, query);
  const operation = match?.operation.name;
  if (match === undefined) {
    desk.warn(`${region.name} ${request.method} ${path}?${query} (0.9): this operation is not implemented`);
  }
  const fault = await meetFault(visit, operation);
  const instead = answerInstead(fault, operation);
  if (instead !== undefined) {
    return instead;
  }
  const answered = { contentType: CONTENT_TYPE, operation, fault: fault?.kind };
  try {
    const body = v1AsXml(run(visit, match, fault));
    return { ...answered, status: fault?.kind === "answer-lost" ? undefined : 200, body, code: "REASON_0" };
  } catch (error) {
    const problem = error instanceof V1Reason ? error : asRefusal(error, desk);
    const document = errorStatus(match?.operation.title ?? "Unknown", problem);
    const status = problem instanceof V1Reason ? 400 : problem.status;
    return { ...answered, status, body: v1AsXml(document), code: String(document.content.resultCode) };
  }
}

function run(visit: Visit, match: V1Match | undefined, fault: Fault | undefined): V1Document {
  const { desk, region, request, query } = visit;
  const caller = authorize(visit);
  if (match === undefined) {
    throw new V1Reason("REASON_0", "this operation is not supported");
  }
  if (fault?.kind === "code") {
    throw fault.code.startsWith("REASON_") ? new V1Reason(fault.code, fault.message) : refusalOf(fault);
  }
  desk.settle();
  const { operation, parameters } = match;
  const input =
    operation.root === undefined ? new Input({}, "xml") : readBody(request.body, "application/xml", operation.root);
  const facts = { region, ...caller, minor: MINORS.first, parameters, query, input, fails: fault?.kind === "failed" };
  return operation.run(new Call({ operation: operation.name, ...facts }, desk));
}
