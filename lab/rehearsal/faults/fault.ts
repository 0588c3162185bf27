import type { FaultRequest } from "../../cloud/faults";

/** Faults that an API call can meet, by their names in the table. Each happens once. */
export const FAULTS = {
  "HTTP 500": { kind: "status", status: 500 },
  "HTTP 503": { kind: "status", status: 503 },
  UNEXPECTED_ERROR: { kind: "code", code: "UNEXPECTED_ERROR" },
  RESOURCE_BUSY: { kind: "code", code: "RESOURCE_BUSY" },
  // the provider waits for an answer without a limit, so a longer fault would show nothing more
  hang: { kind: "hang", milliseconds: 1000 },
  "connection dropped": { kind: "drop" },
  FAILED: { kind: "failed" },
  "answer lost": { kind: "answer-lost" },
} as const satisfies Readonly<Record<string, FaultRequest["fault"]>>;

export type FaultName = keyof typeof FAULTS;

export const FAULT_NAMES = Object.keys(FAULTS) as readonly FaultName[];

/** What the calls of a deployment reveal about an operation. */
export interface CalledOperation {
  readonly method: string;
  /** Whether its work continues after the answer: IN_PROGRESS. */
  readonly works: boolean;
}

/**
 * The faults that an operation can meet. A read is never refused as busy, and a lost answer to it is the same as a
 * dropped connection; only work after the answer can end FAILED.
 */
export function faultsOf({ method, works }: CalledOperation): FaultName[] {
  return FAULT_NAMES.filter((fault) => {
    switch (fault) {
      case "FAILED":
        return works;
      case "RESOURCE_BUSY":
      case "answer lost":
        return method !== "GET";
      default:
        return true;
    }
  });
}
