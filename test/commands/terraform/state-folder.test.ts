// @module-tag unit
import { chmodSync, mkdirSync, mkdtempSync, rmSync, statSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { closeStateFolder } from "../../../commands/terraform/state-folder";

describe("the state's folder", () => {
  let project: string;
  const mode = (...path: string[]) => (statSync(join(project, ...path)).mode & 0o777).toString(8);
  beforeEach(() => {
    project = mkdtempSync(join(tmpdir(), "plumbline-test-"));
  });
  afterEach(() => rmSync(project, { recursive: true }));

  it("is made for its owner alone", () => {
    closeStateFolder(project);
    expect(mode("state")).toBe("700");
  });

  it("of old is closed with the state and the backups in it, and so is the folder of saved plans", () => {
    mkdirSync(join(project, "state", "workspaces"), { recursive: true });
    mkdirSync(join(project, "cdktf.out"));
    for (const path of ["state", "state/workspaces", "cdktf.out"]) {
      chmodSync(join(project, path), 0o755);
    }
    const files = ["state/terraform.sql.tfstate", "state/terraform.sql.tfstate.backup", "state/workspaces/a"];
    for (const file of files) {
      writeFileSync(join(project, file), "{}");
      chmodSync(join(project, file), 0o644);
    }
    closeStateFolder(project);
    expect(files.map((file) => mode(file))).toEqual(["600", "600", "600"]);
    expect([mode("state"), mode("state/workspaces"), mode("cdktf.out")]).toEqual(["700", "700", "700"]);
  });

  it("keeps what its owner may not do, and touches nothing that a link points to", () => {
    mkdirSync(join(project, "state"));
    writeFileSync(join(project, "state", "kept"), "");
    chmodSync(join(project, "state", "kept"), 0o444);
    writeFileSync(join(project, "elsewhere"), "");
    chmodSync(join(project, "elsewhere"), 0o644);
    symlinkSync(join(project, "elsewhere"), join(project, "state", "link"));
    closeStateFolder(project);
    expect([mode("state", "kept"), mode("elsewhere")]).toEqual(["400", "644"]);
  });
});
