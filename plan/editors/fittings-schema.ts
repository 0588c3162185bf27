import { LONG_FORM } from "../location/accept";
import { DOMAIN } from "../location/domain";
import { ETHERNET } from "../location/network";
import { NODE, NODE_CLASS } from "../location/node-shape";
import { BLUEPRINT, LOCATION } from "../location/outline";
import { MEMBER } from "../mysql/members";
import { DATABASE, REPLICATION } from "../mysql/replications";
import { USER_KEYS } from "../mysql/users";
import { PARAMETER_KEYS } from "../parameters/parameters";
import { BACKENDS } from "../settings/backend";
import { IMAGE } from "../settings/images";
import { REMOVED } from "../settings/removed";
import { SECRET } from "../settings/secrets";
import { SETTINGS } from "../settings/settings";
import {
  type JsonSchema,
  nullable,
  oneOrManyForm,
  type SectionForm,
  scalarForm,
  sectionOf,
  sectionSchema,
  wordForm,
} from "../shape/json-schema";
import type { Schema } from "../shape/schema";

/** What the reference says of a key, by the heading that its table stands under. */
export type Descriptions = (heading: string, key: string) => string | undefined;

/** A section of a plan as editors see it. */
export interface EditedSection {
  readonly schema: Schema;
  /** What its table in the reference stands under; undefined: it has none. */
  readonly heading?: string;
  /** Whether it may be left empty: it says nothing that must be there, or defaults and other blueprints may say it. */
  readonly mayBeEmpty?: true;
  /** Keys that are read straight from the tree, and what they take. */
  readonly readElsewhere: Readonly<Record<string, JsonSchema>>;
}

const SCALAR = scalarForm(["number", "boolean"]);
const NAME = scalarForm(["number"]);
const TEXTS = nullable(oneOrManyForm(NAME));

/** The sections of a plan by the name of their definition. */
export const SECTIONS = {
  settings: {
    schema: SETTINGS,
    heading: "Settings",
    mayBeEmpty: true,
    readElsewhere: {
      information: TEXTS,
      links: mapping(NAME),
      parameters: mapping(ref("parameter")),
      defaults: {
        type: ["object", "null"],
        properties: { domain: ref("domain"), ethernet: ref("ethernet") },
        additionalProperties: ref("nodeClass"),
      },
      keys: TEXTS,
      operators: TEXTS,
      ntp: TEXTS,
      images: mapping({ anyOf: [ref("image"), NAME] }),
      replications: mapping(ref("replication")),
      secrets: mapping({ anyOf: [ref("secret"), scalarForm(["integer"])] }),
      removed: mapping(ref("removed")),
      backend: {
        type: ["object", "null"],
        properties: { type: wordForm(BACKENDS) },
        required: ["type"],
        additionalProperties: true,
      },
    },
  },
  image: { schema: IMAGE, readElsewhere: {} },
  secret: { schema: SECRET, readElsewhere: {} },
  removed: { schema: REMOVED, readElsewhere: {} },
  replication: {
    schema: REPLICATION,
    heading: "replications",
    readElsewhere: {
      databases: { type: "object", minProperties: 1, additionalProperties: ref("database") },
      users: {
        anyOf: [
          { type: "array", items: ref("user") },
          { type: "object", additionalProperties: true },
          { type: "null" },
        ],
      },
      was: TEXTS,
    },
  },
  database: { schema: DATABASE, mayBeEmpty: true, readElsewhere: {} },
  location: {
    schema: LOCATION,
    heading: "A location",
    readElsewhere: {
      information: TEXTS,
      blueprints: named({ anyOf: [ref("blueprint"), { type: "string" }] }),
    },
  },
  blueprint: {
    schema: BLUEPRINT,
    readElsewhere: {
      domain: ref("domain"),
      ethernet: ref("ethernet"),
      nodes: nullable(named(ref("node"))),
      information: TEXTS,
    },
  },
  domain: { schema: DOMAIN, heading: "domain", mayBeEmpty: true, readElsewhere: {} },
  ethernet: {
    schema: ETHERNET,
    heading: "ethernet",
    mayBeEmpty: true,
    readElsewhere: { was: TEXTS, accept: nullable(oneOrManyForm({ anyOf: [ref("accept"), NAME] })) },
  },
  accept: { schema: LONG_FORM, readElsewhere: {} },
  node: {
    schema: NODE,
    heading: "A node",
    mayBeEmpty: true,
    readElsewhere: { information: TEXTS, mysql: ref("mysql"), was: TEXTS },
  },
  nodeClass: {
    schema: NODE_CLASS,
    heading: "A node",
    mayBeEmpty: true,
    readElsewhere: { information: TEXTS, mysql: ref("mysql") },
  },
  member: {
    schema: MEMBER,
    heading: "mysql",
    mayBeEmpty: true,
    readElsewhere: { clients: TEXTS, settings: mapping(SCALAR) },
  },
} as const satisfies Readonly<Record<string, EditedSection>>;

/** What is read without a section. */
const OTHERS: Readonly<Record<string, JsonSchema>> = {
  parameter: closed(PARAMETER_KEYS, ["information", "type"]),
  user: closed(USER_KEYS, ["name"]),
  mysql: { anyOf: [ref("member"), nullable(NAME)] },
};

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
    properties: { locationId: {}, blueprints: {} },
    if: { anyOf: [{ required: ["locationId"] }, { required: ["blueprints"] }] },
    // biome-ignore lint/suspicious/noThenProperty: a keyword of JSON Schema
    then: ref("location"),
    else: ref("settings"),
    definitions: { ...Object.fromEntries(sections), ...OTHERS },
  };
}

/** What a section takes. */
export function formOfSection({ schema }: EditedSection): SectionForm {
  return sectionOf(schema) ?? { entries: {}, unsupported: [] };
}

function definition(section: EditedSection, descriptions: Descriptions): JsonSchema {
  const form = formOfSection(section);
  const made = sectionSchema(form, section.readElsewhere, section.mayBeEmpty);
  const properties = Object.entries(made.properties as Readonly<Record<string, JsonSchema>>).map(([key, taken]) => {
    const description = section.heading && descriptions(section.heading, key);
    return [key, description === undefined ? taken : { description, ...withoutRef(taken) }] as const;
  });
  return { ...made, properties: Object.fromEntries(properties) };
}

/** In draft-07 nothing counts beside a reference. */
function withoutRef(schema: JsonSchema): JsonSchema {
  return "$ref" in schema ? { allOf: [schema] } : schema;
}

function ref(name: string): JsonSchema {
  return { $ref: `#/definitions/${name}` };
}

/** A mapping from names that the plan chooses. */
function mapping(value: JsonSchema): JsonSchema {
  return { type: ["object", "null"], additionalProperties: value };
}

/** A list of mappings with one key each, or of names with nothing under them. */
function named(value: JsonSchema): JsonSchema {
  return {
    type: "array",
    items: { type: ["object", "string", "number"], maxProperties: 1, additionalProperties: value },
  };
}

function closed(keys: readonly string[], required: readonly string[]): JsonSchema {
  return {
    type: "object",
    additionalProperties: false,
    properties: Object.fromEntries(keys.map((key) => [key, {}])),
    required,
  };
}
