// @module-tag unit
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { shareOut, thisHost } from "../../../lab/machines/hardware";

describe("hardware of machines", () => {
  it("is 1 GB and all cores each where the host has it", () => {
    const hardware = shareOut({ cores: 2, megabytes: 8000 }, 2, "tcg");
    expect(hardware).toEqual({ cpus: 2, megabytes: 1024, accelerator: "tcg", translationMegabytes: 512 });
    expect(shareOut({ cores: 64, megabytes: 200_000 }, 2, "tcg").cpus).toBe(4);
  });

  it("has less room for translated code first, and less memory only then", () => {
    expect(shareOut({ cores: 2, megabytes: 3700 }, 2, "tcg")).toMatchObject({
      megabytes: 1024,
      translationMegabytes: 326,
    });
    expect(shareOut({ cores: 2, megabytes: 3000 }, 2, "tcg")).toMatchObject({
      megabytes: 872,
      translationMegabytes: 128,
    });
  });

  it("has no translated code where the host's processor runs the guest", () => {
    expect(shareOut({ cores: 2, megabytes: 3000 }, 2, "kvm")).toMatchObject({
      megabytes: 1000,
      translationMegabytes: 0,
    });
  });

  it("is what was asked for, or nothing", () => {
    expect(shareOut({ cores: 2, megabytes: 9000 }, 2, "tcg", 2048).megabytes).toBe(2048);
    expect(() => shareOut({ cores: 2, megabytes: 4000 }, 2, "tcg", 2048)).toThrow(
      "2 machines of 2048 MB need 5352 MB of memory; 4000 MB are available",
    );
  });

  it("is refused where the host has too little, with the figures", () => {
    expect(() => shareOut({ cores: 1, megabytes: 2000 }, 2, "tcg")).toThrow(
      "2 machines of 768 MB need 2792 MB of memory; 2000 MB are available",
    );
  });

  it("is never more than the host has, and never less than a machine needs", () => {
    const hosts = fc.record({
      cores: fc.integer({ min: 1, max: 128 }),
      megabytes: fc.integer({ min: 0, max: 100_000 }),
    });
    const machines = fc.integer({ min: 1, max: 40 });
    fc.assert(
      fc.property(hosts, machines, fc.constantFrom("tcg" as const, "kvm" as const), (host, count, accelerator) => {
        let hardware: ReturnType<typeof shareOut>;
        try {
          hardware = shareOut(host, count, accelerator);
        } catch {
          // then the least that is possible does not fit
          const least = count * (768 + (accelerator === "tcg" ? 128 : 0) + 150) + 700;
          expect(host.megabytes).toBeLessThan(least);
          return;
        }
        const { cpus, megabytes, translationMegabytes } = hardware;
        expect(count * (megabytes + translationMegabytes + 150)).toBeLessThanOrEqual(host.megabytes - 700);
        expect(cpus).toBeGreaterThanOrEqual(1);
        expect(cpus).toBeLessThanOrEqual(host.cores);
        expect([megabytes >= 768, megabytes <= 1024]).toEqual([true, true]);
        expect(Number.isInteger(megabytes) && Number.isInteger(translationMegabytes)).toBe(true);
        expect(accelerator === "kvm" ? translationMegabytes : Math.min(translationMegabytes, 128)).toBe(
          accelerator === "kvm" ? 0 : 128,
        );
      }),
    );
  });

  it("of this host is a number of cores and of megabytes", () => {
    const { cores, megabytes } = thisHost();
    expect(cores).toBeGreaterThan(0);
    expect(Number.isInteger(megabytes) && megabytes > 100).toBe(true);
  });
});
