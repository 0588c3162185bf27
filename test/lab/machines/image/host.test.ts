import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { checkHost, fetchRelease, programPath } from "../../../../lab/machines/image/host";
import { Failure } from "../../../../lab/rehearsal/failure";

let empty: string;

beforeEach(() => {
  empty = mkdtempSync(join(tmpdir(), "host-"));
});

afterEach(() => {
  rmSync(empty, { recursive: true });
});

describe("a machine that shall make an image", () => {
  it("finds a program as a shell does", () => {
    expect(programPath("sh", { PATH: `${empty}:/bin` })).toBe("/bin/sh");
    expect(programPath("sh", { PATH: empty })).toBeUndefined();
    expect(programPath("sh", {})).toBeUndefined();
  });

  it("is told everything that is missing at once, with the command that installs it", () => {
    const problems = ((): readonly string[] => {
      try {
        // apt-get is there, the rest is not
        checkHost({ PATH: `${empty}:/nonexistent` }, { "/nonexistent/keyring.gpg": "some-keyring" });
      } catch (error) {
        if (error instanceof Failure) return error.hints;
        throw error;
      }
      return [];
    })();
    expect(problems.join("\n")).toContain("run it on Debian");
  });

  it("learns nothing of an archive that is not there", async () => {
    expect(await fetchRelease(`file://${empty}`, "trixie")).toBeUndefined();
  });
});
