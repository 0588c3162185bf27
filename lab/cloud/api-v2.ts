import type { Answer } from "./answer";
import { actionOf, Call } from "./call";
import type { Fault } from "./faults";
import { Input } from "./input";
import { MINORS } from "./operations/operation";
import { findOperation, type Match } from "./operations/table";
import { Refusal } from "./refusal";
import {
  type ApiRequest,
  answerInstead,
  applyFault,
  asRefusal,
  authorize,
  type HttpReply,
  refusalOf,
} from "./request-context";
import { answerAsJson, refusalAsJson } from "./wire/answer-json";
import { answerAsXml, refusalAsXml } from "./wire/answer-xml";
import { answerForm, type Form } from "./wire/form";
import { readBody } from "./wire/read-body";

const CONTENT_TYPE: Readonly<Record<Form, string>> = { json: "application/json", xml: "application/xml" };

/** Answers a call of API 2 in the form (JSON or XML) that the request asks for. */
export async function answerV2(received: ApiRequest, minor: number): Promise<HttpReply> {
  const { context, region, request, path } = received;
  const match = findOperation(request.method, path, minor);
  const operation = match?.operation.name;
  const fault = await applyFault(received, operation);
  const instead = answerInstead(fault, operation);
  if (instead !== undefined) {
    return instead;
  }
  const form = answerForm(request.accept, request.contentType);
  const action = actionOf(operation ?? path.split("/")[1] ?? "");
  const requestId = context.nextRequestId(region);
  const answered = { contentType: CONTENT_TYPE[form], operation, fault: fault?.kind };
  try {
    const answer = run(received, minor, match, fault);
    const body = (form === "json" ? answerAsJson : answerAsXml)(answer, action, requestId);
    const code = answer.kind === "operation" ? answer.code : undefined;
    return { ...answered, status: fault?.kind === "answer-lost" ? undefined : 200, body, code };
  } catch (error) {
    const refusal = asRefusal(error, context);
    const body = (form === "json" ? refusalAsJson : refusalAsXml)(refusal, action, requestId);
    return { ...answered, status: refusal.status, body, code: refusal.code };
  }
}

function run(received: ApiRequest, minor: number, match: Match | undefined, fault: Fault | undefined): Answer {
  const { context, region, request, path, query } = received;
  const caller = authorize(received);
  if (minor < MINORS.first || minor > MINORS.last) {
    const served = `2.${MINORS.first} to 2.${MINORS.last}`;
    throw new Refusal("OPERATION_NOT_SUPPORTED", `API version 2.${minor} is not supported; ${served} are`);
  }
  if (match === undefined) {
    // not RESOURCE_NOT_FOUND: clients read that as "the resource is gone" and would report a deletion that never
    // happened
    context.warn(`${region.name} ${request.method} ${path} (2.${minor}): this operation is not implemented`);
    throw new Refusal("OPERATION_NOT_SUPPORTED", `${request.method} ${path} is not supported`);
  }
  if (fault?.kind === "code") {
    throw refusalOf(fault);
  }
  context.settle();
  const { operation, parameters } = match;
  const isChange = operation.method === "POST";
  const input = isChange ? readBody(request.body, request.contentType, operation.name) : new Input({}, "json");
  const facts = { region, ...caller, minor, parameters, query, input, fails: fault?.kind === "failed" };
  return operation.run(new Call({ operation: operation.name, ...facts }, context));
}
