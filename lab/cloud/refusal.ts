/** Response codes of CloudControl. Source: the API's `responseCode`, as its public clients know them. */
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

/** A wrong field of a request, and why it is wrong. */
export interface FieldProblem {
  readonly name: string;
  readonly value: string;
}

/** An operation is refused: the contents of the answer's `responseCode`, `message` and `error`. */
export class Refusal extends Error {
  constructor(
    readonly code: ResponseCode,
    message: string,
    readonly problems: readonly FieldProblem[] = [],
    /** HTTP status: 400, except for refused credentials and internal errors. */
    readonly status: number = 400,
  ) {
    super(message);
  }
}

/** All missing or wrong fields of a request. */
export function invalidInput(problems: readonly FieldProblem[]): Refusal {
  return new Refusal("INVALID_INPUT_DATA", problems.map(({ name, value }) => `${name}: ${value}`).join("; "), problems);
}

/** One wrong field. */
export function invalidField(name: string, value: string): Refusal {
  return invalidInput([{ name, value }]);
}
