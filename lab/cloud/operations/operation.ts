import type { Answer, OperationAnswer, Shape } from "../answer";
import type { Call } from "../call";
import { type Filter, pageAnswer, pageOf } from "../listing";
import { Refusal } from "../refusal";
import { type Kind, type Kinds, nameOfKind, type Organisation } from "../state/organisation";

/** One operation of API 2. */
export interface Operation {
  /** Its name in faults, delays and logs, e.g. `deployVlan`, `listVlan`, `getVlan`. */
  readonly name: string;
  readonly method: "GET" | "POST";
  /** Path after the organisation's id, e.g. `network/vlan/{id}`. */
  readonly path: string;
  /** The first minor version of API 2 that has it. */
  readonly since: number;
  readonly run: (call: Call) => Answer;
}

/** The minor versions that the lab serves. */
export const MINORS = { first: 2, last: 13 } as const;

/** An operation that changes something: `POST network/deployVlan`. */
export function change(path: string, run: (call: Call) => OperationAnswer, since: number = MINORS.first): Operation {
  return { name: lastOf(path), method: "POST", path, since, run };
}

export interface Listed<R> {
  /** Name of each XML element and of the JSON list. */
  readonly element: string;
  readonly resources: (call: Call) => Iterable<R>;
  readonly filters: Readonly<Record<string, Filter<R>>>;
  readonly shape: (resource: R, call: Call) => Shape;
  readonly since?: number;
}

/** An operation that lists: `GET network/vlan?name=...`. */
export function list<R>(path: string, listed: Listed<R>): Operation {
  return {
    name: `list${capital(lastOf(path))}`,
    method: "GET",
    path,
    since: listed.since ?? MINORS.first,
    run: (call) =>
      pageAnswer(listed.element, pageOf(listed.resources(call), listed.filters, call), (item) =>
        listed.shape(item, call),
      ),
  };
}

/** An operation that shows one resource: `GET network/vlan/{id}`. */
export function get<R>(
  path: string,
  element: string,
  find: (call: Call, id: string) => R,
  shape: (resource: R, call: Call) => Shape,
): Operation {
  return {
    name: `get${capital(lastOf(path))}`,
    method: "GET",
    path: `${path}/{id}`,
    since: MINORS.first,
    run: (call) => ({ kind: "resource", element, shape: shape(find(call, call.parameter("id")), call) }),
  };
}

/** Both ways to read a kind of resource: the list, and one resource by id. */
export function reading<K extends Kind>(
  path: string,
  kind: K,
  { element, filters, shape, resources }: Partial<Listed<Kinds[K]>> & Pick<Listed<Kinds[K]>, "filters" | "shape">,
): readonly [Operation, Operation] {
  const name = element ?? lastOf(path);
  return [
    list<Kinds[K]>(path, {
      element: name,
      resources: resources ?? (({ organisation }) => organisation.all(kind)),
      filters,
      shape,
    }),
    get(path, name, ({ organisation }, id) => organisation.find(kind, id), shape),
  ];
}

/** Refuses a name that another resource of the same kind and scope has. */
export function requireUniqueName<K extends "networkDomain" | DomainKind>(
  organisation: Organisation,
  kind: K,
  name: string,
  samePlace: (resource: Kinds[K]) => boolean,
): void {
  for (const resource of organisation.all(kind)) {
    if (resource.name === name && samePlace(resource)) {
      throw new Refusal("NAME_NOT_UNIQUE", `name: another ${nameOfKind(kind)} is called ${JSON.stringify(name)}`);
    }
  }
}

/** Kinds whose names are unique within their network domain. */
export type DomainKind = {
  [K in Kind]: Kinds[K] extends { readonly networkDomainId: string; readonly name: string } ? K : never;
}[Kind];

/** Refuses with HAS_DEPENDENCY if another resource still needs this one. */
export function requireUnused(what: string, users: readonly { readonly id: string }[], usedBy: string): void {
  const [first] = users;
  if (first !== undefined) {
    const more = users.length > 1 ? ` and ${users.length - 1} more` : "";
    throw new Refusal("HAS_DEPENDENCY", `${what} is used by ${usedBy} ${first.id}${more}`);
  }
}

function lastOf(path: string): string {
  return path.slice(path.lastIndexOf("/") + 1);
}

function capital(name: string): string {
  return name.charAt(0).toUpperCase() + name.slice(1);
}
