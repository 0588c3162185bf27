// @module-tag tools
// @module-tag needs/terraform
// @module-tag needs/go
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { providerMirror } from "../../../lab/providers/mirror";
import { STAND_INS } from "../../../lab/providers/stand-ins";
import { WorkingFolder } from "./working-folder";

interface Block {
  attributes?: Record<string, Record<string, unknown>>;
  block_types?: Record<string, { block: Block; [property: string]: unknown }>;
  [property: string]: unknown;
}
type Schema = { version: number; block: Block };
type ProviderSchema = { provider: Schema } & Record<string, Record<string, Schema> | Schema | undefined>;

/** Texts for people: the stand-ins have none, and the published schemas lie here without them. */
const TEXTS = ["description", "description_kind"];

function withoutTexts(properties: Record<string, unknown>): string {
  const kept = Object.entries(properties).filter(([name]) => !TEXTS.includes(name));
  return JSON.stringify(Object.fromEntries(kept.sort(([a], [b]) => a.localeCompare(b))));
}

/** A schema as one fact a line, so that a difference names the place and shows both sides. */
function facts(schema: ProviderSchema): Map<string, string> {
  const found = new Map<string, string>();
  const visit = (place: string, { attributes = {}, block_types = {}, ...properties }: Block) => {
    found.set(place, withoutTexts(properties));
    for (const [name, attribute] of Object.entries(attributes)) {
      found.set(`${place}.${name}`, withoutTexts(attribute));
    }
    for (const [name, { block, ...nesting }] of Object.entries(block_types)) {
      found.set(`${place}.${name} (nesting)`, withoutTexts(nesting));
      visit(`${place}.${name}`, block);
    }
  };
  for (const [kind, schemas] of Object.entries(schema)) {
    const named = kind === "provider" ? { block: schemas } : schemas;
    for (const [name, { version, block }] of Object.entries(named as Record<string, Schema>)) {
      found.set(`${kind} ${name} (version)`, String(version));
      visit(`${kind} ${name}`, block);
    }
  }
  return found;
}

function differences(published: ProviderSchema, standIn: ProviderSchema): string[] {
  const [theirs, ours] = [facts(published), facts(standIn)];
  return [...new Set([...theirs.keys(), ...ours.keys()])]
    .filter((place) => theirs.get(place) !== ours.get(place))
    .sort()
    .map((place) => `${place}: published ${theirs.get(place) ?? "nothing"}, stand-in ${ours.get(place) ?? "nothing"}`);
}

function published(type: string): ProviderSchema {
  const text = readFileSync(join("providers", "schemas", `${type}.schema.json`), "utf8");
  const [schema] = Object.values(JSON.parse(text).provider_schemas);
  return schema as ProviderSchema;
}

describe("the schema of a stand-in", () => {
  let folder: WorkingFolder;
  let schemas: Record<string, ProviderSchema>;

  beforeAll(async () => {
    folder = await WorkingFolder.make((await providerMirror()).cliConfig);
    await folder.configure("");
    schemas = JSON.parse(await folder.terraform(["providers", "schema", "-json"])).provider_schemas;
  });
  afterAll(() => folder.remove());

  it.each(STAND_INS)("$type is that of the published provider, attribute by attribute", ({ type, namespace }) => {
    const standIn = schemas[`registry.terraform.io/${namespace}/${type}`];
    expect(standIn).toBeDefined();
    expect(differences(published(type), standIn as ProviderSchema)).toEqual([]);
  });

  it("has the published number of resources, data sources and ephemeral resources", () => {
    const counts = STAND_INS.map(({ type, namespace }) => {
      const schema = schemas[`registry.terraform.io/${namespace}/${type}`];
      const count = (kind: string) => Object.keys(schema?.[kind] ?? {}).length;
      return `${type}: ${count("resource_schemas")} ${count("data_source_schemas")} ${count("ephemeral_resource_schemas")}`;
    });
    expect(counts).toEqual(["null: 1 1 0", "random: 8 0 1", "tls: 4 2 1", "ddcloud: 21 4 0"]);
  });
});

describe("the comparison of schemas", () => {
  const changed = (type: string, change: (schema: ProviderSchema) => void) => {
    const schema = structuredClone(published(type));
    change(schema);
    return differences(published(type), schema);
  };
  const server = (schema: ProviderSchema) =>
    (schema.resource_schemas as Record<string, Schema>).ddcloud_server as Required<Schema> & {
      block: Required<Pick<Block, "attributes" | "block_types">>;
    };

  it("tells every difference at once, with its place and both sides", () => {
    const found = changed("ddcloud", (schema) => {
      const { block } = server(schema);
      (block.attributes.admin_password as Record<string, unknown>).sensitive = false;
      (block.attributes.memory_gb as Record<string, unknown>).type = "string";
      delete block.attributes.image;
      (block.block_types.primary_network_adapter as Record<string, unknown>).max_items = 2;
      server(schema).version = 6;
      delete (schema.data_source_schemas as Record<string, Schema>).ddcloud_pfx;
    });
    expect(found).toHaveLength(12);
    expect(found).toContain(
      'resource_schemas ddcloud_server.memory_gb: published {"computed":true,"optional":true,"type":"number"}, stand-in {"computed":true,"optional":true,"type":"string"}',
    );
    expect(found).toContain("resource_schemas ddcloud_server (version): published 5, stand-in 6");
    expect(found.filter((line) => line.startsWith("data_source_schemas ddcloud_pfx"))).toHaveLength(7);
  });

  it("passes over texts for people, not over an attribute that is named description", () => {
    const found = changed("ddcloud", (schema) => {
      const { block } = server(schema);
      (block.attributes.name as Record<string, unknown>).description = "a text";
      delete block.attributes.description;
    });
    expect(found).toEqual([
      'resource_schemas ddcloud_server.description: published {"optional":true,"type":"string"}, stand-in nothing',
    ]);
  });
});
