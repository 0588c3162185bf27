// @module-tag unit
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { Ids, numberOf, uuidOf } from "../../../lab/cloud/ids";

describe("ids", () => {
  it("are UUIDs of version 4 by their form, the same for the same text", () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        expect(uuidOf(text)).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
        expect(uuidOf(text)).toBe(uuidOf(text));
      }),
    );
  });

  it("are never the same twice", () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.constantFrom("vlan", "server"), fc.string({ maxLength: 2 })), { maxLength: 50 }),
        (made) => {
          const ids = new Ids("seed");
          const all = made.map(([kind, label]) => ids.next(kind, label));
          expect(new Set(all).size).toBe(all.length);
        },
      ),
    );
  });

  it("go on from a state file", () => {
    const ids = new Ids("seed");
    const first = ids.next("vlan", "a");
    const again = new Ids("seed", new Map(ids.entries()));
    expect(again.next("vlan", "a")).toBe(ids.next("vlan", "a"));
    expect(new Ids("seed").next("vlan", "a")).toBe(first);
    expect(new Ids("other").next("vlan", "a")).not.toBe(first);
  });

  it("give numbers of so many bits", () => {
    fc.assert(
      fc.property(fc.string(), fc.integer({ min: 1, max: 48 }), (text, bits) => {
        const number = numberOf(text, bits);
        expect(Number.isInteger(number) && number >= 0 && number < 2 ** bits).toBe(true);
      }),
    );
  });
});
