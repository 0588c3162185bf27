// @module-tag unit
import { describe, expect, it } from "vitest";
import { bootParts, cloudInitStages } from "../../../../lab/rehearsal/report/first-boot";

/** What the step said in a rehearsal on a machine that had other things to do, with the time of day. */
const RECORDED = `
10:04:12.155 boot: wrote /var/lib/cloud/seed/nocloud/user-data
10:04:12.301 boot: wrote /var/lib/cloud/seed/nocloud/meta-data
10:04:12.481 boot: wrote /etc/cloud/cloud.cfg.d/99-plumbline.cfg
10:04:16.770 boot: restarting into the first boot
10:04:18.010 reach EU6::master-sql: waiting for 127.64.8.202 port 22 to answer, at most 900 s: the server may still be starting
10:05:49.450 boot-finish: waiting for cloud-init: system update, packages, clock; usually some minutes, at most an hour
10:10:16.597 boot-finish: the first boot is complete
10:10:23.164 boot-settled: kernel 6.12.118+deb13-cloud-amd64; the first boot is never repeated on this node
`;

const time = (clock: string): number => Date.parse(`2026-11-28T${clock}Z`);

function span(log: string) {
  const said = log
    .trim()
    .split("\n")
    .map((line) => ({ at: time(line.slice(0, 12)), line: line.slice(13) }));
  return { began: time("10:03:54.733"), ended: time("10:10:24.878"), waits: 2, said };
}

describe("a first boot", () => {
  it("is told part by part, from what its step said", () => {
    const parts = bootParts(span(RECORDED));
    expect(parts.map(({ what, milliseconds }) => [what, milliseconds])).toEqual([
      ["login, files, cloud-init looks at its user-data", 17_422],
      ["cloud-init forgets the image's first boot", 4_615],
      ["restart, until SSH answers and logs in", 92_680],
      ["cloud-init's stages that are left", 267_147],
      ["what follows cloud-init", 8_281],
    ]);
    const { began, ended } = span(RECORDED);
    expect(parts.reduce((sum, { milliseconds }) => sum + milliseconds, 0)).toBe(ended - began);
  });

  it("has the stages of cloud-init where the step tells them", () => {
    const took =
      "10:10:16.590 boot-finish: cloud-init took: init 4 s, init-local 2 s, modules-config 9 s, modules-final 251 s";
    const told = RECORDED.replace(/.*boot-finish: the first boot/, (line) => `${took}\n${line}`);
    expect(cloudInitStages(span(told))).toEqual([
      { what: "cloud-init init", milliseconds: 4_000 },
      { what: "cloud-init init-local", milliseconds: 2_000 },
      { what: "cloud-init modules-config", milliseconds: 9_000 },
      { what: "cloud-init modules-final", milliseconds: 251_000 },
    ]);
    expect(bootParts(span(told)).at(-1)?.milliseconds).toBe(8_288);
    expect(cloudInitStages(span(RECORDED))).toEqual([]);
  });

  it("has no parts on a node that has had its first boot, nor has another step", () => {
    expect(bootParts(span("10:04:00.000 boot: this node has had its first boot; nothing to do"))).toEqual([]);
    expect(bootParts(span("10:04:00.000 ready: mysqld is active"))).toEqual([]);
  });
});
