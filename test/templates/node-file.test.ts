// @module-tag tools
// @module-tag needs/terraform
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { expect, it } from "vitest";
import { parse } from "yaml";
import type { ApplyValue } from "../../templates/apply-value";
import { filledYaml } from "../../templates/filled-yaml";
import { type Fill, filledJson, nodeFile } from "../../templates/node-file";
import { known, namesIn, value } from "./values";

const file = (text: string | ((fill: Fill) => string)) => nodeFile({ name: "ready/x", target: "x", text });

it("a text without values is uploaded as it is", () => {
  expect(file("a ${b} %{c}")).toEqual({ name: "ready/x", target: "x", text: "a ${b} %{c}", values: [] });
});

it("a text with values becomes a template that names each once, in order", () => {
  const made = file((fill) => `${fill(value("b"))} ${fill(value("a"))} ${fill(value("b"))} \${c} %{d}`);
  expect(made.name).toBe("ready/x.tftpl");
  expect(made.values).toEqual([value("a"), value("b")]);
  expect(made.text).toBe("${b} ${a} ${b} $${c} %%{d}");
});

it("a value that is known now stands in the text itself, and makes no template", () => {
  const plain = file((fill) => `from ${fill(known("10.0.0.0/24"))}`);
  expect(plain).toEqual({ name: "ready/x", target: "x", text: "from 10.0.0.0/24", values: [] });
  const mixed = file((fill) => `${fill(known("10.0.0.0/24"))} ${fill(value("a"))}`);
  expect(mixed.text).toBe("10.0.0.0/24 ${a}");
  expect(namesIn(mixed)).toEqual(["a"]);
});

it("two different values of one name get different variables, and the same one twice gets one", () => {
  const named = (name: string, expression: string): ApplyValue => ({ ...value(name), expression });
  const [one, other] = [named("a_b", "${local.one}"), named("a_b", "${local.other}")];
  // a third one has the name already that the second would get
  const third = named("a_b_2", "${local.third}");
  for (const order of [
    [one, other, third],
    [third, one, other],
    [one, third, other],
  ]) {
    const made = file((fill) => [...order, ...order].map((each) => fill(each)).join(" "));
    const found = [...made.text.matchAll(/\$\{(\w+)\}/g)].map(([, name]) => name);
    const expressions = new Map(made.values.map(({ name, expression }) => [name, expression]));
    expect(found.map((name) => expressions.get(name as string))).toEqual(
      [...order, ...order].map(({ expression }) => expression),
    );
    expect(made.values).toHaveLength(3);
  }
});

it("a name that Terraform does not take is refused", () => {
  for (const name of ["", "a-b", "1a", "a b", "ä"]) {
    expect(() => file((fill) => fill(value(name)))).toThrow(`"${name}" is no name`);
  }
});

it("values stand in JSON where a text can stand, beside any other text", () => {
  const made = file((fill) =>
    filledJson({ password: fill(value("p")), hosts: ["a", fill(value("h"))], text: '"${x}"\n' }),
  );
  const onNode = made.text.replaceAll(/(?<!\$)\$\{(\w+)\}/g, "<$1>").replaceAll("$${", "${");
  expect(JSON.parse(onNode)).toEqual({ password: "<p>", hosts: ["a", "<h>"], text: '"${x}"\n' });
});

it.each([
  "\\u0001p\\u0002",
  "\\\\x01p\\\\x02",
  "\\x01",
])("what only looks like a value in JSON or YAML stays text: %s", (text) => {
  const inJson = file((fill) => filledJson([text, fill(value("p"))]));
  expect(JSON.parse(inJson.text.replace("${p}", "P"))).toEqual([text, "P"]);
  const inYaml = file((fill) => filledYaml({ list: [text, `"${fill(value("p"))}'`] }));
  expect(parse(inYaml.text.replace("${p}", "P"), { version: "1.1" })).toEqual({ list: [text, `"P'`] });
});

it("Terraform gives back any literal text, with the variables filled in", () => {
  const folder = mkdtempSync(join(tmpdir(), "plumbline-node-file-"));
  const part = fc.oneof(
    fc.constantFrom("$", "%", "{", "}", "${", "%{", "$${", "\\", '"', "~", "\n", "x", "<%", "${a}"),
    fc.constant(undefined),
  );
  // one run of Terraform for all samples: it takes a second to start
  const samples = fc.sample(fc.array(part, { minLength: 1, maxLength: 12 }), { numRuns: 300, seed: 1 });
  const cases = [...samples, ["$", undefined], ["$$", undefined, "{"], ["%", undefined]].map((parts) => ({
    text: (fill: Fill) => [...parts, undefined].map((one) => one ?? fill(value("v"))).join(""),
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
