// @module-tag tools
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { expect, it } from "vitest";
import { late, nodeFile } from "../../templates/late";

const file = (text: string) => nodeFile({ name: "ready/x", becomes: "x", text });

it("a text without variables is uploaded as it is", () => {
  expect(file("a ${b} %{c}")).toEqual({ name: "ready/x", becomes: "x", text: "a ${b} %{c}", variables: [] });
});

it("a text with variables becomes a template that names each once, in order", () => {
  const made = file(`${late("b")} ${late("a")} ${late("b")} \${c} %{d}`);
  expect(made.name).toBe("ready/x.tftpl");
  expect(made.variables).toEqual(["a", "b"]);
  expect(made.text).toBe("${b} ${a} ${b} $${c} %%{d}");
});

it("a name that Terraform does not take is refused", () => {
  for (const name of ["", "a-b", "1a", "a b", "ä"]) expect(() => late(name)).toThrow(`"${name}" is no name`);
});

const terraform = spawnSync("terraform", ["version"]).status === 0;

it.skipIf(!terraform)("Terraform gives back any literal text, with the variables filled in", () => {
  const folder = mkdtempSync(join(tmpdir(), "plumbline-late-"));
  const part = fc.oneof(
    fc.constantFrom("$", "%", "{", "}", "${", "%{", "$${", "\\", '"', "~", "\n", "x", "<%", "${a}"),
    fc.constant(undefined),
  );
  // one run of Terraform for all samples: it takes a second to start
  const samples = fc.sample(fc.array(part, { minLength: 1, maxLength: 12 }), { numRuns: 300, seed: 1 });
  const cases = [...samples, ["$", undefined], ["$$", undefined, "{"], ["%", undefined]].map((parts) => ({
    text: [...parts, late("v")].map((one) => one ?? late("v")).join(""),
    expected: [...parts, "VALUE"].map((one) => one ?? "VALUE").join(""),
  }));
  cases.forEach(({ text }, index) => {
    writeFileSync(join(folder, `${index}.tftpl`), file(text).text);
  });
  const expression = `jsonencode([for i in range(${cases.length}) : templatefile("\${i}.tftpl", { v = "VALUE" })])\n`;
  const { stdout, stderr } = spawnSync("terraform", ["console"], { cwd: folder, input: expression, encoding: "utf8" });
  expect(stdout, stderr).not.toBe("");
  expect(JSON.parse(JSON.parse(stdout))).toEqual(cases.map(({ expected }) => expected));
  rmSync(folder, { recursive: true });
});
