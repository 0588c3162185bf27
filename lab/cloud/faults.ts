import * as v from "valibot";

/** What goes wrong. */
const fault = v.variant("kind", [
  /** The operation is refused with a code of the API and nothing happens. */
  v.strictObject({
    kind: v.literal("code"),
    code: v.pipe(v.string(), v.regex(/^[A-Z0-9_]+$/)),
    message: v.optional(v.string(), "a fault of the lab, on request"),
    status: v.optional(v.pipe(v.number(), v.minValue(400), v.maxValue(599)), 400),
  }),
  /** The answer is another HTTP status with a text that is not of the API, and nothing happens. */
  v.strictObject({
    kind: v.literal("status"),
    status: v.pipe(v.number(), v.minValue(400), v.maxValue(599)),
    body: v.optional(v.string(), "a fault of the lab, on request"),
  }),
  /** Nothing happens for a time, then the operation goes on as if nothing had been. */
  v.strictObject({ kind: v.literal("hang"), milliseconds: v.pipe(v.number(), v.minValue(0)) }),
  /** The connection ends without an answer, and nothing happens. */
  v.strictObject({ kind: v.literal("drop") }),
  /** The operation is accepted, but its work ends in FAILED_ADD, FAILED_CHANGE or FAILED_DELETE. */
  v.strictObject({ kind: v.literal("failed") }),
  /** The operation is done, but the connection ends without an answer. */
  v.strictObject({ kind: v.literal("answer-lost") }),
]);

const request = v.strictObject({
  /** Name of the operation, e.g. `createNatRule` or `getServer`. */
  operation: v.pipe(v.string(), v.minLength(1)),
  /** Only in this region; everywhere where it says nothing. */
  region: v.optional(v.string()),
  /** Which call of the operation, counted from now. */
  nth: v.optional(v.pipe(v.number(), v.integer(), v.minValue(1)), 1),
  /** How many calls in a row, from the nth. */
  times: v.optional(v.pipe(v.number(), v.integer(), v.minValue(1)), 1),
  fault,
});

export type Fault = v.InferOutput<typeof fault>;
/** A fault that is asked for, as a control request or a file gives it. */
export type FaultRequest = v.InferInput<typeof request>;

/** A fault that waits, with the calls it has seen. */
export interface WaitingFault extends v.InferOutput<typeof request> {
  readonly id: number;
  readonly seen: number;
}

/** Reads faults that are asked for, one or a list of them. Throws with every problem. */
export function readFaults(value: unknown, operations: ReadonlySet<string>): v.InferOutput<typeof request>[] {
  const found = v.safeParse(v.array(request), Array.isArray(value) ? value : [value]);
  if (!found.success) {
    throw new Error(found.issues.map((issue) => `${v.getDotPath(issue) ?? "fault"}: ${issue.message}`).join("; "));
  }
  const unknown = found.output.filter(({ operation }) => !operations.has(operation));
  if (unknown.length > 0) {
    const names = unknown.map(({ operation }) => JSON.stringify(operation)).join(", ");
    throw new Error(`operation: ${names} is not known; known are ${[...operations].sort().join(", ")}`);
  }
  return found.output;
}

/** The faults that were asked for and have not all happened. */
export class Faults {
  private waiting: (v.InferOutput<typeof request> & { id: number; seen: number })[] = [];
  private count = 0;

  constructor(private readonly operations: ReadonlySet<string>) {}

  /** Asks for faults; gives their ids. */
  add(value: unknown): number[] {
    return readFaults(value, this.operations).map((wanted) => {
      this.count += 1;
      this.waiting.push({ ...wanted, id: this.count, seen: 0 });
      return this.count;
    });
  }

  list(): readonly WaitingFault[] {
    return this.waiting.map((wanted) => ({ ...wanted }));
  }

  clear(): void {
    this.waiting = [];
  }

  /** Counts a call and gives the fault that it meets, the oldest first. */
  next(operation: string, region: string): Fault | undefined {
    let met: Fault | undefined;
    for (const wanted of this.waiting) {
      if (wanted.operation === operation && (wanted.region ?? region).toLowerCase() === region.toLowerCase()) {
        wanted.seen += 1;
        met ??= wanted.seen >= wanted.nth ? wanted.fault : undefined;
      }
    }
    this.waiting = this.waiting.filter(({ seen, nth, times }) => seen < nth + times - 1);
    return met;
  }
}
