// @module-tag unit
import { describe, expect, it } from "vitest";
import { formatRow } from "../../bench/row";

describe("a row of a bench", () => {
  it("has its figures below those of other rows, whatever is missing", () => {
    const full = formatRow({ what: "synthesis", figures: ["1.00 s", "90 MB"], ratio: 2, note: "as before" });
    const bare = formatRow({ what: "requests", figures: ["900 /s"], ratio: 1.5 });
    expect(full).toMatch(/^synthesis +1\.00 s +90 MB +2\.00 x {2}as before$/);
    expect(bare).toMatch(/^requests +900 \/s +1\.50 x$/);
    const wide = formatRow({ what: "load", figures: ["231.80 s", "31.40 GB/min"], ratio: 1 });
    expect(wide).toMatch(/^load +231\.80 s +31\.40 GB\/min +1\.00 x$/);
    expect(bare.indexOf("1.50 x")).toBe(full.indexOf("2.00 x"));
  });
});
