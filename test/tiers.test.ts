// @module-tag unit
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { filesOf, MARK, ROOT, TIERS, type Tier, tagsIn, testFiles, tiersIn } from "./tiers.mts";

describe("the tiers", () => {
  it.each(testFiles())("%s says one", (file) => {
    const allowed = Object.keys(TIERS).join(", ");
    expect(
      tiersIn(readFileSync(join(ROOT, file), "utf8")),
      `${file}: its first line is "${MARK} TIER", where TIER is one of ${allowed}`,
    ).toHaveLength(1);
  });

  it("hold every test file once", () => {
    const all = Object.keys(TIERS).flatMap((tier) => filesOf(tier as Tier));
    expect(all.sort()).toEqual(testFiles());
  });
});

describe("the tags of a file", () => {
  it("are those above its first import", () => {
    const lines = [`${MARK} tools`, `${MARK} needs/go`, 'import "./a";', `${MARK} unit`];
    expect(tagsIn(lines.join("\n"))).toEqual(["tools", "needs/go"]);
  });

  it("are none where a line says something else", () => {
    expect(tagsIn(`// says ${MARK} unit\n// ${MARK} tools\nimport "./a";\n`)).toEqual([]);
  });
});
