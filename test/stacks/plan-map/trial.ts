import type { App } from "cdktf";
import { loadPlan } from "../../../plan/load";
import { FittingsStack } from "../../../stacks/fittings-stack";
import { type Synthesized, synthesize } from "../../constructs/synthesized";

/** A plan's text under the name of its file, with the files beside it and what its parameters are given. */
export interface Trial {
  readonly file: string;
  readonly text: string;
  readonly files: Readonly<Record<string, string>>;
  readonly parameters?: Parameters<typeof loadPlan>[2]["parameters"];
}

/** What of a map the tests read. */
export interface Mapped {
  readonly product: Readonly<Record<string, readonly string[]>>;
  readonly addresses: Readonly<
    Record<string, { readonly at?: string; readonly attributes?: Readonly<Record<string, readonly string[]>> }>
  >;
  readonly files: Readonly<Record<string, { readonly at: string; readonly from: readonly string[] }>>;
  readonly nodes: Readonly<Record<string, { readonly at: string; readonly files: Readonly<Record<string, string>> }>>;
  readonly steps: readonly {
    readonly address: string;
    readonly node: string;
    readonly step: string;
    readonly waits_for: readonly string[];
  }[];
}

/** A stack with its map, and with its configuration as values by address and JSON pointer. */
export interface MappedOutput {
  readonly map: Mapped;
  readonly text: string;
  readonly blocks: ReadonlyMap<string, ReadonlyMap<string, unknown>>;
  readonly files: Readonly<Record<string, string>>;
}

export function mappedOutput({ file, text, files, parameters }: Trial): MappedOutput {
  const plan = loadPlan(file, text, { parameters, readFile: (path) => files[path] });
  return mapped(synthesize((app: App) => new FittingsStack(app, plan, "contextualised")));
}

function mapped({ terraform, map, files }: Synthesized): MappedOutput {
  return { map: JSON.parse(map), text: map, blocks: blocksOf(terraform), files };
}

/** The blocks of a configuration by their addresses: what is in each, by JSON pointers to single values. */
function blocksOf(terraform: Record<string, never>): Map<string, Map<string, unknown>> {
  const { resource, provider, terraform: settings, variable, output, locals } = terraform as Record<string, object>;
  const { backend, ...own } = settings as unknown as Record<string, object>;
  const all: [string, unknown][] = [
    ...nested(resource).flatMap(([type, of]) =>
      nested(of).map(([id, block]): [string, unknown] => [`${type}.${id}`, block]),
    ),
    ...nested(locals).map(([id, value]): [string, unknown] => [`local.${id}`, value]),
    ...nested(output).map(([id, block]): [string, unknown] => [`output.${id}`, block]),
    ...nested(variable).map(([id, block]): [string, unknown] => [`var.${id}`, block]),
    ...nested(provider).flatMap(([type, of]) =>
      (of as { alias?: string }[]).map((block): [string, unknown] => [
        ["provider", type, ...(block.alias === undefined ? [] : [block.alias])].join("."),
        block,
      ]),
    ),
    ...nested(backend).map(([, block]): [string, unknown] => ["terraform.backend", block]),
    ["terraform.settings", own],
  ];
  return new Map(all.map(([address, block]) => [address, new Map(leavesOf(block, ""))]));
}

function nested(value: object | undefined): [string, object][] {
  return Object.entries(value ?? {});
}

function leavesOf(value: unknown, pointer: string): [string, unknown][] {
  if (typeof value !== "object" || value === null) {
    return [[pointer, value]];
  }
  return Object.entries(value).flatMap(([key, item]) =>
    leavesOf(item, `${pointer}/${key.replaceAll("~", "~0").replaceAll("/", "~1")}`),
  );
}

/** What the map says of a value: positions; `[]`: the product's own; undefined: nothing. */
export function originsOf(
  { addresses, product }: Mapped,
  address: string,
  pointer: string,
): readonly string[] | undefined {
  const said = longest(Object.keys(addresses[address]?.attributes ?? {}), pointer);
  if (said !== undefined) {
    return addresses[address]?.attributes?.[said];
  }
  const type = address.split(".")[0] ?? "";
  return longest(product[type] ?? [], pointer) === undefined ? undefined : [];
}

/** The longest of the pointers that stand for a value. */
function longest(pointers: readonly string[], pointer: string): string | undefined {
  return pointers
    .filter((one) => pointer === one || pointer.startsWith(`${one}/`))
    .sort((one, other) => other.length - one.length)[0];
}

/** Whether a value refers to other addresses: it has their lines. */
export function isReference(pointer: string, value: unknown): boolean {
  return typeof value === "string" && (value.includes("${") || pointer.startsWith("/depends_on/"));
}
