// @module-tag tools
import { spawnSync } from "node:child_process";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { LINEAGES, replicating, seriesNumber, versionNumber } from "../../../platform/mysql/versions";
import { renderScript } from "../../../templates/scripts/script";

/** Source, replica, and what the vendor's manual says of the two. */
const CASES = [
  ["9.7.4", "9.7.4", "same"],
  ["9.7.4-2", "9.7.1", "same"],
  ["8.0.46-0ubuntu0.24.04.1", "8.0.30", "same"],
  ["26.7.0", "26.7.1", "same"],
  ["8.0.46", "8.4.7", "supported"],
  ["8.0.46", "8.1.0", "supported"],
  ["8.4.7", "9.7.4", "supported"],
  ["8.4.7", "9.0.1", "supported"],
  ["9.1.0", "9.6.0", "supported"],
  ["9.7.4", "26.7.1", "supported"],
  ["9.7.4", "26.10.0", "supported"],
  ["26.7.1", "26.10.0", "supported"],
  ["8.0.46", "9.7.4", "unsupported"],
  ["8.0.46", "9.0.0", "unsupported"],
  ["8.3.0", "9.0.0", "unsupported"],
  ["8.4.7", "26.7.0", "unsupported"],
  ["9.6.0", "26.7.0", "unsupported"],
  ["9.6.0", "26.10.0", "unsupported"],
  // as text, these would be the other way round
  ["26.10.0", "26.7.1", "unsupported"],
  ["26.7.0", "9.7.4", "unsupported"],
  ["9.7.4", "8.4.7", "unsupported"],
  ["26.10.0", "27.4.0", "unknown"],
  ["9.7.4", "27.1.0", "unknown"],
  ["27.4.0", "26.10.0", "unsupported"],
  ["27.4.0", "27.4.2", "same"],
] as const;

describe("a replica and its source", () => {
  it.each(CASES)("source %s, replica %s: %s", (source, replica, expected) => {
    expect(replicating(source, replica)).toBe(expected);
  });

  it("never are two known series of different lineages, and never is the replica the older one", () => {
    const series = fc.constantFrom(...LINEAGES.flat());
    fc.assert(
      fc.property(series, series, (source, replica) => {
        const answer = replicating(`${source}.0`, `${replica}.9`);
        const together = LINEAGES.some((row) => row.includes(source) && row.includes(replica));
        if (source === replica) {
          expect(answer).toBe("same");
        } else {
          expect(answer).toBe(seriesNumber(source) < seriesNumber(replica) && together ? "supported" : "unsupported");
        }
      }),
      { seed: 7, numRuns: 300 },
    );
  });

  it("are judged alike by the scripts", () => {
    const library = renderScript("link").replace(/^main "\$@"; exit$/m, "");
    const asked = CASES.map(([source, replica]) => `replicating '${source}' '${replica}'`).join("\n");
    const { stdout, stderr } = spawnSync("bash", ["--norc", "-c", `${library}\n${asked}`], { encoding: "utf8" });
    expect(stdout.trimEnd().split("\n"), stderr).toEqual(CASES.map(([, , expected]) => expected));
  });
});

it("compares versions as numbers, with what packagers add left out", () => {
  const sorted = ["8.0.30", "8.0.46-0ubuntu0.24.04", "8.4.0", "9.7.4-2", "26.7.0", "26.7.1", "26.10.0"];
  expect([...sorted].reverse().sort((a, b) => versionNumber(a) - versionNumber(b))).toEqual(sorted);
  expect(versionNumber("26.10")).toBe(261000);
});
