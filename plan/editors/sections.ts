import { LONG_FORM } from "../location/accept";
import { BACKUP, BACKUP_CLIENT } from "../location/backup";
import { BALANCER } from "../location/balancer";
import { OF_LOCATIONS } from "../location/defaults";
import { DOMAIN } from "../location/domain";
import { BEACHHEAD, BLUEPRINT, LOCATION } from "../location/location-shape";
import { ETHERNET } from "../location/network";
import { NODE, NODE_CLASS } from "../location/node-shape";
import { POOL } from "../location/pool";
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
  wordForm,
} from "../shape/json-schema";
import type { Schema } from "../shape/schema";
import { closed, keyOf, mapping, named, ref } from "./references";

/** A section of a plan as editors see it. */
export interface EditedSection {
  readonly schema: Schema;
  /** What its table in the reference stands under; undefined: it has none. */
  readonly heading?: string;
  /** Whether it may be left empty: it says nothing that must be there, or defaults and other blueprints may say it. */
  readonly mayBeEmpty?: true;
  /** Whether it takes keys under the names that they had in early releases of plumbery. */
  readonly takesOldWords?: true;
  /** Keys that are read straight from the tree, and what they take. */
  readonly readElsewhere: Readonly<Record<string, JsonSchema>>;
}

/** What a section takes. */
export function formOfSection({ schema }: EditedSection): SectionForm {
  return sectionOf(schema) ?? { entries: {}, unsupported: [] };
}

const SCALAR = scalarForm(["number", "boolean"]);
const NAME = scalarForm(["number"]);
const TEXTS = nullable(oneOrManyForm(NAME));

/** What is read without a word about its form. */
const ANYTHING: JsonSchema = { $comment: "anything" };

/** What is passed over: no editor offers it. */
const PASSED_OVER: JsonSchema = { $comment: "passed over", doNotSuggest: true };

/** What cloud-init takes, which is not said here. */
const CLOUD_CONFIG: JsonSchema = { type: ["object", "null"] };

/** Keys of nodes and of their classes that are read straight from the tree. */
const OF_NODES: Readonly<Record<string, JsonSchema>> = {
  backup: { anyOf: [ref("backup"), nullable(NAME)] },
  information: TEXTS,
  "cloud-config": CLOUD_CONFIG,
  mysql: ref("mysql"),
  prepare: ANYTHING,
  rub: ANYTHING,
  windows: ANYTHING,
};

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
        properties: {
          domain: ref("domain"),
          ethernet: ref("ethernet"),
          "cloud-config": CLOUD_CONFIG,
          blueprints: TEXTS,
          ...Object.fromEntries(OF_LOCATIONS.map((key) => [key, keyOf("location", key)])),
        },
        additionalProperties: ref("nodeClass"),
      },
      keys: TEXTS,
      operators: TEXTS,
      ntp: TEXTS,
      images: mapping({ anyOf: [ref("image"), NAME] }),
      replications: mapping(ref("replication")),
      secrets: mapping({ anyOf: [ref("secret"), scalarForm(["integer"])] }),
      removed: mapping(ref("removed")),
      actions: PASSED_OVER,
      safeMode: PASSED_OVER,
      buildPolisher: PASSED_OVER,
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
    takesOldWords: true,
    readElsewhere: {
      information: TEXTS,
      ipv4: ANYTHING,
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
      balancers: nullable(named(ref("balancer"))),
      pool: ref("pool"),
      listeners: PASSED_OVER,
      backends: PASSED_OVER,
      pools: PASSED_OVER,
    },
  },
  balancer: { schema: BALANCER, mayBeEmpty: true, readElsewhere: { information: TEXTS } },
  pool: { schema: POOL, mayBeEmpty: true, readElsewhere: {} },
  beachhead: { schema: BEACHHEAD, readElsewhere: {} },
  backup: { schema: BACKUP, readElsewhere: {} },
  backupClient: { schema: BACKUP_CLIENT, readElsewhere: {} },
  domain: { schema: DOMAIN, heading: "domain", mayBeEmpty: true, readElsewhere: {} },
  ethernet: {
    schema: ETHERNET,
    heading: "ethernet",
    mayBeEmpty: true,
    readElsewhere: { was: TEXTS, reserved: TEXTS, accept: nullable(oneOrManyForm({ anyOf: [ref("accept"), NAME] })) },
  },
  accept: { schema: LONG_FORM, readElsewhere: {} },
  node: {
    schema: NODE,
    heading: "A node",
    mayBeEmpty: true,
    takesOldWords: true,
    readElsewhere: { ...OF_NODES, was: TEXTS },
  },
  nodeClass: {
    schema: NODE_CLASS,
    heading: "A node",
    mayBeEmpty: true,
    takesOldWords: true,
    readElsewhere: OF_NODES,
  },
  member: {
    schema: MEMBER,
    heading: "mysql",
    mayBeEmpty: true,
    readElsewhere: { clients: TEXTS, settings: mapping(SCALAR) },
  },
} as const satisfies Readonly<Record<string, EditedSection>>;

/** What is read without a section. */
export const OTHERS: Readonly<Record<string, JsonSchema>> = {
  parameter: closed(PARAMETER_KEYS, ["information", "type"]),
  user: closed(USER_KEYS, ["name"]),
  mysql: { anyOf: [ref("member"), nullable(NAME)] },
};
