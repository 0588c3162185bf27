import { expect } from "vitest";
import type { Outcome } from "./machine";

/** It came to its end; what it said is shown if it did not. */
export function succeeds(outcome: Outcome): void {
  expect(outcome.status, outcome.stdout + outcome.stderr).toBe(0);
}

/** It failed, said why with each of the patterns, and what to do. */
export function fails(outcome: Outcome, ...patterns: readonly RegExp[]): void {
  expect(outcome.status, outcome.stdout + outcome.stderr).toBe(1);
  for (const pattern of [...patterns, /to do: /]) {
    expect(outcome.stderr).toMatch(pattern);
  }
}
