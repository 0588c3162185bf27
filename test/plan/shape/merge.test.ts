// @module-tag unit
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { Findings } from "../../../plan/findings/findings";
import { merge } from "../../../plan/shape/merge";
import { readDocuments } from "../../../plan/yaml/documents";
import { plain, type Tree } from "../../../plan/yaml/tree";

function tree(yaml: string): Tree {
  return readDocuments("a.yaml", yaml, new Findings())?.[0] as Tree;
}

function merged(defaults: string, overriding: string): unknown {
  return JSON.parse(JSON.stringify(plain(merge(tree(defaults), tree(overriding)) as Tree)));
}

describe("merging", () => {
  it("takes mappings key by key, at any depth", () => {
    expect(merged("a: {b: {c: 1, d: 2}, e: 3}", "a: {b: {d: 4}, f: 5}")).toEqual({
      a: { b: { c: 1, d: 4 }, e: 3, f: 5 },
    });
  });

  it("puts lists behind each other, defaults first", () => {
    expect(merged("a: [1, 2]", "a: [2, 3]")).toEqual({ a: [1, 2, 2, 3] });
  });

  it("replaces what is of another kind", () => {
    expect(merged("a: [1]", "a: 2")).toEqual({ a: 2 });
    expect(merged("a: 1", "a: {b: 2}")).toEqual({ a: { b: 2 } });
    expect(merged("a: {b: 2}", "a: [1]")).toEqual({ a: [1] });
  });

  it("lets nothing be unset: a key without a value overrides nothing", () => {
    expect(merged("a: 1\nb: {c: 2}", "a:\nb: null")).toEqual({ a: 1, b: { c: 2 } });
  });

  it("takes what there is where there is nothing to merge", () => {
    const one = tree("a: 1");
    expect(merge(undefined, one)).toBe(one);
    expect(merge(one, undefined)).toBe(one);
    expect(merge(undefined, undefined)).toBeUndefined();
  });

  it("keeps the place where each value was written", () => {
    const result = merge(tree("a: 1\nb: 2"), tree("\n\nb: 3"));
    const places =
      result?.kind === "mapping" ? [...result.entries].map(([key, { value }]) => [key, value.at.line]) : [];
    expect(places).toEqual([
      ["a", 1],
      ["b", 3],
    ]);
  });

  const data = fc.letrec((tie) => ({
    value: fc.oneof(
      { depthSize: "small" },
      fc.integer(),
      fc.constantFrom("x", "y", true),
      fc.array(tie("value"), { maxLength: 3 }),
      tie("map"),
    ),
    map: fc.dictionary(fc.constantFrom("a", "b", "c"), tie("value"), { maxKeys: 3 }),
  }));
  const trees = data.map.map((value) => tree(JSON.stringify(value)));

  /** The rule of plumbery, said another way: on plain data. */
  function expected(defaults: unknown, overriding: unknown): unknown {
    if (Array.isArray(defaults) && Array.isArray(overriding)) {
      return [...defaults, ...overriding];
    }
    if (isMap(defaults) && isMap(overriding)) {
      const keys = [...new Set([...Object.keys(defaults), ...Object.keys(overriding)])];
      return Object.fromEntries(
        keys.map((key) => [
          key,
          key in defaults && key in overriding
            ? expected(defaults[key], overriding[key])
            : (overriding[key] ?? defaults[key]),
        ]),
      );
    }
    return overriding;
  }

  function isMap(value: unknown): value is Record<string, unknown> {
    return typeof value === "object" && value !== null && !Array.isArray(value);
  }

  it("does so for any data, and changes neither side", () => {
    fc.assert(
      fc.property(trees, trees, (one, other) => {
        const before = [JSON.stringify(plain(one)), JSON.stringify(plain(other))];
        const result = JSON.parse(JSON.stringify(plain(merge(one, other) as Tree)));
        expect(result).toEqual(expected(JSON.parse(before[0] as string), JSON.parse(before[1] as string)));
        expect([JSON.stringify(plain(one)), JSON.stringify(plain(other))]).toEqual(before);
      }),
    );
  });

  it("does not depend on how three are grouped", () => {
    const text = (value: Tree | undefined) => JSON.stringify(plain(value as Tree));
    fc.assert(
      fc.property(trees, trees, trees, (a, b, c) => {
        fc.pre(!mixes(plain(a), plain(b), plain(c)));
        expect(text(merge(merge(a, b), c))).toBe(text(merge(a, merge(b, c))));
      }),
    );
  });

  /** Where a value of one kind stands between two of another, grouping does matter. */
  function mixes(...values: readonly unknown[]): boolean {
    const there = values.filter((value) => value !== undefined);
    const kinds = new Set(there.map((value) => (Array.isArray(value) ? "list" : isMap(value) ? "map" : "scalar")));
    const maps = there.filter(isMap);
    const keys = [...new Set(maps.flatMap((value) => Object.keys(value)))];
    return kinds.size > 1 || keys.some((key) => mixes(...maps.map((value) => value[key])));
  }
});
