import { isDeepStrictEqual } from "node:util";
import { Refusal } from "../platform/refusal";

/** A part of user-data, with the name of the contribution that it comes from. */
export interface CloudConfigPart {
  readonly by: string;
  readonly values: Readonly<Record<string, unknown>>;
}

type Mapping = Readonly<Record<string, unknown>>;

/**
 * Merges parts into one cloud-config: mappings are merged, lists are joined in the order of the parts, and a package
 * that several parts name appears once. No part is changed.
 * @throws Refusal if two parts set a key differently or write the same file: with all such places, each with both names
 */
export function mergeCloudConfig(parts: readonly CloudConfigPart[]): Record<string, unknown> {
  const owners = new Map<string, string>();
  const problems: string[] = [];
  let merged: Mapping = {};
  for (const { by, values } of parts) {
    merged = mergeMappings(merged, values, { by, path: [], owners, problems });
  }
  problems.push(...filesWrittenTwice(parts));
  if (problems.length > 0) {
    throw new Refusal(problems.join("\n"));
  }
  return "packages" in merged ? { ...merged, packages: once(merged.packages) } : merged;
}

/** State of a merge: who gives the new values, at which keys, who gave the existing ones, and the problems. */
interface Place {
  readonly by: string;
  readonly path: readonly string[];
  readonly owners: Map<string, string>;
  readonly problems: string[];
}

function mergeMappings(there: Mapping, added: Mapping, place: Place): Mapping {
  const entries = new Map(Object.entries(there));
  for (const [key, value] of Object.entries(added)) {
    const path = [...place.path, key];
    const at = JSON.stringify(path);
    entries.set(key, entries.has(key) ? mergeValues(entries.get(key), value, { ...place, path }) : value);
    place.owners.set(at, place.owners.get(at) ?? place.by);
  }
  return Object.fromEntries(entries);
}

function mergeValues(there: unknown, added: unknown, place: Place): unknown {
  if (Array.isArray(there) && Array.isArray(added)) {
    return [...there, ...added];
  }
  if (isMapping(there) && isMapping(added)) {
    return mergeMappings(there, added, place);
  }
  if (!isDeepStrictEqual(there, added)) {
    const { by, path, owners, problems } = place;
    problems.push(
      `${ownerOf(path, owners)} and ${by} set ${path.join(".")} of user-data differently: ${shown(there)} and ${shown(added)}; leave it to one of them`,
    );
  }
  return there;
}

/** The contribution that gave a value, or the mapping around it. */
function ownerOf(path: readonly string[], owners: ReadonlyMap<string, string>): string {
  for (let length = path.length; length > 0; length--) {
    const owner = owners.get(JSON.stringify(path.slice(0, length)));
    if (owner !== undefined) {
      return owner;
    }
  }
  return "";
}

function filesWrittenTwice(parts: readonly CloudConfigPart[]): string[] {
  const writers = new Map<string, string>();
  return parts.flatMap(({ by, values }) =>
    writtenFiles(values).flatMap((path) => {
      const other = writers.get(path);
      writers.set(path, other ?? by);
      return other === undefined || other === by
        ? []
        : [`${other} and ${by} both write ${path}; leave it to one of them`];
    }),
  );
}

/** Paths of the files that a cloud-config writes. */
export function writtenFiles({ write_files: files }: CloudConfigPart["values"]): readonly string[] {
  return Array.isArray(files)
    ? files.flatMap((file) => (isMapping(file) && typeof file.path === "string" ? [file.path] : []))
    : [];
}

function isMapping(value: unknown): value is Mapping {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/**
 * A list without duplicates of plain entries; entries that are lists themselves all stay, because they say more than a
 * name.
 */
function once(list: unknown): unknown {
  return Array.isArray(list) ? [...new Set(list)] : list;
}

function shown(value: unknown): string {
  return JSON.stringify(value);
}
