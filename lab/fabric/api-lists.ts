import type { ApiObject, FieldReader } from "./api-fields";
import { type AddressRange, type PortRange, readAddressNumber } from "./rules";

const COMMON = ["id", "datacenterId", "networkDomainId", "name", "description", "state", "createTime"];

export const IP_VERSIONS = { IPV4: 4, IPV6: 6 } as const;

/** A list and the ids of the lists that it refers to. Those lists may be missing. */
export interface ApiList<Entry> {
  readonly id: string;
  readonly networkDomainId: string;
  /** Undefined for port lists. */
  readonly ipVersion: 4 | 6 | undefined;
  readonly entries: readonly Entry[];
  readonly children: readonly string[];
}

/** The addresses from an entry's `begin` to its `end`, or of its network. */
function readEntry(reader: FieldReader, value: unknown, where: string, ipVersion: 4 | 6): AddressRange | undefined {
  const entry = reader.object(value, where, ["begin", "end", "prefixSize"]);
  if (entry === undefined) {
    return undefined;
  }
  const first = readBase(reader, entry, "begin", where, ipVersion);
  const { end } = entry;
  if (end === undefined || end === null) {
    return rangeOf(reader, entry, first, where, ipVersion);
  }
  if (entry.prefixSize !== undefined && entry.prefixSize !== null) {
    reader.refuse(`${where}: end`, end, "it excludes prefixSize");
  }
  const last = readBase(reader, entry, "end", where, ipVersion);
  if (first !== undefined && last !== undefined && last < first) {
    reader.refuse(`${where}: end`, end, "it lies before begin");
  }
  return first === undefined || last === undefined ? undefined : { first, last };
}

export function readBase(reader: FieldReader, object: ApiObject, field: string, where: string, ipVersion: 4 | 6) {
  const text = object[field];
  const number = typeof text === "string" ? readAddressNumber(text, ipVersion) : undefined;
  if (number === undefined) {
    reader.refuse(`${where}: ${field}`, text, `an IPv${ipVersion} address is expected`);
  }
  return number;
}

/** One address, or with `prefixSize` a whole network. */
export function rangeOf(
  reader: FieldReader,
  object: ApiObject,
  first: bigint | undefined,
  where: string,
  ipVersion: 4 | 6,
): AddressRange | undefined {
  const width = ipVersion === 4 ? 32 : 128;
  // an entry that is not understood is dropped whole
  const prefixSize = reader.number(object, "prefixSize", where, 0, width, true) ?? width;
  const size = 1n << BigInt(width - prefixSize);
  if (first !== undefined && first % size !== 0n) {
    reader.refuse(where, object, `the base of a /${prefixSize} is expected`);
    return undefined;
  }
  return first === undefined ? undefined : { first, last: first + size - 1n };
}

/** A port, or the ports from `begin` to `end`. */
export function readPorts(reader: FieldReader, value: unknown, where: string): PortRange | undefined {
  const ports = reader.object(value, where, ["begin", "end"]);
  if (ports === undefined) {
    return undefined;
  }
  const first = reader.number(ports, "begin", where, 1, 65535);
  const last = reader.number(ports, "end", where, first ?? 1, 65535, true) ?? first;
  return first === undefined || last === undefined ? undefined : { first, last };
}

function isThere<T>(value: T | undefined): value is T {
  return value !== undefined;
}

function childrenOf(reader: FieldReader, list: ApiObject, field: string, where: string): string[] {
  return reader.list(list, field, where).map((value) => {
    const child = reader.object(value, `${where}: ${field}`, ["id", "name"]);
    return child === undefined ? "" : reader.text(child, "id", `${where}: ${field}`);
  });
}

/** An IP address list. Source: network/ipAddressList, 2.2. */
export function readAddressList(reader: FieldReader, value: unknown): ApiList<AddressRange> | undefined {
  const where = `IP address list ${nameOf(value)}`;
  const list = reader.object(value, where, [...COMMON, "ipVersion", "ipAddress", "childIpAddressList"]);
  const ipVersion = list && reader.word(list, "ipVersion", where, IP_VERSIONS);
  if (list === undefined || ipVersion === undefined) {
    return undefined;
  }
  const entries = reader
    .list(list, "ipAddress", where)
    .map((entry) => readEntry(reader, entry, `${where}: ipAddress`, ipVersion));
  const children = childrenOf(reader, list, "childIpAddressList", where);
  return { ...idsOf(reader, list, where), ipVersion, entries: entries.filter(isThere), children };
}

/** A port list. Source: network/portList, 2.2. */
export function readPortList(reader: FieldReader, value: unknown): ApiList<PortRange> | undefined {
  const where = `port list ${nameOf(value)}`;
  const list = reader.object(value, where, [...COMMON, "port", "childPortList"]);
  if (list === undefined) {
    return undefined;
  }
  const entries = reader.list(list, "port", where).map((entry) => readPorts(reader, entry, `${where}: port`));
  const children = childrenOf(reader, list, "childPortList", where);
  return { ...idsOf(reader, list, where), ipVersion: undefined, entries: entries.filter(isThere), children };
}

function idsOf(reader: FieldReader, list: ApiObject, where: string) {
  return { id: reader.text(list, "id", where), networkDomainId: reader.text(list, "networkDomainId", where) };
}

/** A name for an object of the API in messages, as far as the object has one. */
export function nameOf(value: unknown): string {
  const { name, id } = (value ?? {}) as ApiObject;
  return JSON.stringify(name ?? id) ?? "without a name";
}

/** All entries of a list and of the lists that it refers to, each list once. Undefined: one of them is missing. */
export function flatten<Entry>(id: string, lists: ReadonlyMap<string, ApiList<Entry>>): Entry[] | undefined {
  const entries: Entry[] = [];
  const seen = new Set<string>();
  const open = [id];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    const list = lists.get(next);
    if (list === undefined) {
      return undefined;
    }
    if (!seen.has(next)) {
      seen.add(next);
      entries.push(...list.entries);
      open.push(...list.children);
    }
  }
  return entries;
}
