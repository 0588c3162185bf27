import * as v from "valibot";
import { NOT_SUPPORTED } from "../findings/findings";
import {
  formOf,
  type JsonSchema,
  numberForm,
  oneOrManyForm,
  textForm,
  withForm,
  withSection,
  wordForm,
} from "./json-schema";
import { namesHint, nearest } from "./nearest";
import { show, textOf } from "./words";

/**
 * Building blocks of the shapes that parts of a plan must have. A message may have several lines: the first says what
 * is wrong, the others are hints.
 */
export type Schema = v.GenericSchema;

type Message = (issue: { readonly input: unknown }) => string;

/**
 * A mapping with these keys and no others. `unsupported` has the keys that plumbery supports and this version does not,
 * each with a hint, which may be empty. `examples` has examples of required keys.
 */
export function section<const Entries extends v.ObjectEntries>(
  what: string,
  entries: Entries,
  unsupported: Readonly<Record<string, string>> = {},
  examples: Readonly<Record<string, string>> = {},
): v.GenericSchema<unknown, v.InferOutput<v.ObjectSchema<Entries, Message>>> {
  const known = Object.keys(entries);
  const wanted = `${what} must be a mapping\nit takes ${known.join(", ")}`;
  const noList = notAList(wanted);
  const shape = v.object(entries, ({ expected }) =>
    expected === "Object" ? wanted : missing(what, (expected ?? "").replace(/^"|"$/g, ""), examples),
  );
  const checked = v.lazy((input) => {
    if (Array.isArray(input)) {
      return noList;
    }
    if (typeof input !== "object" || input === null) {
      return shape;
    }
    const unknown = Object.keys(input).filter((key) => !known.includes(key));
    if (unknown.length === 0) {
      return shape;
    }
    const refused = unknown.map((key) => [key, v.never(refusal(key, what, known, unsupported))] as const);
    // a key with a mistyped name is not reported as missing, too
    const meant = unknown.map((key) => nearest(key, known)).filter((key) => key !== undefined && !(key in input));
    const present = meant.map((key) => [key, anything] as const);
    return v.object(
      { ...entries, ...Object.fromEntries([...present, ...refused]) },
      shape.message,
    ) as unknown as typeof shape;
  }) as unknown as v.GenericSchema<unknown, v.InferOutput<v.ObjectSchema<Entries, Message>>>;
  return withSection(checked, { entries, unsupported: Object.keys(unsupported) });
}

function missing(what: string, key: string, examples: Readonly<Record<string, string>>): string {
  const example = Object.hasOwn(examples, key) ? `\nfor example: ${key}: ${examples[key]}` : "";
  return `\`${key}\` is missing in ${what}${example}`;
}

function refusal(key: string, what: string, known: string[], unsupported: Readonly<Record<string, string>>): string {
  return Object.hasOwn(unsupported, key)
    ? [`\`${key}\` ${NOT_SUPPORTED}`, unsupported[key]].filter(Boolean).join("\n")
    : [`unknown key \`${key}\` in ${what}`, ...namesHint("known keys", key, known)].join("\n");
}

/** Refuses a list, which to JavaScript, and so to valibot, is an object, too. */
function notAList(wanted: string): v.GenericSchema {
  return v.custom(() => false, wanted);
}

/** A mapping whose keys are names that the plan chooses. */
export function dictionary<Output>(
  value: v.GenericSchema<unknown, Output>,
  wanted: string,
): v.GenericSchema<unknown, Record<string, Output>> {
  const entries = v.record(v.string(), value, wanted);
  const noList = notAList(wanted);
  const checked = v.lazy((input) => (Array.isArray(input) ? noList : entries));
  return withForm(checked as v.GenericSchema<unknown, Record<string, Output>>, () => ({
    type: "object",
    additionalProperties: formOf(value),
  }));
}

/** A text, as it is written in the plan. */
export function text(what: string): v.GenericSchema<unknown, string> {
  const checked = v.pipe(
    v.string(({ input }) => {
      const quote =
        typeof input === "number" || typeof input === "boolean" ? "\nput it in quotes to make it a text" : "";
      return `${what} is ${show(input)}; it takes a text${quote}`;
    }),
    v.check((value) => value.trim() !== "", `${what} is empty`),
    v.check(
      (value) => !value.includes("{{"),
      `${what} holds a token that is not a parameter\nother tokens work in \`information\`, \`cloud-config\` and \`prepare\``,
    ),
  );
  return withForm(checked, () => textForm(String.raw`\S`, "a text"));
}

/** A text that matches a pattern. */
export function matching(what: string, pattern: RegExp, wanted: string): v.GenericSchema<unknown, string> {
  const checked = v.pipe(
    text(what),
    v.check(
      // an empty text, or one with a token, is already reported
      (value) => value.trim() === "" || value.includes("{{") || pattern.test(value),
      ({ input }) => `${what} is ${show(input)}; it takes ${wanted}`,
    ),
  );
  return withForm(checked, () => textForm(pattern.source, wanted));
}

/** A whole number between two others; a text of digits is accepted, too. */
export function wholeNumber(
  what: string,
  { least, most }: { readonly least: number; readonly most: number },
  wanted = `takes ${least} to ${most}`,
  unit = "",
): v.GenericSchema<unknown, number> {
  const checked = v.pipe(
    v.unknown(),
    v.transform((input) => (typeof input === "string" && /^\d{1,15}$/.test(input) ? Number(input) : input)),
    v.check(
      (input) => Number.isSafeInteger(input) && (input as number) >= least && (input as number) <= most,
      ({ input }) => `${what} is ${show(input)}${typeof input === "number" ? unit : ""}; ${wanted}`,
    ),
    v.transform((input) => input as number),
  );
  return withForm(checked, () => numberForm(least, most));
}

/** One of a few words; case does not matter. The result has the platform's spelling. */
export function word<const Word extends string>(what: string, words: readonly Word[]): v.GenericSchema<unknown, Word> {
  const find = (input: unknown) => words.find((one) => one.toLowerCase() === textOf(input).toLowerCase());
  const checked = v.pipe(
    v.unknown(),
    v.check(
      (input) => find(input) !== undefined,
      ({ input }) =>
        [
          `${what} is ${show(input)}`,
          ...namesHint(
            "it takes",
            textOf(input),
            words.map((one) => one.toLowerCase()),
          ),
        ].join("\n"),
    ),
    v.transform((input) => find(input) as Word),
  );
  return withForm(checked, () => wordForm(words));
}

/** One value or a list of them; the result is a list. */
export function oneOrMany<Output>(schema: v.GenericSchema<unknown, Output>): v.GenericSchema<unknown, Output[]> {
  const list = v.array(schema);
  const one = v.pipe(
    schema,
    v.transform((value) => [value]),
  );
  const checked = v.lazy((input) => (Array.isArray(input) ? list : one)) as v.GenericSchema<unknown, Output[]>;
  return withForm(checked, () => oneOrManyForm(formOf(schema)));
}

/**
 * What one scalar spells out in a small notation of its own. The parser gives the value, or what to say about it.
 * @param form the same for editors, where they can tell
 */
export function notation<Output>(
  parse: (written: unknown) => { readonly value: Output } | { readonly message: string },
  form: JsonSchema = {},
): v.GenericSchema<unknown, Output> {
  const checked = v.pipe(
    v.unknown(),
    v.rawTransform<unknown, Output>(({ dataset, addIssue, NEVER }) => {
      const parsed = parse(dataset.value);
      if ("message" in parsed) {
        addIssue({ message: parsed.message });
        return NEVER;
      }
      return parsed.value;
    }),
  );
  return withForm(checked, () => form);
}

/** A value that is read elsewhere, directly from the tree. */
export const anything = v.optional(v.unknown());
