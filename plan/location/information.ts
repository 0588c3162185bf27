import type { Position } from "../findings/diagnostic";
import type { Findings } from "../findings/findings";
import type { KnownLocation, KnownNode, Names } from "../names/names";
import { NODE_ATTRIBUTES, type NodeAttribute, type Reference, type Text } from "../plan";
import { textsOf } from "../shape/lists";
import { namesHint } from "../shape/nearest";
import { originsOf, substituted } from "../yaml/places";
import { type Token, tokensOf } from "../yaml/tokens";
import type { Scalar, Tree } from "../yaml/tree";

/** Whose information it is: a node's, a location's, or (without either) the whole plan's. */
export interface Whose {
  readonly location?: KnownLocation;
  readonly node?: KnownNode | undefined;
}

/** What a token stands for that is known already, and where in the plan that is said. */
interface Known {
  readonly text: string;
  readonly from: Position;
}

/** Tokens of plumbery that stand for secrets. */
const SECRET = /\.secret$|^secret\.|^shared\.|^credentials\.|(^|\.)rsa_private(\.|$)|\.(md5|sha1|sha256)$/;

/** Tokens of plumbery that this version does not know. */
const UNKNOWN_HERE =
  /(^|\.)(uuid|rsa_public)(\.|$)|^(environment|plumbery|balancer|https?:)|^location\.|\.private_host$/;

/** Reads `information`: texts whose tokens become references to nodes. */
export class InformationReader {
  public constructor(
    private readonly names: Names,
    /** Ids of nodes that the Internet can reach; other nodes have no public address. */
    private readonly reachable: ReadonlySet<string>,
    private readonly findings: Findings,
  ) {}

  public read(tree: Tree | undefined, whose: Whose): Text[] {
    return textsOf(tree, "`information`", this.findings).map((scalar) => this.text(scalar, whose));
  }

  private text(scalar: Scalar, whose: Whose): Text {
    const text = String(scalar.value);
    const place = (index: number) => scalar.place?.(index) ?? scalar.at;
    const parts: (string | Reference)[] = [];
    const push = (part: string) => {
      const last = parts.at(-1);
      if (part !== "" && typeof last === "string") {
        parts[parts.length - 1] = last + part;
      } else if (part !== "") {
        parts.push(part);
      }
    };
    const names: Position[] = [];
    let from = 0;
    for (const token of tokensOf(text)) {
      push(this.literal(text.slice(from, token.begin), from, place));
      const meant = this.token(token, place(token.nameBegin), whose);
      if (typeof meant === "object" && "text" in meant) {
        push(meant.text);
        names.push(...originsOf(meant.from));
      } else if (meant !== undefined) {
        parts.push(meant);
      }
      from = token.end;
    }
    push(this.literal(text.slice(from), from, place));
    // plumbery's plans say `echo ...`, and it shows the rest
    return {
      parts: typeof parts[0] === "string" ? [parts[0].replace(/^echo /, ""), ...parts.slice(1)] : parts,
      at: names.length > 0 ? substituted(scalar.at, names) : scalar.at,
    };
  }

  private literal(text: string, from: number, place: (index: number) => Position): string {
    const open = text.indexOf("{{");
    if (open >= 0) {
      this.findings.error(
        place(from + open),
        "a token begins here and has no name, or no end",
        "tokens are written {{ node.public }}",
      );
    }
    return text;
  }

  private token({ name }: Token, at: Position, whose: Whose): Known | Reference | undefined {
    if (SECRET.test(name)) {
      this.findings.error(
        at,
        `the token "${name}" stands for a secret, and information is shown to everyone`,
        "show secrets with: npm run secrets",
      );
      return undefined;
    }
    if (name === "location.id" && whose.location !== undefined) {
      return { text: whose.location.id ?? "", from: whose.location.at };
    }
    if (UNKNOWN_HERE.test(name)) {
      this.findings.error(at, `the token "${name}" is not supported in this version`, KNOWN_TOKENS);
      return undefined;
    }
    return this.nodeToken(name, at, whose);
  }

  private nodeToken(name: string, at: Position, whose: Whose): Known | Reference | undefined {
    const qualifier = name.lastIndexOf("::") + 1;
    const dot = name.indexOf(".", qualifier);
    const written = dot < 0 ? name : name.slice(0, dot);
    const attribute = dot < 0 ? "private" : name.slice(dot + 1);
    if (!/^[\w-]+$/.test(written.slice(qualifier && qualifier + 1).trim())) {
      this.findings.error(at, `the token "${name}" names nothing`, KNOWN_TOKENS);
      return undefined;
    }
    const own = written === "node";
    if (own && whose.location !== undefined && whose.node === undefined) {
      this.findings.error(
        at,
        `the token "${name}" stands for a node, and this is no information of one`,
        "name the node: {{ NAME.public }}",
      );
      return undefined;
    }
    if (own && whose.location === undefined) {
      this.findings.error(
        at,
        `the token "${name}" stands for a node, and this is the information of the whole plan`,
        "name the node: {{ LOCATION::NAME.public }}",
      );
      return undefined;
    }
    const node = own ? whose.node : this.names.node(written, whose.location, at, `the token "${name}"`);
    if (attribute !== "name" && !isAttribute(attribute)) {
      this.findings.error(
        at,
        `unknown attribute "${attribute}" in the token "${name}"`,
        ...namesHint("attributes of a node", attribute, ["name", ...NODE_ATTRIBUTES]),
      );
      return undefined;
    }
    if (node === undefined) {
      return undefined;
    }
    if (attribute === "public" && !this.reachable.has(node.id)) {
      this.findings.error(
        at,
        `the token "${name}" has no value: ${node.name} has no public address`,
        "give the node one with `glue: [internet 22]`",
      );
    }
    return attribute === "name" ? { text: node.name, from: node.at } : { kind: "node", node: node.id, attribute, at };
  }
}

const KNOWN_TOKENS =
  "tokens: {{ node.public }}, {{ NAME.public }}, {{ LOCATION::NAME.public }} and the same with name, id, private, ipv6; {{ location.id }}; {{ parameter.NAME }}";

function isAttribute(name: string): name is NodeAttribute {
  return NODE_ATTRIBUTES.some((known) => known === name);
}
