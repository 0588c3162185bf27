import { DefaultTokenResolver, StringConcat, type TerraformElement, TerraformStack, Tokenization } from "cdktf";

/** Keys of a cdktf fragment whose values are keywords and references of the language, not strings. */
const WORDS = new Set(["lifecycle", "depends_on", "provider", "//"]);

/** Strings that cdktf would write without quotes: as a number, a list or a mapping. */
const UNQUOTED = /^(?:-?\d+|NaN|[[{].*)$/s;

/**
 * Makes an element's HCL mean the same as its JSON. cdktf puts strings between quotes without escapes, writes several
 * lines as a heredoc (which adds a line feed) and digits as a number, and reads a leading bracket as a list. Terraform
 * reads a JSON string as a template in which a backslash is ordinary text: this writes the same template with HCL's
 * escapes.
 */
export function keepTextsInHcl(element: TerraformElement): void {
  // only once: a text that is escaped for HCL's quotes is no longer JSON text
  if (Object.hasOwn(element, "toHclTerraform")) {
    return;
  }
  const fragmentOf = element.toHclTerraform.bind(element);
  const resolver = new DefaultTokenResolver(new StringConcat());
  const scope = TerraformStack.of(element);
  element.toHclTerraform = () => hclTexts(Tokenization.resolve(fragmentOf(), { scope, resolver, preparing: false }));
}

/** A fragment of cdktf's HCL, with its tokens resolved and all texts escaped for HCL's quotes. */
export function hclTexts(fragment: unknown): unknown {
  if (typeof fragment === "string") {
    return quoted(fragment);
  }
  // cdktf guesses the types of values, and fails on a null
  if (fragment === null) {
    return "${null}";
  }
  if (Array.isArray(fragment)) {
    return fragment.map(hclTexts);
  }
  if (typeof fragment !== "object") {
    return fragment;
  }
  return Object.fromEntries(
    Object.entries(fragment).map(([key, value]) =>
      WORDS.has(key) ? [key, value] : [inQuotes(key), key === "locals" ? locals(value) : hclTexts(value)],
    ),
  );
}

/** cdktf leaves out a local that is an empty string, but keeps an expression. */
function locals(fragment: Readonly<Record<string, { readonly value: unknown }>>): unknown {
  return Object.fromEntries(
    Object.entries(fragment).map(([name, local]) => [
      name,
      { ...local, value: local.value === "" ? '${""}' : hclTexts(local.value) },
    ]),
  );
}

function quoted(text: string): string {
  const inside = inQuotes(text);
  return UNQUOTED.test(inside) && !inside.includes("${") ? `\${"${inside}"}` : inside;
}

/** A template, escaped for HCL's quotes. An expression between `${` or `%{` and its end stays unchanged. */
function inQuotes(template: string): string {
  let written = "";
  for (let at = 0; at < template.length; ) {
    const begins = /^[$%]\{/.test(template.slice(at, at + 2));
    const isEscaped = /^(?:\$\$|%%)\{/.test(template.slice(at, at + 3));
    const end = isEscaped ? at + 3 : begins ? endOfExpression(template, at + 2) : undefined;
    if (end === undefined) {
      written += escaped(template[at] as string);
      at++;
    } else {
      written += template.slice(at, end);
      at = end;
    }
  }
  return written;
}

const ESCAPES: Readonly<Record<string, string>> = { "\\": "\\\\", '"': '\\"', "\n": "\\n", "\r": "\\r", "\t": "\\t" };

function escaped(character: string): string {
  const isControl = character < " " || character === "\u007f";
  const code = () => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`;
  return ESCAPES[character] ?? (isControl ? code() : character);
}

/** Index after the brace that ends an expression, whose content begins at `at`. */
function endOfExpression(template: string, at: number): number | undefined {
  // open delimiters, innermost last: a brace of the expression, or quotes with a template of their own
  const open = ["{"];
  for (let index = at; index < template.length; index++) {
    const character = template[index];
    if (open.at(-1) === '"') {
      if (character === "\\") {
        index++;
      } else if (character === '"') {
        open.pop();
      } else if (/^(?:\$\$|%%)\{/.test(template.slice(index, index + 3))) {
        index += 2;
      } else if (/^[$%]\{/.test(template.slice(index, index + 2))) {
        open.push("{");
        index++;
      }
    } else if (character === '"') {
      open.push('"');
    } else if (character === "{") {
      open.push("{");
    } else if (character === "}") {
      open.pop();
    }
    if (open.length === 0) {
      return index + 1;
    }
  }
  return undefined;
}
