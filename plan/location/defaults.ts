import type { Position } from "../findings/diagnostic";
import type { Findings } from "../findings/findings";
import { longMember } from "../mysql/members";
import { check } from "../shape/check";
import { merge } from "../shape/merge";
import { hasMistyped, namesHint } from "../shape/nearest";
import { type Entry, emptyMapping, entryOf, get, type Tree } from "../yaml/tree";
import { NODE_CLASS } from "./node-shape";

/** What every location says that says nothing else. */
export const OF_LOCATIONS = ["regionId", "apiHost", "basement", "ipv4", "prepare", "rub"];

/** What is no node class. */
const WORDS = ["domain", "ethernet", "cloud-config", "blueprints", ...OF_LOCATIONS];

/** `defaults`: what every blueprint starts with, and node classes, which a node uses with `default: NAME`. */
export class Defaults {
  public readonly domain: Tree | undefined;
  public readonly ethernet: Tree | undefined;
  /** Names of the blueprints that are deployed where nobody selects others. */
  public readonly blueprints: Tree | undefined;
  /** What locations say by default. */
  public readonly location: Tree | undefined;
  private readonly cloudConfig: Entry | undefined;
  private readonly classes = new Map<string, Tree>();
  private partial = false;

  public constructor(tree: Tree | undefined, findings: Findings) {
    this.domain = get(tree, "domain");
    this.ethernet = get(tree, "ethernet");
    this.blueprints = get(tree, "blueprints");
    this.location = part(tree, OF_LOCATIONS);
    this.cloudConfig = entryOf(tree, "cloud-config");
    if (tree !== undefined && tree.kind !== "mapping") {
      this.partial = true;
      if (tree.kind !== "poison") {
        findings.error(tree.at, "`defaults` is not a mapping", "it takes domain, ethernet and node classes");
      }
      return;
    }
    this.partial = tree?.partial ?? false;
    for (const [name, { key, value }] of tree?.entries ?? []) {
      if (!WORDS.includes(name)) {
        this.takeUp(name, key, value, findings);
      }
    }
  }

  /** What a node says, on top of its class; its cloud-config on top of what all nodes have. */
  public node(tree: Tree, at: Position, findings: Findings): Tree {
    const merged = this.withClass(tree, at, findings);
    if (this.cloudConfig === undefined || merged.kind !== "mapping") {
      return merged;
    }
    const entries = new Map([["cloud-config", this.cloudConfig]]);
    return merge({ kind: "mapping", entries, at: merged.at }, merged) as Tree;
  }

  private withClass(tree: Tree, at: Position, findings: Findings): Tree {
    const own = longMember(emptyMapping(tree, at));
    const named = get(tree, "default");
    if (named?.kind !== "scalar") {
      // if `default` is mistyped, the values of the class are not reported as missing
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
    // if the class itself has an error, its values are not reported as missing
    return own.kind === "mapping" ? { ...own, partial: true } : own;
  }

  private takeUp(name: string, at: Position, tree: Tree, findings: Findings): void {
    if (tree.kind === "mapping") {
      this.classes.set(name, longMember(tree));
      check(NODE_CLASS, tree, at, findings);
    } else if (tree.kind === "poison") {
      this.classes.set(name, tree);
    } else {
      findings.error(
        at,
        `unknown key \`${name}\` in \`defaults\``,
        "it takes domain, ethernet and node classes, which are mappings, and what a location says: blueprints, regionId, apiHost, basement, ipv4, prepare",
      );
    }
  }
}

/** A mapping with some of its keys alone; undefined without any of them. */
function part(tree: Tree | undefined, keys: readonly string[]): Tree | undefined {
  if (tree?.kind !== "mapping") {
    return undefined;
  }
  const entries = [...tree.entries].filter(([key]) => keys.includes(key));
  return entries.length === 0 ? undefined : { kind: "mapping", entries: new Map(entries), at: tree.at };
}
