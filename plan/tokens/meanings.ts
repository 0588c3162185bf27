import { COUNTRY_OF } from "../../platform/data-centres";
import type { Position } from "../findings/diagnostic";
import type { Findings } from "../findings/findings";
import type { Names } from "../names/names";
import { NODE_ATTRIBUTES, type NodeAttribute, type Reference } from "../plan";
import { namesHint, nearest } from "../shape/nearest";
import { originsOf } from "../yaml/places";
import type { Token } from "../yaml/tokens";
import { EXAMPLES, escapeHint, FACTS, type Fact, formOf, KINDS, type TokenForm, variableOf } from "./forms";
import type { Whose } from "./whose";

/** The last plumbery, whose language this is: a version of our own would change what is on the nodes with each release. */
const PLUMBERY_VERSION = "17.5.22";

/** The account that plumbery logs in with. */
const PLUMBERY_USER = "root";

/** How plans spell the attributes of a node. */
const ATTRIBUTES: ReadonlyMap<string, NodeAttribute | "name"> = new Map<string, NodeAttribute | "name">([
  ["name", "name"],
  ...NODE_ATTRIBUTES.map((one) => [one === "privateHost" ? "private_host" : one, one] as const),
]);

/** What a token stands for: something that is known already, and where in the plan that is said; or a reference. */
export type Meaning = { readonly text: string; readonly from: readonly Position[] } | Reference;

/** Finds what tokens stand for. */
export class Meanings {
  /** Names that `secrets` of the settings may give a generation: of what tokens ask for. */
  public readonly secretNames = new Set<string>();

  public constructor(
    private readonly names: Names,
    /** Ids of nodes that the Internet can reach; other nodes have no public address. */
    private readonly reachable: ReadonlySet<string>,
    private readonly findings: Findings,
  ) {}

  /** What a token stands for. One that means nothing is told at its place, and undefined. */
  public of({ name }: Token, at: Position, whose: Whose): Meaning | undefined {
    const form = formOf(name);
    switch (form?.kind) {
      case "secret":
      case "uuid":
        this.secretNames.add(form.name);
        return { ...form, at };
      case "environment":
      case "credentials":
      case "sharedSecret":
        this.secretNames.add(variableOf(form));
        return { ...form, at };
      case "key":
      case "operatorKey":
        return { ...form, at };
      case "fact":
        return this.fact(form.fact, name, at, whose);
      case "balancer":
        return this.balancer(form, name, at, whose);
      case "node":
        return this.node(form, name, at, whose);
      case "operatorPrivateKey":
        this.findings.error(
          at,
          `the token "${name}" stands for the operator's own private key, which stays on the operator's machine`,
          "make a key pair for the nodes: {{ rsa_private.NAME }} and {{ rsa_public.NAME }}",
        );
        return undefined;
      case "page":
        this.findings.error(
          at,
          "a page is fetched here whenever the plan is read, and each time may say something else",
          "fetch it once into a file beside the plan, as the value of a parameter, and write {{ parameter.NAME }} here: PARAMETERS=FILE",
          escapeHint(name),
        );
        return undefined;
      case undefined:
        this.findings.error(at, `the token "${name}" names nothing`, `tokens: ${EXAMPLES}`, escapeHint(name));
        return undefined;
    }
  }

  private fact(fact: Fact, name: string, at: Position, { location }: Whose): Meaning | undefined {
    if (fact === "plumbery.version" || fact === "shared.user") {
      return { text: fact === "shared.user" ? PLUMBERY_USER : PLUMBERY_VERSION, from: [] };
    }
    if (location === undefined) {
      this.findings.error(
        at,
        `the token "${name}" stands for a location, and this is of the whole plan`,
        "write the location itself",
      );
      return undefined;
    }
    const { id } = location;
    const text = id === undefined ? "" : fact === "location.id" ? id : COUNTRY_OF[id];
    return { text, from: originsOf(location.at) };
  }

  private balancer(
    { part }: TokenForm & { kind: "balancer" },
    name: string,
    at: Position,
    { balancer }: Whose,
  ): Meaning | undefined {
    if (balancer === undefined) {
      this.findings.error(
        at,
        `the token "${name}" stands for a balancer, and this is no information of one`,
        "it goes into the `information` of a balancer",
        escapeHint(name),
      );
      return undefined;
    }
    return part === "ip"
      ? { kind: "balancer", balancer: balancer.id, attribute: "ip", at }
      : { text: String(balancer[part]), from: balancer.from[part] };
  }

  private node(
    { written, attribute: spelled }: TokenForm & { kind: "node" },
    name: string,
    at: Position,
    whose: Whose,
  ): Meaning | undefined {
    const attribute = ATTRIBUTES.get(spelled);
    const isOwn = written === "node";
    const meant = attribute === undefined || !isOwn ? nearest(name, otherForms(name)) : undefined;
    if (isOwn && whose.node === undefined) {
      const isPlans = whose.location === undefined;
      this.findings.error(
        at,
        `the token "${name}" stands for a node, and this is ${isPlans ? "the information of the whole plan" : "no information of one"}`,
        `name the node: {{ ${isPlans ? "LOCATION::" : ""}NAME.public }}`,
      );
      return undefined;
    }
    const where = `the token "${name}"`;
    const remedies = [...(meant === undefined ? [] : [`or did you mean {{ ${meant} }}?`]), escapeHint(name)];
    const node = isOwn ? whose.node : this.names.node(written, whose.location, at, where, ...remedies);
    if (node !== undefined && attribute === undefined) {
      this.findings.error(
        at,
        `unknown attribute "${spelled}" in ${where}`,
        ...namesHint("attributes of a node", spelled, [...ATTRIBUTES.keys()]),
        escapeHint(name),
      );
    }
    if (node === undefined || attribute === undefined) {
      return undefined;
    }
    if (attribute === "public" && !this.reachable.has(node.id)) {
      this.findings.error(
        at,
        `${where} has no value: ${node.name} has no public address`,
        "give the node one with `glue: [internet 22]`",
      );
    }
    return attribute === "name"
      ? { text: node.name, from: originsOf(node.at) }
      : { kind: "node", node: node.id, attribute, at };
  }
}

/** Tokens that are no nodes, with the name that this one has, in both orders. */
function otherForms(name: string): string[] {
  const dot = name.indexOf(".");
  const end = name.lastIndexOf(".");
  return [
    ...FACTS,
    ...(dot < 0 ? [] : KINDS.flatMap((kind) => [`${kind}${name.slice(dot)}`, `${name.slice(0, end)}.${kind}`])),
  ];
}
