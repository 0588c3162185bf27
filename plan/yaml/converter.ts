import type { Alias, Document, YAMLMap, Node as YamlNode, Scalar as YamlScalar } from "yaml";
import { isAlias, isMap, isScalar, isSeq } from "yaml";
import type { Findings } from "../findings/findings";
import { forbiddenCharacter, LEAVE_IT_OUT } from "../texts/characters";
import type { Source } from "./source";
import { offsetOf, placesIn, unquotedToken } from "./token-places";
import { type Entry, itemsOf, type Tree } from "./tree";
import { readPlain, type Yaml11 } from "./yaml11";

/**
 * Maximum number of values in a plan after its aliases are expanded: far above any plan, far below what aliases can
 * produce.
 */
const MOST_VALUES = 1_000_000;

/** Turns YAML nodes into trees: it follows aliases and merge keys, and turns unquoted tokens into texts. */
export class Converter {
  public tooLarge = false;
  private readonly sizes = new WeakMap<Tree, number>();
  private anchors = new Map<string, Tree | "open">();
  private values = 0;

  public constructor(
    private readonly source: Source,
    private readonly findings: Findings,
  ) {}

  public document(document: Document.Parsed): Tree | undefined {
    this.anchors = new Map();
    const contents = document.contents as YamlNode | null;
    if (contents === null || (isScalar(contents) && contents.value === null)) {
      return undefined;
    }
    return this.tree(contents);
  }

  private tree(node: YamlNode): Tree {
    if (isAlias(node)) {
      return this.alias(node);
    }
    const anchor = "anchor" in node ? node.anchor : undefined;
    if (anchor !== undefined) {
      this.anchors.set(anchor, "open");
    }
    const before = this.values++;
    const tree = this.value(node);
    this.sizes.set(tree, this.values - before);
    if (anchor !== undefined) {
      this.anchors.set(anchor, tree);
    }
    return tree;
  }

  private alias(alias: Alias): Tree {
    const at = this.source.position(offsetOf(alias));
    const tree = this.anchors.get(alias.source);
    if (tree === undefined || tree === "open") {
      const why = tree === undefined ? "names no anchor above it" : "stands inside what it names";
      return this.fail(at, `the alias *${alias.source} ${why}`);
    }
    this.values += this.sizes.get(tree) ?? 1;
    if (this.values > MOST_VALUES && !this.tooLarge) {
      this.tooLarge = true;
      this.fail(at, `the aliases make more than ${MOST_VALUES} values`);
    }
    return this.tooLarge ? { kind: "poison", at } : tree;
  }

  private value(node: YamlNode): Tree {
    const at = this.source.position(offsetOf(node));
    const token = unquotedToken(this.source, node);
    if (token !== undefined) {
      return { kind: "scalar", value: token, at, place: (index) => this.source.position(offsetOf(node) + index) };
    }
    if (isMap(node)) {
      return { kind: "mapping", entries: this.tooLarge ? new Map() : this.entries(node), at, ...unusualTag(node) };
    }
    if (isSeq(node)) {
      return { kind: "list", items: node.items.map((item) => this.tree(item as YamlNode)), at, ...unusualTag(node) };
    }
    return this.scalar(node as YamlScalar);
  }

  private entries(map: YAMLMap): Map<string, Entry> {
    const entries = new Map<string, Entry>();
    const merged: [Entry, Tree][] = [];
    for (const { key, value } of map.items as { key: YamlNode; value: YamlNode | null }[]) {
      const name = this.keyName(key);
      const at = this.source.position(offsetOf(key));
      const tree: Tree = value === null ? { kind: "scalar", value: null, at } : this.tree(value);
      const forbidden = name === undefined ? undefined : forbiddenCharacter(name);
      if (name === undefined) {
        this.fail(at, "a key must be a text");
      } else if (forbidden !== undefined) {
        this.fail(at, `the key holds the control character ${forbidden.codePoint}`, LEAVE_IT_OUT);
      } else if (name === "<<" && isScalar(key) && key.type === "PLAIN") {
        merged.push([{ key: at, value: tree }, tree]);
      } else if (entries.has(name)) {
        const { line, column } = (entries.get(name) as Entry).key;
        this.findings.error(at, `the key \`${name}\` is there twice`, `the other one is at ${line}:${column}`);
      } else {
        entries.set(name, {
          key: at,
          value: tree,
          ...(name.includes("{{") && { place: placesIn(this.source, key, name) }),
          ...noText(key),
        });
      }
    }
    for (const [{ key }, tree] of merged) {
      for (const one of itemsOf(tree)) {
        if (one.kind === "poison") {
          continue;
        }
        if (one.kind !== "mapping") {
          this.fail(key, "`<<` takes in a mapping or a list of mappings");
          continue;
        }
        for (const [name, entry] of one.entries) {
          if (!entries.has(name)) {
            entries.set(name, entry);
          }
        }
      }
    }
    return entries;
  }

  private keyName(key: YamlNode): string | undefined {
    const token = unquotedToken(this.source, key);
    if (token !== undefined) {
      return token;
    }
    if (isAlias(key)) {
      const tree = this.alias(key);
      return tree.kind === "scalar" ? String(tree.value) : undefined;
    }
    return isScalar(key) ? (key.source ?? String(key.value)) : undefined;
  }

  private scalar(node: YamlScalar): Tree {
    const at = this.source.position(offsetOf(node));
    const value = node.value;
    if (typeof value === "string") {
      const forbidden = forbiddenCharacter(value);
      if (forbidden !== undefined) {
        return this.fail(at, `the text holds the control character ${forbidden.codePoint}`, LEAVE_IT_OUT);
      }
      return value.includes("{{")
        ? { kind: "scalar", value, at, place: placesIn(this.source, node, value), ...unusualTag(node) }
        : { kind: "scalar", value, at, ...yaml11Of(node), ...unusualTag(node) };
    }
    const isPlain =
      value === null || typeof value === "boolean" || (typeof value === "number" && Number.isFinite(value));
    return {
      kind: "scalar",
      value: isPlain ? value : (node.source ?? String(value)),
      at,
      ...yaml11Of(node),
      ...unusualTag(node),
    };
  }

  private fail(at: ReturnType<Source["position"]>, message: string, ...hints: readonly string[]): Tree {
    this.findings.error(at, message, ...hints);
    return { kind: "poison", at };
  }
}

/** What a plain scalar is to YAML 1.1, where there is anything to say about it. */
function yaml11Of({ type, tag, source = "", value }: YamlScalar): { yaml11?: Yaml11 } {
  if (type !== "PLAIN" || tag !== undefined) {
    return {};
  }
  const yaml11 = readPlain(source);
  return yaml11.value === value && yaml11.problem === undefined && yaml11.remark === undefined ? {} : { yaml11 };
}

function noText(key: YamlNode): { noText?: Yaml11["value"] } {
  if (!isScalar(key) || key.type !== "PLAIN" || key.tag !== undefined) {
    return {};
  }
  const { value } = readPlain(key.source ?? "");
  return typeof value === "string" ? {} : { noText: value };
}

const USUAL_TAGS = /^(?:!|tag:yaml\.org,2002:(?:str|int|float|bool|null|map|seq))$/;

function unusualTag({ tag }: YamlNode): { tag?: string } {
  return tag === undefined || USUAL_TAGS.test(tag) ? {} : { tag: tag.replace("tag:yaml.org,2002:", "!!") };
}
