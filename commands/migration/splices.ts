import { isMap, stringify } from "yaml";
import type { Edit, PlainData } from "../../plan/plan";
import { type Child, type Collection, Outline } from "./outline";

/** A piece of a text, and what comes in its place. */
export interface Splice {
  readonly begin: number;
  readonly end: number;
  readonly text: string;
}

/** Changes to a plan's text, and those that have no place in it. */
export interface Splices {
  readonly splices: readonly Splice[];
  readonly unplaced: readonly Edit[];
}

/** Edits as changes of a text: whatever they do not name stays as it is, comments and blanks, too. */
export function splicesOf(text: string, edits: readonly Edit[]): Splices {
  return new Splicer(new Outline(text)).all(edits);
}

/** The text with changes, which do not overlap. */
export function spliced(text: string, splices: readonly Splice[]): string {
  let result = "";
  let at = 0;
  for (const { begin, end, text: put } of splices) {
    result += text.slice(at, begin) + put;
    at = end;
  }
  return result + text.slice(at);
}

class Splicer {
  private readonly newline: string;

  public constructor(private readonly outline: Outline) {
    this.newline = outline.text.includes("\r\n") ? "\r\n" : "\n";
  }

  public all(edits: readonly Edit[]): Splices {
    const unplaced: Edit[] = [];
    const found: Splice[] = [];
    const place = (edit: Edit, splice: Splice | undefined) => {
      if (splice === undefined) {
        unplaced.push(edit);
      } else {
        found.push(splice);
      }
    };
    const removed = new Map<Collection, { child: Child; edit: Edit }[]>();
    for (const edit of edits) {
      if (edit.kind !== "remove") {
        place(edit, this.change(edit));
        continue;
      }
      const child = this.outline.child(edit.at);
      if (child === undefined) {
        unplaced.push(edit);
      } else {
        removed.set(child.parent, [...(removed.get(child.parent) ?? []), { child, edit }]);
      }
    }
    for (const [parent, group] of removed) {
      const holder = group.length === parent.items.length ? this.outline.holder(parent) : undefined;
      for (const { child, edit } of holder === undefined
        ? group
        : [{ ...(group[0] as (typeof group)[0]), child: holder }]) {
        place(
          edit,
          this.removal(
            child,
            group.map((one) => one.child),
          ),
        );
      }
    }
    return { splices: withoutOverlap(found), unplaced };
  }

  private change(edit: Exclude<Edit, { kind: "remove" }>): Splice | undefined {
    if (edit.kind === "add") {
      const mapping = edit.top ? this.outline.cloudConfig(edit.at) : this.outline.mapping(edit.at);
      return mapping && this.addition(mapping, edit.key, edit.value);
    }
    const node = edit.kind === "rename" ? this.outline.key(edit.at) : this.outline.value(edit.at);
    if (!node?.range) {
      return undefined;
    }
    const [begin, end] = node.range;
    const written = this.outline.text.slice(begin, end);
    if (written.includes("{{")) {
      // what a parameter holds today is not what the plan says
      return undefined;
    }
    const text = edit.kind === "rename" ? flow(edit.to) : flow(edit.value);
    return { begin, end: begin + written.trimEnd().length, text };
  }

  private addition(mapping: Collection, key: string, value: PlainData): Splice | undefined {
    const { text } = this.outline;
    const children = this.outline.childrenOf(mapping);
    const [first, last] = [children[0], children.at(-1)];
    if (mapping.flow || first === undefined || last === undefined) {
      const end = mapping.range?.[1] ?? 0;
      const at = last?.end ?? end - 1;
      return mapping.flow ? { begin: at, end: at, text: `${last ? ", " : ""}${key}: ${flow(value)}` } : undefined;
    }
    const column = first.begin - this.outline.lineStart(first.begin);
    const lines = block({ [key]: value }).map((line) => `${" ".repeat(column)}${line}${this.newline}`);
    const at = this.outline.nextLine(last.end);
    return { begin: at, end: at, text: `${at > 0 && text[at - 1] !== "\n" ? this.newline : ""}${lines.join("")}` };
  }

  /** @param gone all that goes from the same collection */
  private removal(child: Child, gone: readonly Child[]): Splice | undefined {
    const { text } = this.outline;
    const { parent, begin, end, index } = child;
    const siblings = this.outline.childrenOf(parent);
    const [before, behind] = [siblings[index - 1], siblings[index + 1]];
    if (parent.flow) {
      if (behind !== undefined) {
        return { begin, end: behind.begin, text: "" };
      }
      // the comma before goes, too, unless what stands before it takes it along
      const kept = siblings.filter((one) => !gone.some(({ index: other }) => other === one.index)).at(-1);
      return { begin: kept?.end ?? before?.end ?? begin, end, text: "" };
    }
    const start = this.outline.lineStart(begin);
    if (/^[ ]*(- +)?$/.test(text.slice(start, begin)) && (!isMap(parent) || !text.slice(start, begin).includes("-"))) {
      return { begin: start, end: this.outline.nextLine(end), text: "" };
    }
    // the first key behind a dash: the next one moves up
    return behind === undefined ? { begin, end, text: "{}" } : { begin, end: behind.begin, text: "" };
  }
}

/** In the order of the text; what overlaps with an earlier one waits for the next run. */
function withoutOverlap(splices: readonly Splice[]): Splice[] {
  const kept: Splice[] = [];
  for (const splice of [...splices].sort(byPlace)) {
    const last = kept.at(-1);
    const isSame = last !== undefined && JSON.stringify(last) === JSON.stringify(splice);
    if (!isSame && (last === undefined || last.end <= splice.begin)) {
      kept.push(splice);
    }
  }
  return kept;
}

/** At one place, what is added deeper inside comes first: it goes on with what stands before it. */
function byPlace(one: Splice, other: Splice): number {
  return one.begin - other.begin || one.end - other.end || depthOf(other) - depthOf(one);
}

function depthOf({ text }: Splice): number {
  return text.search(/[^\s]/);
}

/** Data within a line. A text is quoted where YAML 1.1 or 1.2 would take it for something else. */
function flow(value: PlainData): string {
  return typeof value === "string" && value.includes("\n")
    ? JSON.stringify(value)
    : stringify(value, { collectionStyle: "flow", lineWidth: 0, version: "1.1" }).trimEnd().replaceAll(/\n\s*/g, " ");
}

function block(value: PlainData): string[] {
  return stringify(value, { lineWidth: 0, version: "1.1" }).trimEnd().split("\n");
}
