// @module-tag tools
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { Failure } from "../../../commands/cli/command";
import { terraform, terraformBinary } from "../../../commands/terraform/terraform";

describe("the program that applies a stack", () => {
  let folder: string;
  const install = (name: string, mode = 0o755) => {
    const path = join(folder, name);
    writeFileSync(path, '#!/bin/sh\necho "$0" "$@"; echo warned >&2; exit 3\n');
    chmodSync(path, mode);
    return path;
  };
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), "plumbline-test-"));
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  it("is the one that TERRAFORM_BINARY_NAME names, whatever else is there", () => {
    expect(terraformBinary({ TERRAFORM_BINARY_NAME: "tofu-1.10", PATH: process.env.PATH })).toBe("tofu-1.10");
  });

  it("is missed by name where there is neither", () => {
    install("terraform", 0o644);
    expect(() => terraformBinary({ PATH: `/nowhere:${folder}` })).toThrow(/neither terraform nor tofu/);
  });

  it("is OpenTofu where only that is installed, else Terraform", () => {
    install("tofu");
    expect(terraformBinary({ PATH: folder })).toBe("tofu");
    install("terraform");
    expect(terraformBinary({ PATH: folder })).toBe("terraform");
  });

  it("is run in a folder; what it says on both channels and its exit code are kept", async () => {
    const path = install("terraform");
    const outcome = await terraform(["output", "-json"], folder, { TERRAFORM_BINARY_NAME: path });
    expect(outcome).toEqual({ code: 3, stdout: `${path} output -json\n`, stderr: "warned\n" });
  });

  it("that cannot be run is an error with a remedy", async () => {
    const attempt = terraform([], folder, { TERRAFORM_BINARY_NAME: join(folder, "absent") });
    await expect(attempt).rejects.toThrow(Failure);
    await expect(attempt).rejects.toThrow(/cannot run .*absent/);
  });
});
