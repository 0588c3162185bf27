// @module-tag unit
import { describe, expect, it } from "vitest";
import { REQUIREMENTS, same, verdictOf } from "../../../../lab/rehearsal/checks/check";

const ALL = Object.keys(REQUIREMENTS).map((number) => same(Number(number), "what", "as it should", "as it should"));

describe("a verdict", () => {
  it("counts what is proven", () => expect(verdictOf(ALL)).toBe("requirements: 22 of 22 proven"));

  it("counts nothing that was not looked at", () => {
    expect(verdictOf(ALL.filter(({ requirement }) => requirement < 21))).toBe(
      "requirements: 20 of 22 proven; not looked at: 21, 22",
    );
  });

  it("does not count what was found otherwise in one place, however often it was found right", () => {
    expect(verdictOf([...ALL, same(8, "EU6::a disk", "50 GB", "10 GB")])).toBe(
      "requirements: 21 of 22 proven; not as expected: 8",
    );
  });
});
