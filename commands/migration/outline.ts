import {
  isCollection,
  isMap,
  isPair,
  isScalar,
  type Node,
  type Pair,
  parseAllDocuments,
  visit,
  type YAMLMap,
} from "yaml";
import type { Position } from "../../plan/findings/diagnostic";

/** A mapping or a list. */
export type Collection = Extract<Node, { items: unknown[] }>;

/** An entry of a mapping, or an item of a list, and what it is in. */
export interface Child {
  readonly parent: Collection;
  readonly index: number;
  /** Where its key begins, or the item itself. */
  readonly begin: number;
  /** Behind its last character that is no blank. */
  readonly end: number;
}

/** The key that all of cloud-init stands under. */
const CLOUD_CONFIG = "cloud-config";

/** What stands where in a plan's text, by offsets of characters. */
export class Outline {
  private readonly lineStarts: number[];
  private readonly children = new Map<number, Child>();
  private readonly keys = new Map<number, Node>();
  private readonly values = new Map<number, Node>();
  private readonly mappings = new Map<number, YAMLMap>();
  private readonly holders = new Map<Collection, Child>();
  private readonly cloudConfigs: YAMLMap[] = [];

  public constructor(public readonly text: string) {
    this.lineStarts = [0, ...[...text.matchAll(/\n/g)].map(({ index }) => index + 1)];
    for (const document of parseAllDocuments(text, { uniqueKeys: false, logLevel: "silent" })) {
      if ("contents" in document && document.contents !== null) {
        visit(document, {
          Node: (_, node) => this.note(node),
          Pair: (_, pair) => this.notePair(pair),
        });
      }
    }
  }

  /** The offset of a position, whose columns count characters. */
  public offset({ line, column }: Position): number {
    const start = this.lineStarts[line - 1] ?? this.text.length;
    const before = [...this.text.slice(start, this.lineStarts[line])].slice(0, column - 1).join("");
    return start + before.length;
  }

  public child(at: Position): Child | undefined {
    return this.children.get(this.offset(at));
  }

  public key(at: Position): Node | undefined {
    return this.keys.get(this.offset(at));
  }

  public value(at: Position): Node | undefined {
    return this.values.get(this.offset(at));
  }

  public mapping(at: Position): YAMLMap | undefined {
    return this.mappings.get(this.offset(at));
  }

  /** The entry or item that is nothing but this collection. */
  public holder(collection: Collection): Child | undefined {
    return this.holders.get(collection);
  }

  /** The innermost cloud-config around a place. */
  public cloudConfig(at: Position): YAMLMap | undefined {
    const offset = this.offset(at);
    return this.cloudConfigs.filter((one) => one.range && one.range[0] <= offset && offset < one.range[1]).at(-1);
  }

  /** All children of a collection, in order. */
  public childrenOf(collection: Collection): Child[] {
    return collection.items.flatMap((item, index) => this.childOf(collection, item, index) ?? []);
  }

  public lineStart(offset: number): number {
    return this.text.slice(0, offset).lastIndexOf("\n") + 1;
  }

  /** Where the line behind that of an offset begins. */
  public nextLine(offset: number): number {
    const end = this.text.indexOf("\n", offset);
    return end < 0 ? this.text.length : end + 1;
  }

  private note(node: Node): void {
    if (!isCollection(node) || !node.range) {
      if (isScalar(node) && node.range && !this.keys.has(node.range[0])) {
        this.values.set(node.range[0], node);
      }
      return;
    }
    this.values.set(node.range[0], node);
    if (isMap(node)) {
      this.mappings.set(node.range[0], node);
    }
    for (const child of this.childrenOf(node)) {
      // a list's first item may be a mapping, whose first key stands at the same place
      if (isMap(node) || !this.children.has(child.begin)) {
        this.children.set(child.begin, child);
      }
      const value = contentOf(node.items[child.index]);
      if (isCollection(value)) {
        this.holders.set(value, child);
      }
    }
  }

  private notePair({ key, value }: Pair): void {
    if (isScalar(key) && key.range) {
      this.keys.set(key.range[0], key);
      if (key.value === CLOUD_CONFIG && isMap(value)) {
        this.cloudConfigs.push(value);
      }
    }
  }

  private childOf(parent: Collection, item: unknown, index: number): Child | undefined {
    const first = isPair(item) ? item.key : item;
    const last = contentOf(item) ?? first;
    const begin = (first as Node | undefined)?.range?.[0];
    const end = (last as Node | undefined)?.range?.[1];
    if (begin === undefined || end === undefined) {
      return undefined;
    }
    return { parent, index, begin, end: Math.max(begin, end - trailing(this.text.slice(begin, end))) };
  }
}

function trailing(text: string): number {
  return text.length - text.trimEnd().length;
}

function contentOf(item: unknown): unknown {
  return isPair(item) ? item.value : item;
}
