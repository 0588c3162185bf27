/** When Terraform worked on a resource. Milliseconds since 1970. */
export interface Span {
  readonly began: number;
  readonly ended: number;
  /** How often the step reported that it is waiting. */
  readonly waits: number;
  /** What the step said, line by line, and when. */
  readonly said: readonly { readonly line: string; readonly at: number }[];
}

/** Longest pause between two checks of a waiting step: its condition may have held for that long already. */
const PAUSE_MS = 1_000;

/** A resource on the critical path. */
export interface Link extends Span {
  readonly address: string;
  /** Between the end of its last dependency, or the start of the apply, and its own start. */
  readonly waitedMs: number;
}

/** The direct and indirect dependencies of each resource, by its address. */
export type Dependencies = ReadonlyMap<string, readonly string[]>;

/**
 * The critical path of a deployment: the resource that ended last, the one of its dependencies that ended last, and so
 * on to the start. Skips resources without work.
 */
export function criticalPath(spans: ReadonlyMap<string, Span>, dependencies: Dependencies, began: number): Link[] {
  const path: Link[] = [];
  let address = lastOf([...spans.keys()], spans);
  while (address !== undefined) {
    const span = spans.get(address) as Span;
    const before = lastOf(dependencies.get(address) ?? [], spans);
    const free = before === undefined ? began : (spans.get(before) as Span).ended;
    path.unshift({ address, ...span, waitedMs: Math.max(0, span.began - free) });
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

/** The dependencies in Terraform's state. @param text content of the state file */
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

/** Who uses a part of the critical path. */
export type Spender = "platform" | "nodes" | "keys and passwords" | "waiting of our own";

/**
 * Milliseconds of the critical path by who uses them. Our own waiting is the time between two resources plus the last
 * pause of each wait (an upper bound: the wait may have ended early).
 */
export function shares(path: readonly Link[]): ReadonlyMap<Spender, number> {
  const sums = new Map<Spender, number>();
  const add = (spender: Spender, time: number) => sums.set(spender, (sums.get(spender) ?? 0) + time);
  for (const { address, began, ended, waitedMs, waits } of path) {
    const paused = Math.min(waits * PAUSE_MS, ended - began);
    add(spenderOf(address), ended - began - paused);
    add("waiting of our own", waitedMs + paused);
  }
  return sums;
}

function spenderOf(address: string): Spender {
  if (address.startsWith("null_resource.")) {
    return "nodes";
  }
  return /^(tls|random)_/.test(address) ? "keys and passwords" : "platform";
}
