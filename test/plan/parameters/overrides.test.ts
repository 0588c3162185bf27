// @module-tag unit
import { describe, expect, it } from "vitest";
import type { ParameterSource } from "../../../plan/load";
import type { Plan } from "../../../plan/plan";
import { diagnose, edited, load } from "../trial";

const TEXT = edited(
  [
    "defaults:",
    `parameters:
  size: {information: GB, type: ['1..256'], default: 8}
  image: {information: image, type: str, default: Ubuntu 22.04}
  who: {information: who may log in, type: list, default: 192.0.2.0/24}
defaults:`,
  ],
  ["memory: 4", 'memory: "{{ parameter.size }}"'],
  ["Ubuntu 22.04 64-bit 2 CPU", '"{{ parameter.image }}"'],
  ["operators: 192.0.2.0/24", 'operators: "{{ parameter.who }}"'],
);

function loaded(parameters: ParameterSource): {
  memory: number | undefined;
  image: string | undefined;
  operators: Plan["operators"];
} {
  const plan = load(TEXT, { parameters });
  const node = plan.locations[0]?.networks[0]?.nodes[0];
  return { memory: node?.memoryGb, image: node?.image, operators: plan.operators };
}

function said(parameters: ParameterSource): string[] {
  return diagnose(TEXT, { parameters }).map(({ at, message, hints }) =>
    [`${at.file}:${at.line}:${at.column} ${message}`, ...hints].join(" | "),
  );
}

describe("parameters from a file", () => {
  const file = (text: string): ParameterSource => ({ kind: "file", file: "mine.yaml", text });

  it("take the place of defaults", () => {
    expect(loaded(file("size: 16\nimage: Ubuntu 24.04\nwho: [198.51.100.7, 203.0.113.0/24]\n"))).toEqual({
      memory: 16,
      image: "Ubuntu 24.04 64-bit 2 CPU",
      operators: ["198.51.100.7/32", "203.0.113.0/24"],
    });
  });

  it("may be none", () => {
    expect(loaded(file("# nothing\n")).memory).toBe(8);
  });

  it("are declared in the plan", () => {
    expect(said(file("size: 16\nsizes: 3\n"))).toEqual([
      "mine.yaml:2:1 unknown parameter sizes | parameters: size, image, who. Did you mean size?",
    ]);
  });

  it("have the type that the plan declares", () => {
    expect(said(file("image: Ubuntu\nsize: 300\n"))).toEqual([
      "mine.yaml:2:7 parameter size is 300; it takes a whole number from 1 to 256",
    ]);
    expect(said(file("image: 22.5\nsize: 300\n"))).toEqual([
      "mine.yaml:1:8 parameter image is 22.5, and is put in as text: put it in quotes",
      "mine.yaml:2:7 parameter size is 300; it takes a whole number from 1 to 256",
    ]);
  });

  it("are one mapping", () => {
    expect(said(file("- size\n"))).toEqual(["mine.yaml:1:1 a parameter file is one mapping from names to values"]);
    expect(said(file("size: 1\n---\nsize: 2\n"))).toEqual([
      "mine.yaml:3:1 a parameter file is one mapping from names to values",
    ]);
    expect(said(file("size: [1\n"))[0]).toMatch(/^mine\.yaml:\d+:\d+ not YAML/);
  });
});

describe("parameters in one line", () => {
  const inline = (text: string): ParameterSource => ({ kind: "inline", text });

  it("take the place of defaults", () => {
    expect(loaded(inline("size=16, image = Ubuntu 24.04"))).toMatchObject({
      memory: 16,
      image: "Ubuntu 24.04 64-bit 2 CPU",
    });
  });

  it("may be lists: what has no name belongs to the value before", () => {
    expect(loaded(inline("who=198.51.100.7,203.0.113.0/24,size=16"))).toMatchObject({
      memory: 16,
      operators: ["198.51.100.7/32", "203.0.113.0/24"],
    });
  });

  it("are declared in the plan", () => {
    expect(said(inline("size=16,sise=3"))).toEqual([
      "PARAMETERS:1:9 unknown parameter sise | parameters: size, image, who. Did you mean size?",
    ]);
  });

  it("have the type that the plan declares", () => {
    expect(said(inline("image=a,size=lots"))).toContainEqual(
      'PARAMETERS:1:14 parameter size is "lots"; it takes a whole number from 1 to 256',
    );
  });

  it("have names", () => {
    expect(said(inline("16"))).toEqual([
      'PARAMETERS:1:1 "16" gives no value to a parameter | write name=value,name=value or the name of a YAML file',
    ]);
  });
});
