import type { Position } from "../findings/diagnostic";
import type { Findings } from "../findings/findings";
import { nearest } from "../shape/nearest";
import { substituted } from "../yaml/places";
import { invisibleInTokens, tokensOf } from "../yaml/tokens";
import type { Entry, Mapping, Scalar, Tree } from "../yaml/tree";
import type { Parameter } from "./parameters";

/** Substitutes parameters in a tree, in keys and in values. A value that is only a parameter takes its type. */
export class Substitution {
  private readonly done = new WeakMap<Tree, Tree>();

  public constructor(
    private readonly parameters: ReadonlyMap<string, Parameter>,
    private readonly findings: Findings,
  ) {}

  /** The tree with its parameters substituted; if one has an error, the value that contains it is poisoned. */
  public tree(tree: Tree): Tree {
    if (tree.kind === "poison") {
      return tree;
    }
    // several aliases may share one tree, and then share the result
    let result = this.done.get(tree);
    if (result === undefined) {
      result =
        tree.kind === "scalar"
          ? this.scalar(tree)
          : tree.kind === "list"
            ? { ...tree, items: tree.items.map((item) => this.tree(item)) }
            : this.mapping(tree);
      this.done.set(tree, result);
    }
    return result;
  }

  private mapping(mapping: Mapping): Mapping {
    const entries = new Map<string, Entry>();
    let partial = mapping.partial ?? false;
    for (const [written, entry] of mapping.entries) {
      const value = this.tree(entry.value);
      const text = entry.place && this.text(written, entry.place);
      const key = entry.place === undefined ? written : text?.value;
      if (key === undefined) {
        partial = true;
      } else if (entries.has(key)) {
        this.findings.error(entry.key, `the key ${key} is there twice once parameters are put in`);
      } else {
        const { place: _, ...kept } = entry;
        entries.set(key, {
          ...kept,
          key: text ? substituted(entry.key, text.from) : entry.key,
          value,
          ...(text?.value.includes("{{") && { place: text.place }),
        });
      }
    }
    return { ...mapping, entries, ...(partial && { partial }) };
  }

  private scalar(scalar: Scalar): Tree {
    const { value, at, place } = scalar;
    if (typeof value !== "string" || place === undefined) {
      return scalar;
    }
    const text = this.text(value, place);
    if (text === undefined) {
      return { kind: "poison", at };
    }
    const [token] = tokensOf(value);
    if (token !== undefined && value.trim() === value.slice(token.begin, token.end)) {
      const whole = this.parameters.get(parameterName(token.name) ?? "");
      if (whole?.value !== undefined) {
        return typed(whole, at, value);
      }
    }
    return text.value === value
      ? scalar
      : {
          kind: "scalar",
          value: text.value,
          at: substituted(at, text.from),
          written: value,
          ...(text.value.includes("{{") && { place: text.place }),
        };
  }

  /**
   * The text with its parameters substituted, the place of each of its characters, and the places of the parameters'
   * values; undefined after an error.
   */
  private text(
    text: string,
    place: (index: number) => Position,
  ): { value: string; place: (index: number) => Position; from: readonly Position[] } | undefined {
    const invisible = invisibleInTokens(text);
    for (const { index, codePoint } of invisible) {
      this.findings.error(
        place(index),
        `invisible character ${codePoint} in a token`,
        "only plain spaces may stand in {{ ... }}: delete it and type a space",
      );
    }
    let failed = invisible.length > 0;
    let value = "";
    let from = 0;
    const values: Position[] = [];
    const shifts: { readonly index: number; readonly from: number }[] = [{ index: 0, from: 0 }];
    for (const token of tokensOf(text)) {
      const name = parameterName(token.name);
      if (name === undefined || invisible.some(({ index }) => index > token.begin && index < token.end)) {
        continue;
      }
      const parameter = this.parameters.get(name);
      if (parameter === undefined) {
        this.unknown(name, place(token.nameBegin));
      }
      if (parameter?.value === undefined) {
        failed = true;
        continue;
      }
      value += text.slice(from, token.begin);
      shifts.push({ index: value.length, from: token.begin });
      value += asText(parameter.value);
      values.push(...parameter.valueAt);
      shifts.push({ index: value.length, from: token.end });
      from = token.end;
    }
    value += text.slice(from);
    if (failed) {
      return undefined;
    }
    return {
      value,
      from: values,
      place: (index) => {
        const order = shifts.findLastIndex((shift) => shift.index <= index);
        const shift = shifts[order] as (typeof shifts)[number];
        // pieces alternate between written and substituted text; a substituted one has the place of its token
        return place(order % 2 === 0 ? shift.from + index - shift.index : shift.from);
      },
    };
  }

  private unknown(name: string, at: Position): void {
    const known = [...this.parameters.keys()];
    const near = nearest(name, known);
    const list = known.length === 0 ? "this plan has no parameters" : `parameters: ${known.join(", ")}`;
    this.findings.error(
      at,
      `unknown parameter \`parameter.${name}\``,
      near === undefined ? list : `${list}. Did you mean ${near}?`,
    );
  }
}

function parameterName(token: string): string | undefined {
  return /^parameter\.(.*)$/s.exec(token)?.[1];
}

function asText(value: NonNullable<Parameter["value"]>): string {
  return Array.isArray(value) ? value.join(",") : String(value);
}

/** The value of a parameter as a tree; `at` is the place of its token. */
function typed({ value = "", valueAt }: Parameter, at: Position, written: string): Tree {
  if (typeof value !== "object") {
    return { kind: "scalar", value, at: substituted(at, valueAt), written };
  }
  const items = value.map((item, index): Tree => {
    const from = valueAt[index];
    return { kind: "scalar", value: item, at: substituted(at, from ? [from] : []), written };
  });
  return { kind: "list", items, at };
}
