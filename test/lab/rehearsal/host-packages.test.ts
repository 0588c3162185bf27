// @module-tag tools
// @module-tag needs/root
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { Cancellation } from "../../../lab/host/cancellation";
import type { Failure } from "../../../lab/host/failure";
import { programPath } from "../../../lab/machines/image/host";
import { type InstallOptions, installMissing } from "../../../lab/rehearsal/host-packages";

const THERE = ["flock", "losetup", "dpkg-deb", "unshare", "openssl", "bash", "cat"];

let folder: string;
let printed: string[];

/** A machine that has these programs, and an apt-get that installs a program by making it. */
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "plumbline-host-"));
  printed = [];
  mkdirSync(join(folder, "bin"));
  for (const name of THERE) {
    symlinkSync(programPath(name, { PATH: "/usr/bin:/bin:/usr/sbin:/sbin" }) ?? "/bin/true", join(folder, "bin", name));
  }
  write("apt-get", 'echo "$*" >>"$LOG"; [[ $2 != "$BROKEN" ]] || { echo "E: no space left" >&2; exit 100; }');
});

afterEach(() => rmSync(folder, { recursive: true }));

function write(name: string, body: string): void {
  writeFileSync(join(folder, "bin", name), `#!/bin/bash\n${body}\n`, { mode: 0o755 });
}

function install(kind: "whole" | "infrastructure", more: Partial<InstallOptions> = {}, environment = {}) {
  return installMissing(kind, {
    environment: { PATH: join(folder, "bin"), LOG: join(folder, "log"), ...environment },
    yes: false,
    cancellation: new Cancellation(),
    print: (line) => printed.push(line),
    ask: undefined,
    ...more,
  });
}

const done = () => readFileSync(join(folder, "log"), "utf8").trim().split("\n");

const ALL = "apt-get install --no-install-recommends curl mmdebstrap openssh-client";

describe("what a rehearsal takes of a machine and is missing there", () => {
  it("is named at the start with the command that installs it, where nobody can be asked, and nothing is done", async () => {
    const failure: Failure = await install("whole").then(
      () => Promise.reject(new Error("it went on")),
      (error) => error,
    );
    expect(failure.message).toContain("mmdebstrap, curl, ssh, ssh-keygen missing on this machine");
    expect(failure.hints).toEqual([ALL, expect.stringContaining("--yes")]);
    expect(done).toThrow("ENOENT");
  });

  it("is installed without a question with --yes, after apt has learned what there is", async () => {
    await install("whole", { yes: true });
    expect(done()).toEqual([
      "--quiet=2 update",
      "--quiet=2 install --yes --no-install-recommends curl mmdebstrap openssh-client",
    ]);
  });

  it("is installed where whoever sits at the terminal agrees, who sees the command", async () => {
    let asked = "";
    await install("whole", {
      ask: async (question) => {
        asked = question;
        return true;
      },
    });
    expect(asked).toContain(ALL);
    expect(done()).toHaveLength(2);
  });

  it("is not installed where they do not", async () => {
    await expect(install("whole", { ask: async () => false })).rejects.toThrow("missing on this machine");
    expect(done).toThrow("ENOENT");
  });

  it("is told in apt's own words where it cannot be installed", async () => {
    await expect(install("whole", { yes: true }, { BROKEN: "install" })).rejects.toMatchObject({
      message: expect.stringContaining("failed with status 100"),
      hints: ["E: no space left"],
    });
  });

  it("is nothing of machines where there are none", async () => {
    await expect(install("infrastructure")).rejects.toMatchObject({
      message: "curl missing on this machine",
      hints: ["apt-get install --no-install-recommends curl", expect.any(String)],
    });
    write("curl", "");
    await install("infrastructure");
    expect(done).toThrow("ENOENT");
  });
});
