import { RENAMED } from "../location/old-words";
import { type JsonSchema, sectionSchema } from "../shape/json-schema";
import { ref } from "./references";
import { type EditedSection, formOfSection, OTHERS, SECTIONS } from "./sections";

/** What the reference says of a key, by the heading that its table stands under. */
export type Descriptions = (heading: string, key: string) => string | undefined;

/** The schema of a plan's documents: settings and locations, told apart as the loader does. */
export function fittingsSchema(descriptions: Descriptions): JsonSchema {
  const sections = Object.entries<EditedSection>(SECTIONS).map(
    ([name, section]) => [name, definition(section, descriptions)] as const,
  );
  return {
    $schema: "http://json-schema.org/draft-07/schema#",
    $comment:
      "made by `npm run schema` from the shapes that a plan is checked with; a plan's documents are settings and locations",
    // what a document begins with says which it is: until then, editors offer the keys of both
    properties: { locationId: {} },
    if: { anyOf: [{ required: ["locationId"] }, { required: ["blueprints"] }] },
    // biome-ignore lint/suspicious/noThenProperty: a keyword of JSON Schema
    then: ref("location"),
    else: ref("settings"),
    definitions: { ...Object.fromEntries(sections), ...OTHERS },
  };
}

function definition(section: EditedSection, descriptions: Descriptions): JsonSchema {
  const form = formOfSection(section);
  const made = sectionSchema(form, section.readElsewhere, section.mayBeEmpty);
  const known = made.properties as Readonly<Record<string, JsonSchema>>;
  const old = section.takesOldWords ? Object.entries(RENAMED).filter(([, today]) => today in known) : [];
  const all = { ...known, ...Object.fromEntries(old.map(([was, today]) => [was, oldWord(known[today], today)])) };
  const properties = Object.entries(all).map(([key, taken]) => {
    const description = section.heading && descriptions(section.heading, RENAMED[key] ?? key);
    return [key, description === undefined ? taken : { description, ...withoutRef(taken) }] as const;
  });
  return { ...made, properties: Object.fromEntries(properties) };
}

/** A key under its old name, which no editor offers and each marks. */
function oldWord(taken: JsonSchema | undefined, today: string): JsonSchema {
  return { ...withoutRef(taken ?? {}), doNotSuggest: true, deprecationMessage: `write ${today}` };
}

/** In draft-07 nothing counts beside a reference. */
function withoutRef(schema: JsonSchema): JsonSchema {
  return "$ref" in schema ? { allOf: [schema] } : schema;
}
