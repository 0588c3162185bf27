import type { Position } from "../findings/diagnostic";
import type { Findings } from "../findings/findings";
import type { Node, TextTree } from "../plan";
import { show } from "../shape/words";
import type { TextReader } from "../tokens/text-reader";
import type { Whose } from "../tokens/whose";
import { placeOf } from "../yaml/places";
import { type Entry, entryOf, get, type Mapping, type Scalar, type Tree } from "../yaml/tree";
import { checkForms } from "./forms";
import type { Translator } from "./translator";

/** Reads a merged cloud-config into the structure that a node is given: values as YAML 1.1 has them, texts with tokens. */
export class CloudConfigReader {
  /** What holds no token is the same on all nodes that inherit it. */
  private readonly constants = new WeakMap<Tree, TextTree>();
  private readonly withTokens = new WeakMap<Tree, boolean>();

  public constructor(
    private readonly texts: TextReader,
    private readonly findings: Findings,
    /** @default - nothing is translated */
    private readonly translator?: Translator,
  ) {}

  /** The cloud-config of a node, from all that is said of the node. Nothing without one, or where no step runs. */
  public node(
    node: Pick<Node, "contextualised" | "image">,
    said: Tree | undefined,
    whose: Whose,
  ): Pick<Node, "cloudConfig"> {
    const entry = entryOf(said, "cloud-config");
    const tree = get(said, "cloud-config");
    if (entry === undefined || tree === undefined || tree.kind === "poison") {
      return {};
    }
    if (tree.kind !== "mapping") {
      this.findings.error(
        entry.key,
        "`cloud-config` is not a mapping",
        "it takes keys of cloud-init, such as packages and runcmd",
      );
      return {};
    }
    if (!node.contextualised) {
      this.findings.warning(
        entry.key,
        "the cloud-config does nothing on a node on which no step runs",
        "such are those with `contextualise: never`, and those whose image takes no SSH",
      );
      return {};
    }
    const translated = this.translator?.translate(tree, node.image) ?? tree;
    checkForms(translated, this.findings);
    return { cloudConfig: { tree: this.mapping(translated, whose), at: placeOf(tree, entry.key) } };
  }

  private tree(tree: Tree, whose: Whose): TextTree {
    if (this.holdsTokens(tree)) {
      return this.value(tree, whose);
    }
    const known = this.constants.get(tree);
    const value = known === undefined ? this.value(tree, whose) : known;
    this.constants.set(tree, value);
    return value;
  }

  private value(tree: Tree, whose: Whose): TextTree {
    if (tree.kind === "poison") {
      return null;
    }
    if (tree.tag !== undefined) {
      const remedy = tree.tag === "!!binary" ? "a file takes base64 as a text beside `encoding: b64`" : "leave it out";
      this.findings.error(tree.at, `the tag ${tree.tag} makes what no cloud-config can say`, remedy);
    }
    switch (tree.kind) {
      case "scalar":
        return this.scalar(tree, whose);
      case "list":
        return tree.items.map((item) => this.tree(item, whose));
      case "mapping":
        return this.mapping(tree, whose);
    }
  }

  private scalar(scalar: Scalar, whose: Whose): TextTree {
    const { value, problem, remark } = scalar.yaml11 ?? { value: scalar.value };
    if (problem !== undefined) {
      const [message, ...hints] = problem.split("\n") as [string, ...string[]];
      this.findings.error(scalar.at, message, ...hints);
    } else if (remark !== undefined) {
      const [message, ...hints] = remark.split("\n") as [string, ...string[]];
      this.findings.warning(scalar.at, message, ...hints);
    }
    return typeof value === "string" ? this.texts.text({ ...scalar, value }, whose) : value;
  }

  private mapping({ entries }: Mapping, whose: Whose): ReadonlyMap<string, TextTree> {
    const read = new Map<string, TextTree>();
    for (const [written, entry] of entries) {
      const name = this.key(written, entry, whose);
      if (name === undefined) {
        continue;
      }
      if (read.has(name)) {
        this.findings.error(entry.key, `the key \`${name}\` is there twice once its tokens are put in`);
      }
      read.set(name, this.tree(entry.value, whose));
    }
    return read;
  }

  private key(written: string, { key, place, noText }: Entry, whose: Whose): string | undefined {
    if (noText !== undefined) {
      const found = typeof noText === "boolean" ? (noText ? "yes" : "no") : show(noText);
      this.findings.error(
        key,
        `the key ${written === "" ? "" : `\`${written}\` `}is no text to cloud-init, but ${found}`,
        `put it in quotes: "${written}":`,
      );
      return undefined;
    }
    if (!written.includes("{{")) {
      return written;
    }
    const at: Position = key;
    const { parts } = this.texts.text({ kind: "scalar", value: written, at, ...(place && { place }) }, whose);
    if (parts.every((part) => typeof part === "string")) {
      return parts.join("");
    }
    this.findings.error(
      key,
      "a key holds what is known only when the node stands",
      "such tokens stand in values alone",
    );
    return undefined;
  }

  private holdsTokens(tree: Tree): boolean {
    if (tree.kind === "poison") {
      return false;
    }
    if (tree.kind === "scalar") {
      return typeof tree.value === "string" && tree.value.includes("{{");
    }
    let holds = this.withTokens.get(tree);
    if (holds === undefined) {
      holds =
        tree.kind === "list"
          ? tree.items.some((item) => this.holdsTokens(item))
          : [...tree.entries].some(([name, { value }]) => name.includes("{{") || this.holdsTokens(value));
      this.withTokens.set(tree, holds);
    }
    return holds;
  }
}
