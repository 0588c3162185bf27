import type * as v from "valibot";

/** A JSON Schema, draft-07. */
export type JsonSchema = Readonly<Record<string, unknown>>;

/** What a section takes: the shape of each key. */
export interface SectionForm {
  readonly entries: v.ObjectEntries;
  /** Keys that are known and refused. */
  readonly unsupported: readonly string[];
}

/** A token in a text: what stands for it is checked when the plan is read. */
const TOKEN = String.raw`\{\{`;

const forms = new WeakMap<object, () => JsonSchema>();
const sections = new WeakMap<object, SectionForm>();

/** Says what a shape is in JSON Schema. What it says may be wider than what the shape takes, never narrower. */
export function withForm<Shape extends object>(shape: Shape, form: () => JsonSchema): Shape {
  forms.set(shape, form);
  return shape;
}

/** Says that a shape is a section. */
export function withSection<Shape extends object>(shape: Shape, section: SectionForm): Shape {
  sections.set(shape, section);
  return shape;
}

/** What a section takes; undefined for any other shape. */
export function sectionOf(shape: v.GenericSchema): SectionForm | undefined {
  return sections.get(shape);
}

/** A shape in JSON Schema. A shape that says nothing of itself takes anything. */
export function formOf(shape: v.GenericSchema): JsonSchema {
  const form = forms.get(shape);
  if (form !== undefined) {
    return form();
  }
  if ("pipe" in shape) {
    return formOf((shape.pipe as readonly [v.GenericSchema])[0]);
  }
  if ("wrapped" in shape) {
    return nullable(formOf(shape.wrapped as v.GenericSchema));
  }
  if (shape.type === "boolean") {
    return scalarForm(["boolean"], { pattern: TOKEN });
  }
  if (shape.type === "array" && "item" in shape) {
    return { type: "array", items: formOf(shape.item as v.GenericSchema) };
  }
  const section = sections.get(shape);
  return section === undefined ? {} : sectionSchema(section);
}

/** Whether a key may be left out. */
export function isOptional(shape: v.GenericSchema): boolean {
  return shape.type === "optional";
}

/**
 * A section in JSON Schema: its keys and no others.
 * @param forms of keys that are read elsewhere
 * @param mayBeEmpty whether defaults may give what is missing here
 */
export function sectionSchema(
  { entries }: SectionForm,
  forms: Readonly<Record<string, JsonSchema>> = {},
  mayBeEmpty = false,
): JsonSchema {
  const shapes = Object.entries(entries) as [string, v.GenericSchema][];
  const required = shapes.filter(([, shape]) => !mayBeEmpty && !isOptional(shape)).map(([key]) => key);
  return {
    type: mayBeEmpty ? ["object", "null"] : "object",
    additionalProperties: false,
    properties: Object.fromEntries(shapes.map(([key, shape]) => [key, forms[key] ?? formOf(shape)])),
    ...(required.length > 0 && { required }),
  };
}

/** The same, or nothing: a key without a value counts as left out. Editors offer no branch that is nothing alone. */
export function nullable(schema: JsonSchema): JsonSchema {
  const { type, anyOf } = schema;
  if (Array.isArray(anyOf)) {
    return { ...schema, anyOf: [...anyOf.slice(0, -1), nullable(anyOf.at(-1))] };
  }
  return type === undefined ? schema : { ...schema, type: [...new Set([type, "null"].flat())] };
}

/**
 * A scalar, or a token in its place. A token without quotes is a mapping to an editor, with the inner braces for its key.
 */
export function scalarForm(types: readonly string[], rest: JsonSchema = {}): JsonSchema {
  return { type: [...types, "string", "object"], ...rest, ...UNQUOTED };
}

const UNQUOTED = { maxProperties: 1, propertyNames: { pattern: String.raw`^\{` } };

/**
 * A text of a form, or one in which a token stands.
 * @param wanted what an editor says of another one
 */
export function textForm(pattern: string, wanted?: string): JsonSchema {
  return scalarForm([], patternForm(pattern, wanted));
}

/** A pattern, or a token in its place. */
export function patternForm(pattern: string, wanted?: string): JsonSchema {
  return {
    pattern: `(?:${pattern})|${TOKEN}`,
    ...(wanted !== undefined && { patternErrorMessage: `it takes ${wanted}` }),
  };
}

/** A whole number, also as text. */
export function numberForm(least: number, most: number): JsonSchema {
  return scalarForm(["integer"], {
    minimum: least,
    maximum: most,
    ...patternForm(String.raw`^\d{1,15}$`, "a whole number"),
  });
}

/** One of a few words, shown in small letters; capital letters make no difference. */
export function wordForm(words: readonly string[]): JsonSchema {
  const anyCase = words.map((word) =>
    [...word].map((letter) => (/[A-Za-z]/.test(letter) ? either(letter) : escaped(letter))).join(""),
  );
  const others = { ...patternForm(`^(?:${anyCase.join("|")})$`), not: { type: ["array", "boolean", "number"] } };
  // without a type, an editor has nothing but the words to offer
  return { anyOf: [{ enum: words.map((word) => word.toLowerCase()) }, { ...others, ...UNQUOTED }] };
}

function either(letter: string): string {
  return `[${letter.toUpperCase()}${letter.toLowerCase()}]`;
}

/** A text of a pattern in which each character stands for itself. */
export function escaped(text: string): string {
  return text.replaceAll(/[\\^$.*+?()[\]{}|/-]/g, String.raw`\$&`);
}

/** One of something, or a list of it. */
export function oneOrManyForm(one: JsonSchema): JsonSchema {
  return { anyOf: [{ type: "array", items: one }, one] };
}
