import type { PageAnswer, Shape } from "./answer";
import type { Call } from "./call";
import type { Fields } from "./input";
import { type FieldProblem, invalidInput } from "./refusal";

/** Default and largest page size. */
const PAGE_SIZE = { usual: 250, most: 250 } as const;

/** Gives the value of a resource that a filter compares; undefined matches nothing. */
export type Filter<R> = (resource: R, call: Call) => string | number | boolean | undefined;

export interface Page<R> {
  readonly items: readonly R[];
  readonly pageNumber: number;
  readonly totalCount: number;
  readonly pageSize: number;
}

/** Query parameters that select the page, not the resources. */
const PAGING = ["pageNumber", "pageSize", "orderBy"];

const OPERATORS = ["LIKE", "MIN", "MAX", "LT", "GT"] as const;

/**
 * The page of resources that the query asks for. Refuses an unknown filter: ignoring it would answer a different
 * question.
 */
export function pageOf<R>(resources: Iterable<R>, filters: Readonly<Record<string, Filter<R>>>, call: Call): Page<R> {
  const { query } = call.request;
  const problems: FieldProblem[] = [];
  const pageNumber = positive(query, "pageNumber", 1, Number.MAX_SAFE_INTEGER, problems);
  const pageSize = positive(query, "pageSize", PAGE_SIZE.usual, PAGE_SIZE.most, problems);
  const conditions = [...query]
    .filter(([name]) => !PAGING.includes(name))
    .map(([name, value]) => conditionOf(name, value, filters, call, problems));
  const order = orderOf(query.get("orderBy") ?? "", filters, call, problems);
  if (problems.length > 0) {
    throw invalidInput(problems);
  }
  const found: R[] = [];
  for (const resource of resources) {
    if (conditions.every((condition) => condition(resource))) {
      found.push(resource);
    }
  }
  if (order !== undefined) {
    found.sort(order);
  }
  const start = (pageNumber - 1) * pageSize;
  return { items: found.slice(start, start + pageSize), pageNumber, pageSize, totalCount: found.length };
}

/** A page in the API's form: `pageCount` is 0 past the last page. */
export function pageAnswer<R>(element: string, page: Page<R>, shape: (item: R) => Shape): PageAnswer {
  const shapes = page.items.map(shape);
  const { pageNumber, totalCount, pageSize } = page;
  return { kind: "page", element, shapes, pageNumber, pageCount: shapes.length, totalCount, pageSize };
}

function positive(query: URLSearchParams, name: string, usual: number, most: number, problems: FieldProblem[]): number {
  const text = query.get(name);
  if (text === null) {
    return usual;
  }
  const number = Number(text);
  if (!/^\d+$/.test(text) || number < 1 || number > most) {
    const allowed = most === Number.MAX_SAFE_INTEGER ? "a number from 1" : `1 to ${most}`;
    problems.push({ name, value: `is ${JSON.stringify(text)}; ${allowed} is expected` });
    return usual;
  }
  return number;
}

function conditionOf<R>(
  parameter: string,
  value: string,
  filters: Readonly<Record<string, Filter<R>>>,
  call: Call,
  problems: FieldProblem[],
): (resource: R) => boolean {
  const [name = "", operator] = parameter.split(".");
  const filter = Object.hasOwn(filters, name) ? filters[name] : undefined;
  if (filter === undefined || (operator !== undefined && !(OPERATORS as readonly string[]).includes(operator))) {
    problems.push({ name: parameter, value: `is no filter here; known are ${Object.keys(filters).join(", ")}` });
    return () => true;
  }
  const compare = comparison(operator as (typeof OPERATORS)[number] | undefined, value);
  return (resource) => {
    const found = filter(resource, call);
    return found !== undefined && compare(String(found));
  };
}

function comparison(operator: (typeof OPERATORS)[number] | undefined, value: string): (found: string) => boolean {
  switch (operator) {
    case "LIKE": {
      const pattern = value.split("*").map((part) => part.replace(/[.+?^${}()|[\]\\]/g, "\\$&"));
      const expression = new RegExp(`^${pattern.join(".*")}$`, "i");
      return (found) => expression.test(found);
    }
    case "MIN":
      return (found) => found >= value;
    case "MAX":
      return (found) => found <= value;
    case "LT":
      return (found) => found < value;
    case "GT":
      return (found) => found > value;
    default:
      return (found) => found === value;
  }
}

function orderOf<R>(
  text: string,
  filters: Readonly<Record<string, Filter<R>>>,
  call: Call,
  problems: FieldProblem[],
): ((one: R, other: R) => number) | undefined {
  if (text === "") {
    return undefined;
  }
  const keys = text.split(",").map((part) => {
    const [name = "", direction = "ASCENDING"] = part.split(".");
    const filter = Object.hasOwn(filters, name) ? filters[name] : undefined;
    if (filter === undefined || !["ASCENDING", "DESCENDING"].includes(direction)) {
      problems.push({
        name: "orderBy",
        value: `is ${JSON.stringify(part)}; known are ${Object.keys(filters).join(", ")}`,
      });
    }
    return { filter, sign: direction === "DESCENDING" ? -1 : 1 };
  });
  return (one, other) => {
    for (const { filter, sign } of keys) {
      const [a, b] = [String(filter?.(one, call)), String(filter?.(other, call))];
      if (a !== b) {
        return a < b ? -sign : sign;
      }
    }
    return 0;
  };
}

/** Filters that compare fields of the resource itself. */
export function fields<R extends object>(...names: (keyof R & string)[]): Record<string, Filter<R>> {
  return Object.fromEntries(names.map((name) => [name, (resource: R) => (resource as Fields)[name] as string]));
}
