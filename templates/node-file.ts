import { Refusal } from "../platform/refusal";
import type { ApplyValue } from "./apply-value";

/** A file for a node, rendered at synthesis. */
export interface NodeFile {
  /**
   * Path below the node's folder in the output, `STEP/NAME`, e.g. `boot/user-data`. The name ends in `.tftpl` exactly
   * if Terraform's `templatefile()` fills in values; on the node it does not have this ending.
   */
  readonly name: string;
  /** Destination of the file on the node: a path (`/etc/hosts`), or its purpose. Key of the step's trigger. */
  readonly target: string;
  /** The whole text. In a `.tftpl` every `${` and `%{` that is not a variable is escaped. */
  readonly text: string;
  /** The values in the text, in the order of their names; empty for a file that is uploaded unchanged. */
  readonly values: readonly ApplyValue[];
}

/** A file that a node gets byte for byte, whatever it contains. */
export interface RawFile extends Pick<NodeFile, "name" | "target"> {
  readonly bytes: Uint8Array;
}

/** Name of a file in its step's folder on the node. */
export function fileName({ name }: Pick<NodeFile, "name">): string {
  return name.replace(/^[^/]*\//, "").replace(/\.tftpl$/, "");
}

/** The steps of a node and of a replication, in their order. */
export const STEPS = [
  "adopt",
  "grow",
  "prepare",
  "boot",
  "configure",
  "ready",
  "role",
  "source",
  "link",
  "seed",
  "verify",
] as const;
export type Step = (typeof STEPS)[number];

/**
 * Returns the text to put in place of a value, until `nodeFile` finishes the text. A value that is already known is its
 * own text.
 */
export type Fill = (value: ApplyValue) => string;

/** Around the name of a variable in an unfinished text; control characters, because no text contains them. */
const OPEN = "\u0001";
const CLOSE = "\u0002";
const PLACE = new RegExp(`${OPEN}(\\w+)${CLOSE}`);
const EXPRESSION = /[$%]\{/;
const VARIABLE = /^[A-Za-z_][A-Za-z0-9_]*$/;

/**
 * A node file from a text, in which `fill` gives the places of values. With values it becomes a template for
 * Terraform's `templatefile()`: its name gets the ending `.tftpl`, and text that Terraform would interpret is escaped.
 * Source: https://developer.hashicorp.com/terraform/language/expressions/strings#escape-sequences-1
 * @throws Refusal if Terraform does not accept the name of a value as a variable
 */
export function nodeFile(props: {
  /** `STEP/NAME`, without `.tftpl`. */
  readonly name: `${Step}/${string}`;
  readonly target: string;
  readonly text: string | ((fill: Fill) => string);
  /**
   * Whether all places of values stand between double quotes of JSON or YAML, so that Terraform escapes what it fills in.
   * @default false
   */
  readonly inQuotes?: boolean;
}): NodeFile {
  const { name, target } = props;
  const values = new Map<string, ApplyValue>();
  const fill: Fill = (value) =>
    EXPRESSION.test(value.expression) ? OPEN + take(values, value) + CLOSE : value.expression;
  const text = typeof props.text === "string" ? props.text : props.text(fill);
  if (values.size === 0) {
    return { name, target, text, values: [] };
  }
  // the pattern has a group, so every second part is a name
  const parts = text.split(PLACE);
  const place = props.inQuotes ? quotedPlace : (variable: string) => `\${${variable}}`;
  const template = parts.map((part, index) => (index % 2 === 1 ? place(part) : escaped(part))).join("");
  return { name: `${name}.tftpl`, target, text: template, values: [...values.values()].sort(byName) };
}

/**
 * Records a value under a name of its own, because names of nodes that differ only in punctuation make the same
 * variable.
 */
function take(values: Map<string, ApplyValue>, value: ApplyValue): string {
  if (!VARIABLE.test(value.name)) {
    throw new Refusal(`"${value.name}" is no name of a Terraform variable: a letter or _, then letters, digits and _`);
  }
  for (let number = 1; ; number++) {
    const name = number === 1 ? value.name : `${value.name}_${number}`;
    const known = values.get(name);
    if (known === undefined) {
      values.set(name, { ...value, name });
    }
    if (known === undefined || known.expression === value.expression) {
      return name;
    }
  }
}

function byName(one: ApplyValue, other: ApplyValue): number {
  return one.name < other.name ? -1 : 1;
}

/** A value as JSON writes it between its quotes, which YAML reads in the same way. */
function quotedPlace(variable: string): string {
  return `\${trimsuffix(trimprefix(jsonencode(${variable}), "\\""), "\\"")}`;
}

/** Literal text for a template of Terraform. */
function escaped(literal: string): string {
  const inside = literal.replaceAll(/[$%]\{/g, (opening) => opening[0] + opening);
  // dollar signs right before a variable would turn it into text
  return inside.replace(/\$+$/, (dollars) => `\${"${dollars}"}`);
}

/**
 * The control characters around a name, as JSON and YAML write them; an escaped backslash before them belongs to the
 * text.
 */
const ESCAPED_PLACE = /(?<!\\)((?:\\\\)*)\\(?:u00|x)(01|02)/g;

/** Data as JSON; any text in it may contain `fill`. A value that Terraform fills in must need no escape in JSON. */
export function filledJson(data: unknown): string {
  return `${withPlaces(JSON.stringify(data, null, 2))}\n`;
}

/**
 * A text of JSON or YAML that was made from data with `fill` in it. A value that Terraform fills in must need no escape
 * between double quotes.
 */
export function withPlaces(text: string): string {
  return text.replace(ESCAPED_PLACE, (_, before: string, code: string) => before + (code === "01" ? OPEN : CLOSE));
}
