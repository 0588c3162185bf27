import type { JsonSchema } from "../shape/json-schema";

/** What a section takes under a key. */
export function keyOf(name: string, key: string): JsonSchema {
  return ref(`${name}/properties/${key}`);
}

/** A definition by its name. */
export function ref(name: string): JsonSchema {
  return { $ref: `#/definitions/${name}` };
}

/** A mapping from names that the plan chooses. */
export function mapping(value: JsonSchema): JsonSchema {
  return { type: ["object", "null"], additionalProperties: value };
}

/** A list of mappings with one key each, or of names with nothing under them. */
export function named(value: JsonSchema): JsonSchema {
  return {
    type: "array",
    items: { type: ["object", "string", "number"], maxProperties: 1, additionalProperties: value },
  };
}

/** A mapping with these keys alone. */
export function closed(keys: readonly string[], required: readonly string[]): JsonSchema {
  return {
    type: "object",
    additionalProperties: false,
    properties: Object.fromEntries(keys.map((key) => [key, {}])),
    required,
  };
}
