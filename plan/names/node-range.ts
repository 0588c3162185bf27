import type { Position } from "../findings/diagnostic";
import type { Findings } from "../findings/findings";

/** Most nodes that one range may stand for. */
const LONGEST = 1000;

/**
 * The names that `web[1..3]` stands for: `web1`, `web2`, `web3`. The last range in a name counts, and numbers lose their
 * leading zeros, as in plumbery. Undefined after an error.
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
  if (low > high || high - low >= LONGEST) {
    const why = low > high ? "stands for no node" : `stands for ${high - low + 1} nodes`;
    findings.error(
      at,
      `the range "${name}" ${why}`,
      `it goes from the lower to the higher number, ${LONGEST} nodes at most`,
    );
    return undefined;
  }
  return Array.from({ length: high - low + 1 }, (_, index) => `${before}${low + index}${behind}`);
}
