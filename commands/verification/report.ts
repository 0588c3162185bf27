import { alignColumns } from "../cli/table";
import type { NodeCheck } from "./check";
import type { Verification } from "./stack";

/** One line for each check, by node; a failed check shows what was expected and what to do. */
export function renderReport({ checks, nodes }: Verification, which: "all" | "failing"): string {
  const lines = Object.keys(nodes).flatMap((id) => {
    const own = checks.filter(({ node, holds }) => node === id && (which === "all" || !holds));
    return own.length === 0 ? [] : [id, ...linesOf(own), ""];
  });
  return [...lines, summaryOf({ checks, nodes }), ""].join("\n");
}

function linesOf(checks: readonly NodeCheck[]): string[] {
  const heads = alignColumns(
    checks.map(({ holds, topic, what, found }) => [`  ${holds ? "✔" : "✘"}`, topic, what, found]),
  );
  return checks.flatMap(({ holds, expected, remedy }, index) => [
    heads[index] ?? "",
    ...(holds ? [] : [`        expected: ${expected}`, `        to do: ${remedy}`]),
  ]);
}

/** `2 nodes: 61 of 63 checks hold; 1 node was not reached`. */
export function summaryOf({ checks, nodes }: Verification): string {
  const states = Object.values(nodes);
  const lost = states.filter((state) => state === null).length;
  const good = checks.filter(({ holds }) => holds).length;
  const count = good === checks.length ? `all ${good} checks hold` : `${good} of ${checks.length} checks hold`;
  const unreached = lost === 0 ? "" : `; ${countOf(lost)} not reached`;
  return `${countOf(states.length)}: ${count}${unreached}`;
}

function countOf(nodes: number): string {
  return `${nodes} ${nodes === 1 ? "node" : "nodes"}`;
}

/** One JSON object, for monitoring and for the rehearsal. Failed checks have a remedy. */
export function renderJson(stack: string, at: Date, { checks, nodes }: Verification): string {
  const list = checks.map(({ remedy, ...check }) => (check.holds ? check : { ...check, remedy }));
  const holds = checks.every((check) => check.holds);
  return `${JSON.stringify({ stack, verified_at: at.toISOString(), holds, checks: list, nodes }, null, 2)}\n`;
}
