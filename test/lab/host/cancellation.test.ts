// @module-tag unit
import { describe, expect, it } from "vitest";
import { Ending } from "../../../lab/host/cancellation";

describe("a request to end", () => {
  it("asks at first, and insists when it comes again", () => {
    const ending = new Ending();
    expect([ending.asked.aborted, ending.insisted.aborted]).toEqual([false, false]);
    ending.request(10_000);
    expect([ending.asked.aborted, ending.insisted.aborted]).toEqual([true, false]);
    ending.request(15_000);
    expect([ending.asked.aborted, ending.insisted.aborted]).toEqual([true, true]);
  });

  it("is one request where npm hands on what the terminal has sent already", () => {
    const ending = new Ending();
    ending.request(10_000);
    ending.request(10_020);
    expect(ending.insisted.aborted).toBe(false);
  });
});
