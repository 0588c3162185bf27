/** When Terraform worked on a resource. Milliseconds since 1970. */
export interface Span {
  readonly began: number;
  readonly ended: number;
  /** How often the step said that it waits for something. */
  readonly waits: number;
  /** What the step said, line by line, and when. */
  readonly said: readonly { readonly line: string; readonly at: number }[];
}

/** Longest pause between two looks at what a step waits for: what it waits for may be there so long already. */
const PAUSE_MS = 1_000;

/** A resource on the critical path. */
export interface Link extends Span {
  readonly address: string;
  /** Milliseconds between the end of what it waited for, or the begin of everything, and its own begin. */
  readonly waited: number;
}

/** What each resource depends on, directly or not, by its address. */
export type Dependencies = ReadonlyMap<string, readonly string[]>;

/**
 * What a deployment's length follows from: the resource that ended last, what of its dependencies ended last, and so on
 * to the begin. A resource that was not worked on is skipped.
 */
export function criticalPath(spans: ReadonlyMap<string, Span>, dependencies: Dependencies, began: number): Link[] {
  const path: Link[] = [];
  let address = lastOf([...spans.keys()], spans);
  while (address !== undefined) {
    const span = spans.get(address) as Span;
    const before = lastOf(dependencies.get(address) ?? [], spans);
    const free = before === undefined ? began : (spans.get(before) as Span).ended;
    path.unshift({ address, ...span, waited: Math.max(0, span.began - free) });
    address = before;
  }
  return path;
}

function lastOf(addresses: readonly string[], spans: ReadonlyMap<string, Span>): string | undefined {
  const known = addresses.filter((address) => spans.has(address)).sort();
  return known.reduce<string | undefined>((last, address) => {
    const later = last === undefined || (spans.get(address)?.ended ?? 0) > (spans.get(last)?.ended ?? 0);
    return later ? address : last;
  }, undefined);
}

interface State {
  readonly resources?: readonly {
    readonly mode: string;
    readonly type: string;
    readonly name: string;
    readonly instances?: readonly { readonly dependencies?: readonly string[] }[];
  }[];
}

/** The dependencies that Terraform's state knows. @param text the state file */
export function dependenciesOf(text: string): Dependencies {
  const { resources = [] } = JSON.parse(text) as State;
  return new Map(
    resources
      .filter(({ mode }) => mode === "managed")
      .map(({ type, name, instances = [] }) => [
        `${type}.${name}`,
        instances.flatMap(({ dependencies = [] }) => dependencies),
      ]),
  );
}

/** Who a part of the critical path is spent by. */
export type Spender = "platform" | "nodes" | "keys and passwords" | "waiting of our own";

/**
 * Milliseconds of the critical path by who spends them. Waiting of our own is what passes between two resources, and the last
 * pause of each wait, as if none ever ended early.
 */
export function shares(path: readonly Link[]): ReadonlyMap<Spender, number> {
  const sums = new Map<Spender, number>();
  const add = (spender: Spender, time: number) => sums.set(spender, (sums.get(spender) ?? 0) + time);
  for (const { address, began, ended, waited, waits } of path) {
    const paused = Math.min(waits * PAUSE_MS, ended - began);
    add(spenderOf(address), ended - began - paused);
    add("waiting of our own", waited + paused);
  }
  return sums;
}

function spenderOf(address: string): Spender {
  if (address.startsWith("null_resource.")) {
    return "nodes";
  }
  return /^(tls|random)_/.test(address) ? "keys and passwords" : "platform";
}
