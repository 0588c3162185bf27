import type { Call } from "../call";
import { invalidField } from "../refusal";

/** Lists that can contain other lists of their kind, with the names of their fields. */
const FIELDS = {
  ipAddressList: { entries: "ipAddress", children: "childIpAddressListId", title: "IP Address List" },
  portList: { entries: "port", children: "childPortListId", title: "Port List" },
} as const;

type ListKind = keyof typeof FIELDS;

/**
 * Refuses a child that is the list itself or contains it, directly or not. A list that is being created has no id yet.
 */
export function requireNoCircle(call: Call, kind: ListKind, child: string, own: string | undefined): void {
  if (own !== undefined && holds(call, kind, child, own)) {
    const { children, title } = FIELDS[kind];
    throw invalidField(children, `${title} ${child} holds this list`);
  }
}

function holds(call: Call, kind: ListKind, id: string, wanted: string): boolean {
  const children = call.organisation.get(kind, id)?.childIds ?? [];
  return id === wanted || children.some((child) => holds(call, kind, child, wanted));
}

/** Refuses a list that is empty. */
export function requireContent(kind: ListKind, entries: readonly unknown[], children: readonly unknown[]): void {
  if (entries.length === 0 && children.length === 0) {
    const fields = FIELDS[kind];
    throw invalidField(fields.entries, `at least one ${fields.entries} or ${fields.children} is required`);
  }
}
