// @module-tag unit
import { describe, expect, it } from "vitest";
import { Port } from "../../../constructs/words/port";

describe("a port", () => {
  it("is one, or a range", () => {
    expect(Port.tcp(22).range).toBe("22");
    expect(Port.udp(137, 138).range).toBe("137-138");
    expect(`${Port.tcp(8000, 8010)}`).toBe("tcp/8000-8010");
    expect(Port.udp(137, 138).label).toBe("udp_137_138");
    expect(Port.icmp().label).toBe("icmp");
  });

  it.each([
    [0, 0],
    [1, 65536],
    [23, 22],
    [1.5, 2],
  ])("is not %s to %s", (begin, end) => {
    expect(() => Port.tcp(begin, end)).toThrow("ports are 1 to 65535");
  });
});
