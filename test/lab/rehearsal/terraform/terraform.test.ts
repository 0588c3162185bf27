// @module-tag tools
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { LAB_ACCOUNT } from "../../../../lab/cloud/cloud";
import { Cancellation } from "../../../../lab/host/cancellation";
import { Failure, Interrupted } from "../../../../lab/host/failure";
import { terraformEnvironment } from "../../../../lab/rehearsal/project/environment";
import { folderOf, type RehearsalFolder, takeFolder } from "../../../../lab/rehearsal/project/folder";
import { CONFIGURATION } from "../../../../lab/rehearsal/terraform/guard";
import { Terraform } from "../../../../lab/rehearsal/terraform/terraform";

describe("Terraform in a rehearsal", () => {
  let base: string;
  let folder: RehearsalFolder;
  let cancellation: Cancellation;

  /** One that says what it was asked for instead of doing it. */
  function terraform(endpoint = "http://127.0.0.1:1", program = "echo"): Terraform {
    const lab = { account: LAB_ACCOUNT, endpoints: { EU: endpoint }, cliConfig: undefined };
    return new Terraform({ program, folder, cancellation, environment: terraformEnvironment(process.env, lab) });
  }

  beforeEach(() => {
    base = mkdtempSync(join(tmpdir(), "plumbline-terraform-"));
    folder = folderOf(base, "fittings");
    cancellation = new Cancellation();
    mkdirSync(folder.stack, { recursive: true });
    const provider = { ddcloud: [{ cloudcontrol_endpoint: '${lookup(var.endpoints, "EU", null)}' }] };
    const backend = { s3: { bucket: "states" } };
    writeFileSync(join(folder.stack, CONFIGURATION), JSON.stringify({ terraform: { backend }, provider }));
  });

  afterEach(() => rmSync(base, { recursive: true, force: true }));

  it("does not run on the plan's own backend", async () => {
    await expect(terraform().init()).rejects.toThrow("refused");
    await expect(terraform().apply()).rejects.toThrow("refused");
    await expect(terraform().destroy()).rejects.toThrow("refused");
    await expect(terraform().plan()).rejects.toThrow("refused");
  });

  it("runs with its state in the rehearsal's folder", async () => {
    const run = terraform();
    run.forceLocalState();
    await run.init();
    await run.apply();
  });

  it("does not run against an endpoint elsewhere", async () => {
    const run = terraform("https://api-eu.dimensiondata.com");
    run.forceLocalState();
    await expect(run.init()).rejects.toThrow("refused");
    await expect(run.destroy()).rejects.toThrow("refused");
  });

  it("says what to do where the program is missing", async () => {
    const run = terraform(undefined, "no-such-terraform");
    run.forceLocalState();
    const failure = await run.init().catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(Failure);
    expect((failure as Failure).message).toContain("no-such-terraform");
    expect((failure as Failure).hints).toHaveLength(1);
  });

  it("is not started once somebody wants an end", async () => {
    const run = terraform();
    run.forceLocalState();
    cancellation.request();
    await expect(run.apply()).rejects.toThrow(Interrupted);
  });
});

describe("the folder of a rehearsal", () => {
  it("is refused while another rehearsal of the stack is running, and emptied afterwards", () => {
    const base = mkdtempSync(join(tmpdir(), "plumbline-folder-"));
    try {
      const folder = folderOf(base, "fittings");
      const release = takeFolder(folder);
      writeFileSync(join(folder.path, "running"), `${process.ppid}\n`);
      expect(() => takeFolder(folder)).toThrow(`another rehearsal of this stack is running (process ${process.ppid})`);
      release();
      writeFileSync(join(folder.path, "old"), "");
      takeFolder(folder)();
      expect(() => rmSync(join(folder.path, "old"))).toThrow("ENOENT");
    } finally {
      rmSync(base, { recursive: true, force: true });
    }
  });
});
