// @module-tag unit
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type CloudConfigPart, mergeCloudConfig } from "../../templates/cloud-config";

const merged = (...parts: Record<string, unknown>[]) =>
  mergeCloudConfig(parts.map((values, index) => ({ by: `part${index + 1}`, values })));

describe("parts of user-data", () => {
  it("are merged: mappings by key, lists one behind the other", () => {
    expect(
      merged(
        { ntp: { enabled: true }, runcmd: ["set -e", ["one"]], locale: "C.UTF-8" },
        { ntp: { servers: ["a"] }, runcmd: [["two"]], bootcmd: ["x"], locale: "C.UTF-8" },
      ),
    ).toEqual({
      ntp: { enabled: true, servers: ["a"] },
      runcmd: ["set -e", ["one"], ["two"]],
      bootcmd: ["x"],
      locale: "C.UTF-8",
    });
  });

  it("name a package once, and each version of it", () => {
    expect(merged({ packages: ["nftables", "rsync"] }, { packages: ["rsync", ["jq", "1.7"]] }).packages).toEqual([
      ...["nftables", "rsync", ["jq", "1.7"]],
    ]);
  });

  it("are refused where they contradict each other, all at once and with both names", () => {
    const parts = () =>
      merged(
        { disable_root: true, ntp: { enabled: true }, write_files: [{ path: "/etc/motd", content: "a" }] },
        { disable_root: false, ntp: { enabled: false }, users: ["default"] },
        { users: "everybody", write_files: [{ path: "/etc/motd", content: "a" }] },
      );
    expect(parts).toThrow(
      [
        "part1 and part2 set disable_root of user-data differently: true and false; leave it to one of them",
        "part1 and part2 set ntp.enabled of user-data differently: true and false; leave it to one of them",
        'part2 and part3 set users of user-data differently: ["default"] and "everybody"; leave it to one of them',
        "part1 and part3 both write /etc/motd; leave it to one of them",
      ].join("\n"),
    );
  });

  it("may write a file of their own several times, as cloud-init may append to one", () => {
    const files = [
      { path: "/a", content: "1" },
      { path: "/a", content: "2", append: true },
    ];
    expect(merged({ write_files: files }).write_files).toEqual(files);
  });

  /** Values that are lists or mappings at the same keys in all parts, so that nothing contradicts. */
  const part = fc.record(
    {
      runcmd: fc.array(fc.array(fc.string(), { minLength: 1 })),
      bootcmd: fc.array(fc.string()),
      apt: fc.record({ sources: fc.dictionary(fc.uuid(), fc.constant({})) }, { requiredKeys: [] }),
    },
    { requiredKeys: [] },
  );

  it("keep all that is in them, in order, wherever a merge is divided", () => {
    fc.assert(
      fc.property(fc.array(part, { maxLength: 5 }), fc.nat(5), (values, cut) => {
        const parts: CloudConfigPart[] = values.map((one, index) => ({ by: `${index}`, values: one }));
        const before = JSON.stringify(parts);
        const whole = mergeCloudConfig(parts);
        for (const key of ["runcmd", "bootcmd"] as const) {
          expect(whole[key] ?? []).toEqual(values.flatMap((one): readonly unknown[] => one[key] ?? []));
        }
        const head = { by: "head", values: mergeCloudConfig(parts.slice(0, cut)) };
        expect(mergeCloudConfig([head, ...parts.slice(cut)])).toEqual(whole);
        expect(JSON.stringify(parts)).toBe(before);
      }),
    );
  });
});
