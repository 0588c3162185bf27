// @module-tag tools
// @module-tag needs/terraform
// What the triggers of a step mean to Terraform itself.
import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { IGNORE_EFFECT_TEXT } from "../../../constructs/steps/machine-resource";
import { providerMirror } from "../../../lab/providers/mirror";

describe("a step in Terraform", () => {
  let folder: string;
  let environment: NodeJS.ProcessEnv;

  const terraform = (...words: string[]) =>
    execFileSync("terraform", words, { cwd: folder, env: environment, encoding: "utf8", stdio: "pipe" });

  function write(triggers: Readonly<Record<string, string>>): void {
    const step = { triggers, lifecycle: { ignore_changes: IGNORE_EFFECT_TEXT.ignoreChanges } };
    const configuration = {
      terraform: { required_providers: { null: { source: "hashicorp/null", version: "3.2.4" } } },
      resource: { null_resource: { step } },
    };
    writeFileSync(join(folder, "main.tf.json"), JSON.stringify(configuration));
  }

  function planned(): string[] {
    terraform("plan", "-input=false", "-out=next");
    const { resource_changes } = JSON.parse(terraform("show", "-json", "next"));
    return resource_changes.flatMap(({ change }: { change: { actions: string[] } }) => change.actions);
  }

  beforeAll(async () => {
    const { cliConfig } = await providerMirror({ root: resolve(__dirname, "../../..") });
    folder = mkdtempSync(join(tmpdir(), "plumbline-step-"));
    environment = { ...process.env, TF_CLI_CONFIG_FILE: cliConfig, CHECKPOINT_DISABLE: "1" };
    write({ effect: "restarts mysqld", "/etc/hosts": "1111" });
    terraform("init", "-input=false");
    terraform("apply", "-input=false", "-auto-approve");
  });

  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it("does not run again for other words about what it does", () => {
    write({ effect: "may restart mysqld", "/etc/hosts": "1111" });
    expect(planned()).toEqual(["no-op"]);
  });

  it("runs again for another text of a file", () => {
    write({ effect: "restarts mysqld", "/etc/hosts": "2222" });
    expect(planned()).toEqual(["delete", "create"]);
  });

  it("runs again for a file that it did not write before", () => {
    write({ effect: "restarts mysqld", "/etc/hosts": "1111", "/etc/mysql/mysql.conf.d/zz-plumbline.cnf": "3333" });
    expect(planned()).toEqual(["delete", "create"]);
  });
});
