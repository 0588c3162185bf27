// @module-tag unit
import { describe, expect, it } from "vitest";
import { Disk } from "../../../constructs/node/disk";
import { Size } from "../../../constructs/words/size";

describe("a disk", () => {
  it("has a size that the platform takes", () => {
    expect(Disk.standard(Size.gigabytes(10)).size.toGigabytes()).toBe(10);
    expect(() => Disk.standard(Size.gigabytes(9))).toThrow("disk is 9 GB; a disk takes 10 to 1000 GB");
    expect(() => Disk.economy(Size.gigabytes(1001))).toThrow("disk is 1001 GB");
  });

  it("stands at a SCSI unit from 0 to 9", () => {
    expect(() => Disk.highPerformance(Size.gigabytes(10), { unit: 10 })).toThrow("disk unit is 10");
  });

  it("has a speed that the platform knows", () => {
    expect(() => Disk.of(Size.gigabytes(10), "fast" as never)).toThrow("ECONOMY, STANDARD, HIGHPERFORMANCE");
  });
});
