import type { ResponseCode } from "./refusal";

/** A value that both JSON and XML can carry. */
export type Scalar = string | number | boolean;
export type Value = Scalar | Shape | readonly (Scalar | Shape)[] | undefined;

/** A resource in an answer; undefined fields are left out. */
export interface Shape {
  readonly [field: string]: Value;
}

/** The answer of an operation that changes something. */
export interface OperationAnswer {
  readonly kind: "operation";
  readonly code: ResponseCode;
  readonly message: string;
  /** `info`: ids of the created resources. Clients rely on their order. */
  readonly info: readonly (readonly [name: string, value: string])[];
}

/** One resource. */
export interface ResourceAnswer {
  readonly kind: "resource";
  /** Name of the XML element. */
  readonly element: string;
  readonly shape: Shape;
}

/** One page of resources. */
export interface PageAnswer {
  readonly kind: "page";
  /** Name of the JSON list and of each XML element. */
  readonly element: string;
  readonly shapes: readonly Shape[];
  readonly pageNumber: number;
  /** How many resources this page holds, not how many pages there are. */
  readonly pageCount: number;
  readonly totalCount: number;
  readonly pageSize: number;
}

export type Answer = OperationAnswer | ResourceAnswer | PageAnswer;

type Info = Readonly<Record<string, string>>;

/** The change is complete. */
export function ok(message: string, info: Info = {}): OperationAnswer {
  return { kind: "operation", code: "OK", message, info: Object.entries(info) };
}

/** The change has begun: the resource is already in a PENDING state. */
export function inProgress(message: string, info: Info = {}): OperationAnswer {
  return { kind: "operation", code: "IN_PROGRESS", message, info: Object.entries(info) };
}
