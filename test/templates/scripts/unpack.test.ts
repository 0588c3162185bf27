// @module-tag tools
// With the real Terraform, which makes the script, and the node's own shell, which runs it.
import { execFileSync, type StdioOptions, spawnSync } from "node:child_process";
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import * as fc from "fast-check";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { UNPACK, UNPACKS } from "../../../templates/scripts/unpack";

const shellcheck = spawnSync("shellcheck", ["--version"]).error === undefined;

describe(UNPACK, () => {
  let folder: string;
  let node: string;

  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), "plumbline-unpack-"));
    node = join(folder, "node");
    writeFileSync(join(folder, `${UNPACK}.tftpl`), UNPACKS);
    const template = `templatefile("${UNPACK}.tftpl", { files = jsondecode(file("files.json")) })`;
    writeFileSync(join(folder, "main.tf.json"), JSON.stringify({ output: { script: { value: `\${${template}}` } } }));
  });
  afterAll(() => rmSync(folder, { recursive: true }));
  beforeEach(() => {
    rmSync(node, { recursive: true, force: true });
    mkdirSync(node);
  });

  /** Has Terraform make the script of these files, and puts it on the node. */
  function upload(files: Readonly<Record<string, Uint8Array | string>>): string {
    const contents = Object.entries(files).map(([name, content]) => [name, Buffer.from(content).toString("base64")]);
    writeFileSync(join(folder, "files.json"), JSON.stringify(Object.fromEntries(contents)));
    const stdio: StdioOptions = ["ignore", "pipe", "pipe"];
    const options = { cwd: folder, stdio, env: { ...process.env, CHECKPOINT_DISABLE: "1" }, maxBuffer: 2 ** 26 };
    execFileSync("terraform", ["apply", "-auto-approve", "-no-color"], options);
    const script = join(node, UNPACK);
    writeFileSync(script, execFileSync("terraform", ["output", "-raw", "script"], options));
    return script;
  }
  const found = () => Object.fromEntries(readdirSync(node).map((name) => [name, readFileSync(join(node, name))]));

  it("writes every file as it was, to the byte, beside itself, and is gone then", () => {
    const name = fc.stringMatching(/^[a-z0-9][a-z0-9.-]{0,12}$/);
    const content = fc.oneof(
      fc.uint8Array({ maxLength: 200 }).map((bytes) => Buffer.from(bytes)),
      fc.constantFrom("", "\n", "END\n", "${a} %{b}\n", "e\u0301\n").map((text) => Buffer.from(text)),
    );
    const files = fc.dictionary(name, content, { minKeys: 1, maxKeys: 8, noNullPrototype: true });
    fc.assert(
      fc.property(files, (contents) => {
        rmSync(node, { recursive: true });
        mkdirSync(node);
        execFileSync("sh", [upload(contents)], { cwd: "/" });
        expect(found()).toEqual(contents);
      }),
      { numRuns: 10 },
    );
  });

  it.skipIf(!shellcheck)("is clean to shellcheck", () => {
    const script = upload({ "seed.sh": "true\n", "99-plumbline.cfg": "" });
    expect(spawnSync("shellcheck", [script], { encoding: "utf8" }).stdout).toBe("");
  });

  it("writes what none but its owner can read", () => {
    execFileSync("sh", [upload({ "server-key.pem": "secret\n" })]);
    expect(statSync(join(node, "server-key.pem")).mode & 0o777).toBe(0o600);
  });

  it("takes a long file", () => {
    const long = "0123456789abcdef".repeat(65_536);
    execFileSync("sh", [upload({ long })]);
    expect(Object.keys(found())).toEqual(["long"]);
    expect(found().long?.equals(Buffer.from(long))).toBe(true);
  });

  it("leaves a script as it was to whoever still reads it", () => {
    const old = join(node, "seed.sh");
    writeFileSync(old, "exec 3<seed.sh\nsh unpack.sh\ncat <&3\n");
    upload({ "seed.sh": "new\n" });
    const { stdout } = spawnSync("sh", [old], { cwd: node, encoding: "utf8" });
    expect(stdout).toContain("exec 3<seed.sh");
    expect(readFileSync(old, "utf8")).toBe("new\n");
  });

  it("is gone, with the secrets in it, even where it breaks off", () => {
    const script = upload({ first: "1", second: "2" });
    mkdirSync(join(node, "first.new"));
    const { status } = spawnSync("sh", [script], { encoding: "utf8" });
    expect(status).not.toBe(0);
    expect(existsSync(script)).toBe(false);
    expect(readdirSync(node)).toEqual(["first.new"]);
  });
});
