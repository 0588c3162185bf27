import type { Position } from "../findings/diagnostic";
import type { Findings } from "../findings/findings";
import type { Read } from "./file";

/** The text of a file that a plan names; problems are reported where it is named. */
export function namedText(
  path: string,
  read: Read,
  where: { readonly directive: string; readonly at: Position; readonly wanted: string },
  findings: Findings,
): string | undefined {
  const { directive, at, wanted } = where;
  if (read === undefined) {
    findings.error(at, `no file ${path} for \`${directive}\``, wanted);
    return undefined;
  }
  if (typeof read === "string") {
    return read;
  }
  const { problem, hints, line, column } = read;
  const place = line > 1 || column > 1 ? [`at ${path}:${line}:${column}`] : [];
  findings.error(at, `${path} for \`${directive}\` ${problem}`, ...place, ...hints);
  return undefined;
}
