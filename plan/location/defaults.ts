import type { Position } from "../findings/diagnostic";
import { type Findings, NOT_SUPPORTED } from "../findings/findings";
import { longMember } from "../mysql/members";
import { check } from "../shape/check";
import { merge } from "../shape/merge";
import { hasMistyped, namesHint } from "../shape/nearest";
import { get, type Tree } from "../yaml/tree";
import { CLOUD_CONFIG, NODE_CLASS } from "./node-shape";

/** What plumbery takes as a default and this version does not. */
const UNSUPPORTED = ["cloud-config", "blueprints", "basement", "ipv4", "apiHost", "regionId", "prepare", "rub"];

/** `defaults`: what every blueprint begins with, and node classes, which a node takes up with `default: NAME`. */
export class Defaults {
  public readonly domain: Tree | undefined;
  public readonly ethernet: Tree | undefined;
  private readonly classes = new Map<string, Tree>();
  private partial = false;

  public constructor(tree: Tree | undefined, findings: Findings) {
    this.domain = get(tree, "domain");
    this.ethernet = get(tree, "ethernet");
    if (tree !== undefined && tree.kind !== "mapping") {
      this.partial = true;
      if (tree.kind !== "poison") {
        findings.error(tree.at, "`defaults` is not a mapping", "it takes domain, ethernet and node classes");
      }
      return;
    }
    this.partial = tree?.partial ?? false;
    for (const [name, { key, value }] of tree?.entries ?? []) {
      if (name !== "domain" && name !== "ethernet") {
        this.takeUp(name, key, value, findings);
      }
    }
  }

  /** What a node says, on top of its class. */
  public node(tree: Tree, at: Position, findings: Findings): Tree {
    const own: Tree =
      tree.kind === "scalar" && tree.value === null ? { kind: "mapping", entries: new Map(), at } : longMember(tree);
    const named = get(tree, "default");
    if (named?.kind !== "scalar") {
      // under a mistyped `default`, the class is not missed
      return own.kind === "mapping" && hasMistyped(own, "default") ? { ...own, partial: true } : own;
    }
    const name = String(named.value);
    const inherited = this.classes.get(name);
    if (inherited === undefined && !this.partial) {
      findings.error(
        named.at,
        `unknown node class "${name}" in \`default\``,
        ...namesHint("node classes in `defaults`", name, [...this.classes.keys()]),
      );
    }
    if (inherited?.kind === "mapping") {
      return merge(inherited, own) as Tree;
    }
    // what a class would have given is not missed where the class itself is in error
    return own.kind === "mapping" ? { ...own, partial: true } : own;
  }

  private takeUp(name: string, at: Position, tree: Tree, findings: Findings): void {
    if (UNSUPPORTED.includes(name)) {
      findings.unsupported(at, `\`${name}\` ${NOT_SUPPORTED}`, ...(name === "cloud-config" ? [CLOUD_CONFIG] : []));
    } else if (tree.kind === "mapping") {
      this.classes.set(name, longMember(tree));
      check(NODE_CLASS, tree, at, findings);
    } else if (tree.kind === "poison") {
      this.classes.set(name, tree);
    } else {
      findings.error(
        at,
        `unknown key \`${name}\` in \`defaults\``,
        "it takes domain, ethernet and node classes, which are mappings",
      );
    }
  }
}
