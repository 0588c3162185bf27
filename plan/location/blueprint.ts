import type { Position } from "../findings/diagnostic";
import { Findings } from "../findings/findings";
import { readFormerNames } from "../names/former-names";
import { idOf, type KnownLocation } from "../names/names";
import { expandRange } from "../names/node-range";
import type { UniqueNames } from "../names/unique-names";
import { check } from "../shape/check";
import { namedItems } from "../shape/lists";
import { merge } from "../shape/merge";
import { hasMistyped } from "../shape/nearest";
import { entryOf, get, type Mapping, type Tree, withDefault } from "../yaml/tree";
import type { Defaults } from "./defaults";
import { BLUEPRINT } from "./location-shape";
import type { BalancingOutline, DomainOutline, Named, NetworkOutline, NodeOutline } from "./outline";

/** What plumbery's documentation has and plumbery ignores, with what it obeys. */
const IGNORED = { listeners: "`balancers` listen", backends: "`pool` has the nodes", pools: "`pool` has the nodes" };

type GrowingNetwork = NetworkOutline & {
  descriptions: Named[];
  nodes: NodeOutline[];
  balancing: BalancingOutline[];
};
type GrowingDomain = Omit<DomainOutline, "networks"> & { descriptions: Named[]; networks: GrowingNetwork[] };

/** Collects from the blueprints of a location what they say of its network domains, networks and nodes. */
export class BlueprintOutlines {
  public readonly domains: GrowingDomain[] = [];
  public readonly information: Tree[] = [];
  private readonly seen = new Set<string>();

  public constructor(
    private readonly known: KnownLocation,
    private readonly defaults: Defaults,
    /** Public addresses of network domains that do not say how many. */
    private readonly ipv4: Tree | undefined,
    private readonly unique: UniqueNames,
    private readonly findings: Findings,
  ) {}

  public blueprint(name: string, at: Position, tree: Tree): void {
    if (this.seen.has(name)) {
      this.findings.error(at, `two blueprints are called ${name} at one location`);
    }
    this.seen.add(name);
    if (tree.kind === "scalar" && tree.value !== null) {
      // another name for what is deployed under its own
      return;
    }
    if (tree.kind !== "mapping") {
      this.findings.error(at, `blueprint ${name} is empty`, "it takes domain, ethernet and nodes");
      this.known.complete = false;
      return;
    }
    if (check(BLUEPRINT, tree, at, this.findings) === undefined) {
      this.known.complete = false;
    }
    for (const [key, instead] of Object.entries(IGNORED)) {
      const ignored = entryOf(tree, key)?.key;
      if (ignored !== undefined) {
        this.findings.warning(ignored, `\`${key}\` is ignored, as in plumbery`, `leave it out; ${instead}`);
      }
    }
    this.networkFrom(name, at, tree, this.domainFrom(name, at, tree));
    const information = get(tree, "information");
    if (information !== undefined) {
      this.information.push(information);
    }
  }

  /** Notes the names in a blueprint that is not deployed: what refers to them is told. */
  public leaveOut(name: string, tree: Tree): void {
    const network = get(merge(this.defaults.ethernet, get(tree, "ethernet")), "name");
    if (network?.kind === "scalar" && !this.known.networks.has(String(network.value))) {
      this.known.leftOut.set(String(network.value), name);
    }
    const unheard = new Findings();
    for (const { name: written, at } of namedItems(get(tree, "nodes"), "nodes", unheard).items) {
      for (const node of expandRange(written, at, unheard) ?? []) {
        this.known.leftOut.set(node, name);
      }
    }
  }

  /** The domain that a blueprint names, which may have been named before. */
  private domainFrom(blueprint: string, at: Position, tree: Mapping): GrowingDomain {
    const merged = merge(this.defaults.domain, get(tree, "domain"));
    const described = merged && withDefault(merged, "ipv4", this.ipv4);
    if (described === undefined) {
      this.tellMissing("domain", blueprint, at, tree);
    }
    const written = get(described, "name");
    const name = written?.kind === "scalar" ? String(written.value) : "";
    let domain = this.domains.find((one) => one.name === name);
    if (domain === undefined) {
      domain = { name, descriptions: [], networks: [] };
      this.domains.push(domain);
    }
    if (described !== undefined) {
      domain.descriptions.push({ tree: described, at: entryOf(tree, "domain")?.key ?? described.at });
    }
    return domain;
  }

  private tellMissing(key: string, blueprint: string, at: Position, tree: Mapping): void {
    if (!hasMistyped(tree, key)) {
      this.findings.error(at, `\`${key}\` is missing in blueprint ${blueprint}`, "give it here or under `defaults`");
    }
  }

  private networkFrom(blueprint: string, at: Position, tree: Mapping, domain: GrowingDomain): void {
    const ethernet = merge(this.defaults.ethernet, get(tree, "ethernet"));
    if (ethernet === undefined) {
      this.tellMissing("ethernet", blueprint, at, tree);
    }
    const written = get(ethernet, "name");
    const name = written?.kind === "scalar" ? String(written.value) : undefined;
    if (name === undefined) {
      this.known.complete = false;
    }
    const nodes = this.nodesFrom(get(tree, "nodes"));
    const balancing: BalancingOutline = {
      blueprint,
      named: at,
      at: entryOf(tree, "balancers")?.key ?? at,
      balancers: get(tree, "balancers"),
      pool: get(tree, "pool"),
      nodes: nodes.filter(({ named }) => named).map(({ name }) => name),
    };
    const description =
      ethernet === undefined ? [] : [{ tree: ethernet, at: entryOf(tree, "ethernet")?.key ?? ethernet.at }];
    const named = ({ name: other }: NetworkOutline) => name !== undefined && other === name;
    const elsewhere = this.domains.find((other) => other !== domain && other.networks.some(named));
    if (elsewhere !== undefined) {
      this.findings.error(
        written?.at ?? at,
        `network ${name} is in network domain ${elsewhere.name} already, and here in ${domain.name}`,
        "others know a network by its name within the location: give one of them another name, or both the same domain",
      );
      return;
    }
    const shared = domain.networks.find(named);
    if (shared !== undefined) {
      shared.descriptions.push(...description);
      shared.nodes.push(...nodes);
      shared.balancing.push(balancing);
      return;
    }
    if (name !== undefined) {
      this.unique.network(name, this.known, written?.at ?? at);
      this.known.networks.add(name);
    }
    domain.networks.push({
      name: name ?? "",
      at: written?.at ?? at,
      formerNames: readFormerNames(get(ethernet, "was"), { kind: "network", location: this.known }, this.findings),
      descriptions: description,
      nodes,
      balancing: [balancing],
    });
  }

  private nodesFrom(tree: Tree | undefined): NodeOutline[] {
    const { items, partial } = namedItems(tree, "nodes", this.findings);
    this.known.complete &&= !partial;
    return items.flatMap(({ name: written, at, value }) => {
      const names = expandRange(written, at, this.findings);
      this.known.complete &&= names !== undefined;
      const merged = this.defaults.node(value, at, this.findings);
      const was = get(merged, "was");
      return (names ?? []).map((name, index, { length }) => {
        const named = this.unique.node(name, this.known, at, written);
        this.known.complete &&= named;
        if (named) {
          this.known.nodes.set(name, { id: idOf(this.known, name), name, location: this.known, at });
        }
        const range = { kind: "node", location: this.known, index, length } as const;
        return { name, formerNames: readFormerNames(was, range, this.findings), named, tree: merged, at };
      });
    });
  }
}
