// @module-tag unit
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { namesHint, nearest } from "../../../plan/shape/nearest";

describe("the nearest name", () => {
  it.each([
    ["EU66", ["EU6", "NA9"], "EU6"],
    ["networkname", ["domainName", "networkName"], "networkName"],
    ["memroy", ["memory", "cpu"], "memory"],
    ["acept", ["accept", "name"], "accept"],
    ["NA99", ["NA9", "NA12"], "NA9"],
  ])("%s of %s", (name, known, meant) => {
    expect(nearest(name, known)).toBe(meant);
  });

  it("is none where no name is near", () => {
    expect(nearest("listeners", ["name", "nodes"])).toBeUndefined();
    expect(nearest("x", [])).toBeUndefined();
  });

  it("is the name itself where it is known", () => {
    fc.assert(
      fc.property(
        fc.uniqueArray(fc.string({ minLength: 1 }), { minLength: 1, selector: (one) => one.toLowerCase() }),
        fc.nat(),
        (known, seed) => {
          const name = known[seed % known.length] as string;
          expect(nearest(name, known)).toBe(name);
        },
      ),
    );
  });

  it("is found after one slip of the keyboard", () => {
    fc.assert(
      fc.property(
        fc.string({ minLength: 4, unit: fc.constantFrom("a", "b", "c", "d") }),
        fc.nat(),
        fc.constantFrom("drop", "double", "swap"),
        (name, seed, slip) => {
          const at = seed % (name.length - 1);
          const typed =
            slip === "drop"
              ? name.slice(0, at) + name.slice(at + 1)
              : slip === "double"
                ? name.slice(0, at) + name[at] + name.slice(at)
                : name.slice(0, at) + name[at + 1] + name[at] + name.slice(at + 2);
          expect(nearest(typed, ["zzzzzzzzzzzz", name])).toBe(name);
        },
      ),
    );
  });
});

describe("a hint", () => {
  it("lists the names that there are", () => {
    expect(namesHint("nodes", "wbe", ["web", "app"])).toEqual(["nodes: web, app. Did you mean web?"]);
    expect(namesHint("nodes", "other", ["web", "app"])).toEqual(["nodes: web, app"]);
    expect(namesHint("nodes", "web", [])).toEqual(["there are no nodes"]);
  });

  it("keeps a long list short", () => {
    const many = Array.from({ length: 25 }, (_, index) => `web-${index + 10}`);
    expect(namesHint("nodes", "other", many)).toEqual([`nodes: ${many.slice(0, 20).join(", ")} and 5 more`]);
  });
});
