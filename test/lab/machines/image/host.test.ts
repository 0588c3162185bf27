// @module-tag tools
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { Failure } from "../../../../lab/host/failure";
import { checkHost, fetchRelease, programPath } from "../../../../lab/machines/image/host";

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

  /** What it is told where its PATH has these programs only. */
  function problemsWith(...programs: string[]): string {
    for (const program of programs) {
      writeFileSync(join(empty, program), "", { mode: 0o755 });
    }
    try {
      checkHost({ PATH: empty }, { "/nonexistent/keyring.gpg": "some-keyring", "/etc/passwd": "base-passwd" });
    } catch (error) {
      if (error instanceof Failure) {
        return error.hints.join("\n");
      }
      throw error;
    }
    return "";
  }

  it("is told everything that is missing at once, with the command that installs it", () => {
    expect(problemsWith("apt-get", "flock", "unshare", "losetup", "dpkg-deb")).toContain(
      "mmdebstrap, /nonexistent/keyring.gpg missing: apt-get install --no-install-recommends mmdebstrap some-keyring",
    );
  });

  it("is told that it must be a Debian where it has no apt", () => {
    const problems = problemsWith("flock");
    expect(problems).toContain("run it on Debian");
    expect(problems).not.toContain("install");
  });

  it("learns nothing of an archive that is not there", async () => {
    expect(await fetchRelease(`file://${empty}`, "trixie")).toBeUndefined();
  });
});
