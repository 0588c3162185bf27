import * as v from "valibot";

/** The kinds of faults. */
const fault = v.variant("kind", [
  /** The operation is refused with a code of the API. Nothing changes. */
  v.strictObject({
    kind: v.literal("code"),
    code: v.pipe(v.string(), v.regex(/^[A-Z0-9_]+$/)),
    message: v.optional(v.string(), "a fault of the lab, on request"),
    status: v.optional(v.pipe(v.number(), v.minValue(400), v.maxValue(599)), 400),
  }),
  /** The answer is another HTTP status with a text that is not the API's. Nothing changes. */
  v.strictObject({
    kind: v.literal("status"),
    status: v.pipe(v.number(), v.minValue(400), v.maxValue(599)),
    body: v.optional(v.string(), "a fault of the lab, on request"),
  }),
  /** The operation starts late, then runs normally. */
  v.strictObject({ kind: v.literal("hang"), milliseconds: v.pipe(v.number(), v.minValue(0)) }),
  /** The connection closes without an answer. Nothing changes. */
  v.strictObject({ kind: v.literal("drop") }),
  /** The operation is accepted, but its work ends in FAILED_ADD, FAILED_CHANGE or FAILED_DELETE. */
  v.strictObject({ kind: v.literal("failed") }),
  /** The operation is done, but the connection closes without an answer. */
  v.strictObject({ kind: v.literal("answer-lost") }),
]);

const request = v.strictObject({
  /** Name of the operation, e.g. `createNatRule` or `getServer`. */
  operation: v.pipe(v.string(), v.minLength(1)),
  /** Only in this region. @default all regions */
  region: v.optional(v.string()),
  /** Which call of the operation, counted from the request for the fault. */
  nth: v.optional(v.pipe(v.number(), v.integer(), v.minValue(1)), 1),
  /** How many consecutive calls, from the nth. */
  times: v.optional(v.pipe(v.number(), v.integer(), v.minValue(1)), 1),
  fault,
});

export type Fault = v.InferOutput<typeof fault>;
/** A requested fault, as the control API or a file gives it. */
export type FaultRequest = v.InferInput<typeof request>;

/** A fault that has not happened yet, with the number of calls that it has counted. */
export interface WaitingFault extends v.InferOutput<typeof request> {
  readonly id: number;
  readonly seen: number;
}

/** Reads one requested fault or a list. Throws with every problem. */
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

/** The requested faults that have not all happened yet. */
export class Faults {
  private waiting: (v.InferOutput<typeof request> & { id: number; seen: number })[] = [];
  private count = 0;

  constructor(private readonly operations: ReadonlySet<string>) {}

  /** Adds faults and returns their ids. */
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

  /** Counts a call and returns the fault that it meets; the oldest fault wins. */
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
