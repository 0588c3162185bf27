// @module-tag unit
import { describe, expect, it } from "vitest";
import { findImage, IMAGES } from "../../platform/images";
import { DISK_GB } from "../../platform/limits";

describe("images", () => {
  it("are found by their exact name first", () => {
    for (const image of IMAGES) {
      expect(findImage(image.name)).toBe(image);
    }
  });

  it("are found by a part of their name, the first that holds it", () => {
    expect(findImage("Ubuntu")?.name).toBe(IMAGES.find(({ name }) => name.includes("Ubuntu"))?.name);
    expect(findImage("Ubuntu 14")?.name).toBe("Ubuntu 14.04 2 CPU");
    expect(findImage("Solaris")).toBeUndefined();
  });

  it("have names of their own and a disk that the platform takes", () => {
    expect(new Set(IMAGES.map(({ name }) => name)).size).toBe(IMAGES.length);
    for (const { diskGb } of IMAGES) {
      expect(diskGb).toBeGreaterThanOrEqual(DISK_GB.least);
    }
  });
});
