import { type Splice, spliced } from "./splices";

/** Changes of a file as a unified diff without context, which `patch -p0` takes. */
export function unifiedDiff(file: string, text: string, splices: readonly Splice[]): string {
  const hunks: string[] = [];
  let shift = 0;
  for (const group of byLines(text, splices)) {
    const begin = text.slice(0, (group[0] as Splice).begin).lastIndexOf("\n") + 1;
    const end = endOfLine(text, (group.at(-1) as Splice).end);
    const moved = group.map((one) => ({ ...one, begin: one.begin - begin, end: one.end - begin }));
    const [before, after] = trimmed(linesOf(text.slice(begin, end)), linesOf(spliced(text.slice(begin, end), moved)));
    if (before.lines.length === 0 && after.lines.length === 0) {
      continue;
    }
    const line = text.slice(0, begin).split("\n").length + before.skipped;
    hunks.push(
      `@@ -${range(line, before.lines.length)} +${range(line + shift, after.lines.length)} @@`,
      ...before.lines.map((one) => shown("-", one)),
      ...after.lines.map((one) => shown("+", one)),
    );
    shift += after.lines.length - before.lines.length;
  }
  return hunks.length === 0 ? "" : `--- ${file}\n+++ ${file}\n${hunks.join("\n")}\n`;
}

/** Changes that touch the same lines together. */
function byLines(text: string, splices: readonly Splice[]): Splice[][] {
  const groups: Splice[][] = [];
  let reached = -1;
  for (const splice of splices) {
    if (splice.begin < reached) {
      groups.at(-1)?.push(splice);
    } else {
      groups.push([splice]);
    }
    reached = endOfLine(text, splice.end);
  }
  return groups;
}

/** Behind the line of an offset: a change may join that line to others. */
function endOfLine(text: string, offset: number): number {
  const end = text.indexOf("\n", offset);
  return end < 0 ? text.length : end + 1;
}

/** Lines with their ends. */
function linesOf(text: string): string[] {
  return text.match(/[^\n]*\n|[^\n]+$/g) ?? [];
}

function shown(mark: string, line: string): string {
  return line.endsWith("\n") ? `${mark}${line.slice(0, -1)}` : `${mark}${line}\n\\ No newline at end of file`;
}

/** What differs between two runs of lines, without what both begin and end with. */
function trimmed(before: string[], after: string[]): [{ lines: string[]; skipped: number }, { lines: string[] }] {
  let skipped = 0;
  while (skipped < before.length && skipped < after.length && before[skipped] === after[skipped]) {
    skipped++;
  }
  let common = 0;
  while (common < Math.min(before.length, after.length) - skipped && before.at(-1 - common) === after.at(-1 - common)) {
    common++;
  }
  return [
    { lines: before.slice(skipped, before.length - common), skipped },
    { lines: after.slice(skipped, after.length - common) },
  ];
}

/** Of no lines, the one before them is named. */
function range(line: number, count: number): string {
  return `${count === 0 ? line - 1 : line},${count}`;
}
