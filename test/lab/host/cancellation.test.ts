// @module-tag unit
import { describe, expect, it } from "vitest";
import { Cancellation } from "../../../lab/host/cancellation";

describe("a request to end", () => {
  it("asks at first, and insists when it comes again", () => {
    const cancellation = new Cancellation();
    expect([cancellation.asked.aborted, cancellation.insisted.aborted]).toEqual([false, false]);
    cancellation.request(10_000);
    expect([cancellation.asked.aborted, cancellation.insisted.aborted]).toEqual([true, false]);
    cancellation.request(15_000);
    expect([cancellation.asked.aborted, cancellation.insisted.aborted]).toEqual([true, true]);
  });

  it("is one request where npm hands on what the terminal has sent already", () => {
    const cancellation = new Cancellation();
    cancellation.request(10_000);
    cancellation.request(10_020);
    expect(cancellation.insisted.aborted).toBe(false);
  });
});
