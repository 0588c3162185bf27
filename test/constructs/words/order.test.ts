// @module-tag unit
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { inOrder } from "../../../constructs/words/order";

describe("the order of what waits for each other", () => {
  it("is that of the list where nothing waits, and what is not in the list does not count", () => {
    expect(inOrder(["c", "a", "b"], () => ["elsewhere"])).toEqual(["c", "a", "b"]);
  });

  it("has everything once, behind what it waits for", () => {
    fc.assert(
      fc.property(fc.array(fc.array(fc.nat(20), { maxLength: 4 }), { maxLength: 20 }), (drawn) => {
        // each waits for later ones alone: there is no circle
        const waits = drawn.map((others, item) => others.filter((other) => other > item && other < drawn.length));
        const circles: (readonly number[])[] = [];
        const ordered = inOrder(
          waits.keys(),
          (item) => waits[item] ?? [],
          (way) => circles.push(way),
        );
        expect([...ordered].sort((a, b) => a - b)).toEqual([...waits.keys()]);
        for (const [item, others] of waits.entries()) {
          for (const other of others) {
            expect(ordered.indexOf(other)).toBeLessThan(ordered.indexOf(item));
          }
        }
        expect(circles).toEqual([]);
      }),
    );
  });

  it("tells a circle from the item back to it, and has all of it all the same", () => {
    const waits: Readonly<Record<string, readonly string[]>> = { a: ["b"], b: ["c"], c: ["b"] };
    const circles: (readonly string[])[] = [];
    expect(
      inOrder(
        ["a", "b", "c"],
        (item) => waits[item] ?? [],
        (way) => circles.push(way),
      ),
    ).toEqual(["c", "b", "a"]);
    expect(circles).toEqual([["b", "c", "b"]]);
  });
});
