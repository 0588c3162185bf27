import { DATA_CENTRES, isDataCentre } from "../../platform/data-centres";
import { namesHint } from "../shape/nearest";
import { show } from "../shape/words";
import { type Scalar, scalars, type Tree } from "../yaml/tree";

/** A value that a parameter can have. */
export type ParameterValue = string | number | boolean | readonly (string | number | boolean)[];

/** The values that a parameter accepts, from its `type`. */
export type ParameterType =
  | { readonly kind: "str" | "int" | "bool" | "list" | "locations.list" }
  /** A type that is not known: plumbery reads none, and takes anything. */
  | { readonly kind: "any" }
  | { readonly kind: "range"; readonly least: number; readonly most: number }
  | { readonly kind: "choice"; readonly values: readonly (string | number | boolean)[] };

/** Why a value does not fit a type: what is wrong with it, and hints. */
export interface Misfit {
  readonly message: string;
  readonly hints: readonly string[];
}

const WORDS = ["str", "int", "bool", "list", "locations.list"] as const;

/** Allowed forms of `type`, for messages. */
export const PARAMETER_TYPES = `${WORDS.join(", ")}, a range such as ['1..256'], or a list of choices`;

/** The type in a plan: a word, a list with one range, or a list of choices. Undefined: none of these. */
export function parseParameterType(tree: Tree | undefined): ParameterType | undefined {
  const values = scalars(tree).map(({ value }) => value);
  if (tree?.kind === "list" ? values.length !== tree.items.length || values.length === 0 : values.length !== 1) {
    return undefined;
  }
  const [first] = values;
  const range = values.length === 1 ? /^(-?\d{1,15})\.\.(-?\d{1,15})$/.exec(String(first)) : null;
  if (range !== null) {
    const [least, most] = [Number(range[1]), Number(range[2])];
    return least <= most ? { kind: "range", least, most } : undefined;
  }
  if (tree?.kind === "list") {
    return values.includes(null) ? undefined : { kind: "choice", values: values as (string | number | boolean)[] };
  }
  const word = WORDS.find((known) => known === first);
  return word === undefined ? undefined : { kind: word };
}

/** Describes the values that a type accepts, for people. */
export function describeParameterType(type: ParameterType): string {
  switch (type.kind) {
    case "any":
      return "anything";
    case "str":
      return "a text";
    case "int":
      return "a whole number";
    case "bool":
      return "true or false";
    case "list":
      return "a list";
    case "locations.list":
      return "a data centre";
    case "range":
      return `a whole number from ${type.least} to ${type.most}`;
    case "choice":
      return `one of ${type.values.join(", ")}`;
  }
}

/** A value that fits, and what is odd about it. */
export interface Fit {
  readonly value: ParameterValue;
  readonly oddity?: string;
}

/** Checks a value that is written in YAML. Returns the value, or why it does not fit. */
export function fitValue(type: ParameterType, tree: Tree): Fit | Misfit {
  if (type.kind === "list") {
    const items = scalars(tree);
    const complete = tree.kind !== "list" || items.length === tree.items.length;
    const values = items.flatMap(({ value }): (string | number | boolean)[] =>
      typeof value === "string" ? splitList(value) : value === null ? [] : [value],
    );
    return complete && tree.kind !== "mapping"
      ? { value: values }
      : misfit(tree.kind === "mapping" ? "a mapping" : "a list of more than texts and numbers", "a list");
  }
  if (tree.kind !== "scalar" || tree.value === null) {
    return misfit(
      tree.kind === "list" ? "a list" : tree.kind === "mapping" ? "a mapping" : "nothing",
      describeParameterType(type),
    );
  }
  return fitScalar(type, tree);
}

/** Checks a value that was written as bare text, as in `PARAMETERS="name=value"`. */
export function fitText(type: ParameterType, text: string): Fit | Misfit {
  const number = /^-?\d{1,15}$/.test(text) ? Number(text) : undefined;
  switch (type.kind) {
    case "list":
      return { value: splitList(text) };
    case "int":
    case "range":
      return fitScalar(type, { value: number ?? text });
    case "bool":
      return fitScalar(type, { value: text === "true" ? true : text === "false" ? false : text });
    case "choice": {
      const value = type.values.find((choice) => String(choice) === text);
      return value === undefined ? fitScalar(type, { value: text }) : { value };
    }
    default:
      return fitScalar(type, { value: text });
  }
}

function fitScalar(type: ParameterType, { value }: Pick<Scalar, "value">): Fit | Misfit {
  const wanted = describeParameterType(type);
  switch (type.kind) {
    case "str":
      // plumbery puts in the text of whatever it is
      return typeof value === "string"
        ? { value }
        : { value: String(value), oddity: `${show(value)}, and is put in as text: put it in quotes` };
    case "any":
      return { value: value as string };
    case "bool":
      return typeof value === "boolean" ? { value } : misfit(show(value), wanted);
    case "int":
      return Number.isSafeInteger(value) ? { value: value as number } : misfit(show(value), wanted);
    case "range": {
      const fits = Number.isSafeInteger(value) && (value as number) >= type.least && (value as number) <= type.most;
      return fits ? { value: value as number } : misfit(show(value), wanted);
    }
    case "choice": {
      const fits = type.values.some((choice) => choice === value);
      return fits ? { value: value as string } : misfit(show(value), wanted);
    }
    case "locations.list":
      if (typeof value === "string" && isDataCentre(value)) {
        return { value };
      }
      return { ...misfit(show(value), wanted), hints: namesHint("data centres", String(value), DATA_CENTRES) };
    case "list":
      return { value: [value as string] };
  }
}

function misfit(found: string, wanted: string): Misfit {
  return { message: `${found}; it takes ${wanted}`, hints: [] };
}

/** The items of a list that is written in one text, `a, b, c`. */
export function splitList(text: string): string[] {
  return text
    .split(",")
    .map((item) => item.trim())
    .filter((item) => item !== "");
}
