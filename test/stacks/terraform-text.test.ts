// @module-tag tools
import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { App, LocalBackend, TerraformOutput, TerraformStack } from "cdktf";
import { describe, expect, it, vi } from "vitest";
import { type Form, literal } from "../../stacks/terraform-text";

/** Texts that mean something to Terraform, to JSON or to HCL. */
const AWKWARD = [
  "plain",
  "${var.secret} and %{ if true }",
  "$${already}",
  'say "hello"',
  'say "hello" to ${you}',
  "C:\\new\\table",
  "show replica status\\G",
  'a line\nanother "one" with \\ and ${x}',
  "ümlaut, 日本, emoji 🔧",
  "",
];

/** What Terraform itself makes of texts that were written in a form. */
function readBack(texts: readonly string[], form: Form): unknown[] {
  const folder = mkdtempSync(join(tmpdir(), "plumbline-text-"));
  try {
    // cdktf asks the environment again when it makes a stack
    vi.stubEnv("SYNTH_HCL_OUTPUT", `${form === "hcl"}`);
    const app = new App({ stackTraces: false, outdir: folder });
    const stack = new TerraformStack(app, "text");
    new LocalBackend(stack, { path: "terraform.tfstate" });
    texts.forEach((text, index) => {
      new TerraformOutput(stack, `t${index}`, { value: literal(text, form) });
    });
    app.synth();
    const cwd = join(folder, "stacks", "text");
    const environment = { ...process.env, CHECKPOINT_DISABLE: "1", TF_CLI_CONFIG_FILE: join(folder, "none.tfrc") };
    writeFileSync(join(folder, "none.tfrc"), "");
    execFileSync("terraform", ["init", "-input=false"], { cwd, env: environment, stdio: "pipe" });
    execFileSync("terraform", ["apply", "-auto-approve", "-input=false"], { cwd, env: environment, stdio: "pipe" });
    const outputs = JSON.parse(
      execFileSync("terraform", ["output", "-json"], { cwd, env: environment, encoding: "utf8" }),
    );
    return texts.map((_, index) => outputs[`t${index}`].value);
  } finally {
    vi.unstubAllEnvs();
    rmSync(folder, { recursive: true });
  }
}

describe("a plan's own words", () => {
  it("arrive as they are through JSON", () => {
    expect(readBack(AWKWARD, "json")).toEqual(AWKWARD);
  });

  it("arrive as they are through HCL, where cdktf ends text of several lines with one more", () => {
    const read = readBack(AWKWARD, "hcl") as string[];
    expect(read.map((text, index) => (AWKWARD[index]?.includes("\n") ? text.replace(/\n$/, "") : text))).toEqual(
      AWKWARD,
    );
  });
});
