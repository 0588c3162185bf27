// @module-tag unit
import { describe, expect, it } from "vitest";
import { DEBIAN, ubuntu } from "../../../../lab/machines/image/recipe";

describe("what an image is made of", () => {
  it("has no MySQL of its own in it: a plan installs that", () => {
    for (const { packages } of [DEBIAN, ubuntu()]) {
      expect(packages.filter((name) => name.startsWith("mysql"))).toEqual([]);
    }
  });

  it("is the plan's Ubuntu where no suite is named", () => {
    expect(ubuntu().suite).toBe("jammy");
    expect(ubuntu("noble").suite).toBe("noble");
    expect(ubuntu().mysqlSuite).toBeUndefined();
  });

  it("is refused for a suite that the platform has no image of", () => {
    expect(() => ubuntu("trusty")).toThrow('LAB_UBUNTU_SUITE is "trusty"; it is jammy, noble, or not set');
  });
});
