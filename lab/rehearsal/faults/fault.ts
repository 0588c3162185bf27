import type { FaultRequest } from "../../cloud/faults";

/** The faults that an API call can meet, by what the table calls them. Each happens once. */
export const FAULTS = {
  "HTTP 500": { kind: "status", status: 500 },
  "HTTP 503": { kind: "status", status: 503 },
  UNEXPECTED_ERROR: { kind: "code", code: "UNEXPECTED_ERROR" },
  RESOURCE_BUSY: { kind: "code", code: "RESOURCE_BUSY" },
  // the provider waits for an answer for ever, so that a longer one shows nothing more
  hang: { kind: "hang", milliseconds: 1000 },
  "connection dropped": { kind: "drop" },
  FAILED: { kind: "failed" },
  "answer lost": { kind: "answer-lost" },
} as const satisfies Readonly<Record<string, FaultRequest["fault"]>>;

export type FaultName = keyof typeof FAULTS;

export const FAULT_NAMES = Object.keys(FAULTS) as readonly FaultName[];

/** What is known of an operation from its calls in a deployment. */
export interface CalledOperation {
  readonly method: string;
  /** Whether work goes on behind the answer: IN_PROGRESS. */
  readonly works: boolean;
}

/**
 * The faults that an operation can meet. A reader is never refused for being busy, and a lost answer to it is a
 * dropped connection; only what works behind its answer can leave something FAILED.
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
