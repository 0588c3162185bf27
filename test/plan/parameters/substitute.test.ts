// @module-tag unit
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { Findings } from "../../../plan/findings/findings";
import type { ParameterValue } from "../../../plan/parameters/parameter-type";
import type { Parameter } from "../../../plan/parameters/parameters";
import { Substitution } from "../../../plan/parameters/substitute";
import { readDocuments } from "../../../plan/yaml/documents";
import { POISON, plain, type Scalar, type Tree } from "../../../plan/yaml/tree";
import { edited, expectErrors, load } from "../trial";

const at = { file: "a.yaml", line: 1, column: 1 };

function parameters(values: Record<string, ParameterValue | undefined>): Map<string, Parameter> {
  return new Map(
    Object.entries(values).map(([name, value]) => [
      name,
      { name, at, type: { kind: "str" }, value, valueAt: [], poisoned: value === undefined },
    ]),
  );
}

function substitute(yaml: string, values: Record<string, ParameterValue | undefined>) {
  const findings = new Findings();
  const [tree] = readDocuments("a.yaml", yaml, findings) as [Tree];
  const result = new Substitution(parameters(values), findings).tree(tree);
  const said = findings.diagnostics.map((one) =>
    [`${one.at.line}:${one.at.column} ${one.message}`, ...one.hints].join(" | "),
  );
  return { result, data: plain(result) as Record<string, unknown>, said };
}

describe("a parameter in a plan", () => {
  it("that is the whole value gives it its type", () => {
    const { data } = substitute(
      'a: "{{ parameter.n }}"\nb: {{parameter.b}}\nc: "{{ parameter.l }}"\nd: " {{ parameter.n }} "\n',
      { n: 5, b: true, l: ["x", 2] },
    );
    expect({ ...data }).toEqual({ a: 5, b: true, c: ["x", 2], d: 5 });
  });

  it("that is a part of a value is text", () => {
    expect(
      substitute('a: "1 {{ parameter.n }} {{ parameter.b }} {{ parameter.l }}"\n', { n: 5, b: false, l: ["x", 2] }).data
        .a,
    ).toBe("1 5 false x,2");
  });

  it("may stand in a key", () => {
    expect(Object.keys(substitute('"{{ parameter.k }}-sql": 1\n{{ parameter.k }}: 2\n', { k: "master" }).data)).toEqual(
      ["master-sql", "master"],
    );
  });

  it("may stand in another token", () => {
    expect(substitute('a: "{{ {{ parameter.l }}::node.ipv6 }}"\n', { l: "EU6" }).data.a).toBe("{{ EU6::node.ipv6 }}");
  });

  it("is not read again: its value stays as it is", () => {
    expect(substitute('a: "x{{ parameter.a }}"\n', { a: "{{ parameter.b }}" }).data.a).toBe("x{{ parameter.b }}");
  });

  it("cannot add anything but text", () => {
    expect(substitute("a: x{{ parameter.a }}\n", { a: "\nb: 1 # {" }).data).toEqual(
      expect.objectContaining({ a: "x\nb: 1 # {" }),
    );
  });

  it("makes no key twice", () => {
    expect(substitute('a: 1\n"{{ parameter.k }}": 2\n', { k: "a" }).said).toEqual([
      "2:1 the key a is there twice once parameters are put in",
    ]);
  });

  it("leaves other tokens alone", () => {
    const yaml = 'a: "{{ node.public }} {{ parameters.x }}"\n';
    expect(substitute(yaml, {})).toMatchObject({ data: { a: "{{ node.public }} {{ parameters.x }}" }, said: [] });
  });

  it("that is unknown is told at its own place, with the nearest name", () => {
    expect(
      substitute('a:\n  - "{{ parameter.other }} {{  parameter.nmae }}"\n', { name: "x", other: "y" }).said,
    ).toEqual(["2:32 unknown parameter `parameter.nmae` | parameters: name, other. Did you mean name?"]);
  });

  it("that is unknown is told in a key, too", () => {
    expect(substitute('a:\n  "x{{ parameter.k }}": 1\n', {}).said).toEqual([
      "2:8 unknown parameter `parameter.k` | this plan has no parameters",
    ]);
  });

  it("poisons the value that it is missing from, and no other", () => {
    const { data } = substitute(
      'a: "{{ parameter.bad }}"\nb: "x {{ parameter.unknown }}"\nc: 1\n"{{ parameter.bad }}": 2\n',
      { bad: undefined },
    );
    expect({ ...data }).toEqual({ a: POISON, b: POISON, c: 1 });
  });

  it("is told once where several aliases name it", () => {
    expect(substitute('a: &x ["{{ parameter.y }}"]\nb: *x\nc: *x\n', {}).said).toHaveLength(1);
  });

  it("keeps the places of what stands behind it", () => {
    const { result } = substitute('a: "{{ parameter.long }} {{ {{ parameter.s }}::node.ipv6 }}"\n', {
      long: "a long text",
      s: "EU6",
    });
    const scalar = (result.kind === "mapping" ? result.entries.get("a")?.value : undefined) as Scalar;
    expect(scalar.value).toBe("a long text {{ EU6::node.ipv6 }}");
    const columnOf = (text: string) => scalar.place?.(String(scalar.value).indexOf(text)).column;
    expect([columnOf("long text"), columnOf("{{"), columnOf("EU6"), columnOf("node.ipv6")]).toEqual([5, 26, 29, 48]);
  });

  it("is put in as often as it is there", () => {
    const piece = fc.oneof(fc.constantFrom("a", "b"), fc.string({ unit: fc.constantFrom("x", " ", "-", ".") }));
    fc.assert(
      fc.property(fc.array(piece), fc.string({ unit: fc.constantFrom("v", "w", " ") }), (pieces, value) => {
        const written = pieces.map((one) => (one === "a" || one === "b" ? `{{ parameter.${one} }}` : one)).join("");
        const wanted = pieces.map((one) => (one === "a" ? value : one === "b" ? "B" : one)).join("");
        const { data } = substitute(`a: ${JSON.stringify(`:${written}`)}\n`, { a: value, b: "B" });
        expect(data.a).toBe(`:${wanted}`);
      }),
    );
  });
});

describe("an invisible character in a token", () => {
  it("is an error of its own, and nothing follows from it", () => {
    expectErrors(edited(["locationId: NA9", 'locationId: "{{§\u00A0parameter.there }}"']), [
      ["invisible character U+00A0 in a token", "delete it and type a space"],
    ]);
  });

  it("is an error wherever the token stands", () => {
    const text = edited(
      ["subnet: 10.2.0.0", 'subnet: "{{ parameter§\u200B.x }}"'],
      ["glue: [internet 22]", 'information: ["see {{ node.public§\u00AD }}"]\n            glue: [internet 22]'],
      ["name: Trial", '"{{§\uFEFF x }}": Trial'],
    );
    expectErrors(text, [
      "invisible character U+FEFF in a token",
      "invisible character U+00AD in a token",
      "invisible character U+200B in a token",
    ]);
  });
});

it("is not put into the declarations of parameters", () => {
  const text = edited([
    "defaults:",
    'parameters:\n  x: {information: "as in {{ parameter.y }}", type: str, default: a}\ndefaults:',
  ]);
  expect(load(text).name).toBe("trial");
});
