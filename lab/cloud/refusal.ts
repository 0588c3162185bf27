/** Codes that CloudControl answers with. Source: the API's `responseCode`, as its public clients know them. */
export type ResponseCode =
  | "OK"
  | "IN_PROGRESS"
  | "RESOURCE_NOT_FOUND"
  | "AUTHORIZATION_FAILURE"
  | "INVALID_INPUT_DATA"
  | "NAME_NOT_UNIQUE"
  | "IP_ADDRESS_NOT_UNIQUE"
  | "IP_ADDRESS_OUT_OF_RANGE"
  | "NO_IP_ADDRESS_AVAILABLE"
  | "HAS_DEPENDENCY"
  | "RESOURCE_BUSY"
  | "RESOURCE_LOCKED"
  | "EXCEEDS_LIMIT"
  | "OUT_OF_RESOURCES"
  | "OPERATION_NOT_SUPPORTED"
  | "INFRASTRUCTURE_IN_MAINTENANCE"
  | "UNEXPECTED_ERROR"
  | "SERVER_STARTED"
  | "SERVER_STOPPED"
  | "NO_CHANGE"
  | "RETRYABLE_SYSTEM_ERROR";

/** One field of a request that is wrong, and why. */
export interface FieldProblem {
  readonly name: string;
  readonly value: string;
}

/** Why an operation is not done: what its answer's `responseCode`, `message` and `error` will say. */
export class Refusal extends Error {
  constructor(
    readonly code: ResponseCode,
    message: string,
    readonly problems: readonly FieldProblem[] = [],
    /** HTTP status; the API answers 400 unless it is about credentials or itself. */
    readonly status: number = 400,
  ) {
    super(message);
  }
}

/** Fields of a request that are missing or wrong, all of them at once. */
export function invalidInput(problems: readonly FieldProblem[]): Refusal {
  return new Refusal("INVALID_INPUT_DATA", problems.map(({ name, value }) => `${name}: ${value}`).join("; "), problems);
}

/** One field that is wrong. */
export function invalidField(name: string, value: string): Refusal {
  return invalidInput([{ name, value }]);
}
