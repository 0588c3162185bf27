import type { Answer, Shape } from "../answer";
import type { Refusal } from "../refusal";

/** A resource, a page or an answer to a change, as JSON. */
export function answerAsJson(answer: Answer, operation: string, requestId: string): string {
  switch (answer.kind) {
    case "resource":
      return JSON.stringify(answer.shape);
    case "page": {
      const { pageNumber, pageCount, totalCount, pageSize } = answer;
      return JSON.stringify({ [answer.element]: answer.shapes, pageNumber, pageCount, totalCount, pageSize });
    }
    case "operation":
      return JSON.stringify(outcome(operation, answer.code, answer.message, answer.info, [], requestId));
  }
}

/** A refusal as JSON. */
export function refusalAsJson(refusal: Refusal, operation: string, requestId: string): string {
  const problems = refusal.problems.map(({ name, value }) => [name, value] as const);
  return JSON.stringify(outcome(operation, refusal.code, refusal.message, [], problems, requestId));
}

type Pairs = readonly (readonly [name: string, value: string])[];

function outcome(
  operation: string,
  responseCode: string,
  message: string,
  info: Pairs,
  error: Pairs,
  requestId: string,
): Shape {
  return { operation, responseCode, message, info: named(info), warning: [], error: named(error), requestId };
}

function named(pairs: Pairs): Shape[] {
  return pairs.map(([name, value]) => ({ name, value }));
}
