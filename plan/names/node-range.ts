import type { Position } from "../findings/diagnostic";
import type { Findings } from "../findings/findings";

/** Largest number of nodes in one range. */
const LONGEST = 1000;

/**
 * The names that `web[1..3]` stands for: `web1`, `web2`, `web3`. As in plumbery, only the last range in a name is
 * expanded, and numbers lose their leading zeros. Undefined after an error.
 */
export function expandRange(name: string, at: Position, findings: Findings): string[] | undefined {
  const match = /^(.*)\[(\d{1,9})\.\.(\d{1,9})\](.*)$/s.exec(name);
  if (match === null) {
    if (/[[\]]/.test(name)) {
      findings.error(at, `"${name}" is no range of nodes`, "ranges are written name[1..3]");
      return undefined;
    }
    return [name];
  }
  const [, before = "", first, last, behind = ""] = match;
  const [low, high] = [Number(first), Number(last)];
  if (high - low >= LONGEST) {
    findings.error(at, `the range "${name}" stands for ${high - low + 1} nodes`, `${LONGEST} at most`);
    return undefined;
  }
  if (low > high) {
    findings.warning(at, `the range "${name}" stands for no node`, "a range goes from the lower to the higher number");
    return [];
  }
  if (/^0\d/.test(first as string)) {
    const named = `${before}${low}${behind}`;
    findings.warning(
      at,
      `the range "${name}" loses its zeros, as in plumbery: its first node is ${named}`,
      `put zeros before the bracket: ${before}0[${low}..${Math.min(high, 9)}]${behind}`,
    );
  }
  return Array.from({ length: high - low + 1 }, (_, index) => `${before}${low + index}${behind}`);
}
