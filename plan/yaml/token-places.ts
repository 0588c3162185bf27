import { isMap, isScalar, type Node } from "yaml";
import type { Position } from "../findings/diagnostic";
import type { Source } from "./source";
import { quotedIn, tokensOf } from "./tokens";

/** Where a node begins in its text. */
export function offsetOf(node: Node): number {
  return node.range?.[0] ?? 0;
}

/** Finds tokens in the file by their order, because quotes, escapes and folded lines shift everything else. */
export function placesIn(source: Source, node: Node, value: string): (index: number) => Position {
  const begin = offsetOf(node);
  const raw = source.text.slice(begin, node.range?.[1]);
  return (index) => {
    const before = value.lastIndexOf("{{", index);
    const order = before < 0 ? -1 : occurrences(value.slice(0, before + 2));
    const offset = order < 0 ? -1 : nthBraces(raw, order);
    const same = offset >= 0 && raw.startsWith(value.slice(before, index + 1), offset);
    return source.position(offset < 0 ? begin : begin + offset + (same ? index - before : 0));
  };
}

/** To YAML, `{{ name }}` without quotes is a mapping whose key is a mapping. */
export function unquotedToken(source: Source, node: Node): string | undefined {
  if (!isMap(node) || node.flow !== true || node.items.length !== 1 || !node.range) {
    return undefined;
  }
  const { key, value } = node.items[0] as { key: unknown; value: unknown };
  const empty = value === null || (isScalar(value) && value.value === null);
  const text = source.text.slice(node.range[0], node.range[1]);
  return isMap(key) &&
    empty &&
    text.startsWith("{{") &&
    text.endsWith("}}") &&
    tokensOf(text).length + quotedIn(text).length > 0
    ? text
    : undefined;
}

function occurrences(text: string): number {
  return text.split("{{").length - 1;
}

function nthBraces(text: string, order: number): number {
  let at = -2;
  for (let count = 0; count < order; count++) {
    at = text.indexOf("{{", at + 2);
    if (at < 0) {
      return -1;
    }
  }
  return at;
}
