import type { NodeFile, Step, Variable } from "./node-file";

/** Around the name of a variable while a text is being made; control characters, so that no text has them already. */
const OPEN = "\u0001";
const CLOSE = "\u0002";
const LATE = new RegExp(`${OPEN}(\\w+)${CLOSE}`);
const VARIABLE = /^[A-Za-z_][A-Za-z0-9_]*$/;

/**
 * Stands in a text for what Terraform knows only at apply, until `nodeFile` finishes the text.
 * Throws on a name that Terraform does not take for a variable.
 */
export function late(name: Variable): string {
  if (!VARIABLE.test(name)) {
    throw new Error(`"${name}" is no name of a Terraform variable: a letter or _, then letters, digits and _`);
  }
  return OPEN + name + CLOSE;
}

/**
 * A node file from a text in which `late` stands for the variables. With variables it becomes a template for Terraform's
 * `templatefile()`: its name gets the ending `.tftpl`, and what Terraform would read as its own is escaped.
 * Source: https://developer.hashicorp.com/terraform/language/expressions/strings#escape-sequences-1
 */
export function nodeFile(props: {
  /** `STEP/NAME`, without `.tftpl`. */
  readonly name: `${Step}/${string}`;
  readonly becomes: string;
  readonly text: string;
}): NodeFile {
  const { name, becomes, text } = props;
  // with a group in the pattern, every second part is a name
  const parts = text.split(LATE);
  const variables = [...new Set(parts.filter((_, index) => index % 2 === 1))].sort();
  if (variables.length === 0) return { name, becomes, text, variables };
  const template = parts.map((part, index) => (index % 2 === 1 ? `\${${part}}` : escaped(part))).join("");
  return { name: `${name}.tftpl`, becomes, text: template, variables };
}

/** Literal text for a template of Terraform. */
function escaped(literal: string): string {
  const inside = literal.replaceAll(/[$%]\{/g, (opening) => opening[0] + opening);
  // dollar signs right before a variable would turn it into text
  return inside.replace(/\$+$/, (dollars) => `\${"${dollars}"}`);
}

/** A value as JSON, in which `late` may stand in any text. What Terraform fills in must need no escape in JSON. */
export function lateJson(value: unknown): string {
  const text = JSON.stringify(value, null, 2).replaceAll("\\u0001", OPEN).replaceAll("\\u0002", CLOSE);
  return `${text}\n`;
}
