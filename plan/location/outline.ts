import * as v from "valibot";
import { DATA_CENTRES, isDataCentre } from "../../platform/data-centres";
import type { Place, Position } from "../findings/diagnostic";
import { Findings } from "../findings/findings";
import { type FormerName, readFormerNames } from "../names/former-names";
import { idOf, isRegionOf, type KnownLocation, spellRegion } from "../names/names";
import { expandRange } from "../names/node-range";
import type { UniqueNames } from "../names/unique-names";
import { check } from "../shape/check";
import { namedItems } from "../shape/lists";
import { merge } from "../shape/merge";
import { hasMistyped, namesHint } from "../shape/nearest";
import { anything, matching, oneOrMany, section, text } from "../shape/schema";
import { placeOf } from "../yaml/places";
import { get, type Mapping, type Tree } from "../yaml/tree";
import type { BalancingOutline } from "./balancing";
import type { Defaults } from "./defaults";
import { withoutOldWords } from "./old-words";
import { namesIn, type Selection } from "./selection";

/**
 * A location before its parts are read: which parts exist, under which names, with defaults merged and ranges expanded.
 */
export interface LocationOutline {
  readonly known: KnownLocation;
  readonly at: Place;
  /** Whether anything of it is deployed. */
  readonly isDeployed: boolean;
  /** Host of the API, where it is not the region's public one. */
  readonly apiHost: { readonly host: string; readonly at: Position } | undefined;
  readonly domains: readonly DomainOutline[];
  /** Information of the location, then of its blueprints. */
  readonly information: readonly Tree[];
}

/** A tree, and the place where it is named. */
export interface Named {
  readonly tree: Tree;
  readonly at: Position;
}

/** A network domain, as all blueprints that name it describe it. */
export interface DomainOutline {
  readonly name: string;
  /** Descriptions of the domain, one a blueprint. */
  readonly descriptions: readonly Named[];
  readonly networks: readonly NetworkOutline[];
}

export interface NetworkOutline {
  readonly name: string;
  readonly at: Position;
  /** Former names, the newest first. */
  readonly formerNames: readonly FormerName[];
  /** Descriptions of the network, one per blueprint. */
  readonly descriptions: readonly Named[];
  readonly nodes: readonly NodeOutline[];
  /** What its blueprints say of balancing. */
  readonly balancing: readonly BalancingOutline[];
}

export interface NodeOutline extends Named {
  readonly name: string;
  /** Former names, the newest first. */
  readonly formerNames: readonly FormerName[];
  /** Whether the name is valid and free. */
  readonly named: boolean;
}

/** A private address of the operator's machine. */
export const BEACHHEAD = section("an item of `prepare` at a location", {
  beachhead: matching("beachhead", /^(\d{1,3}\.){3}\d{1,3}$/, "an IPv4 address of the machine that deploys"),
});

export const LOCATION = section("a location", {
  locationId: text("locationId"),
  regionId: v.optional(text("regionId")),
  information: anything,
  blueprints: anything,
  apiHost: v.optional(matching("apiHost", /^[A-Za-z0-9.-]+(:\d{1,5})?$/, "the name of a host")),
  basement: v.optional(text("basement")),
  prepare: v.optional(oneOrMany(BEACHHEAD)),
  ipv4: anything,
});

export const BLUEPRINT = section(
  "a blueprint",
  {
    domain: anything,
    ethernet: anything,
    nodes: anything,
    balancers: anything,
    pool: anything,
    information: anything,
    listeners: anything,
    backends: anything,
    pools: anything,
  },
  {
    multicloud:
      "in plumbery it ran the operator's own files of Terraform for other clouds; keep these in a stack of their own, beside this one",
  },
);

/** What plumbery's documentation has and plumbery ignores, with what it obeys. */
const IGNORED = { listeners: "`balancers` listen", backends: "`pool` has the nodes", pools: "`pool` has the nodes" };

/** Reads the outline of a location. */
export function outlineLocation(
  written: Tree,
  defaults: Defaults,
  selection: Selection,
  unique: UniqueNames,
  findings: Findings,
): LocationOutline {
  const tree = withoutOldWords(merge(defaults.location, written) ?? written, findings);
  const at = get(tree, "locationId")?.at ?? tree.at;
  const part = check(LOCATION, tree, tree.at, findings);
  const id = part?.value.locationId ?? plainId(tree);
  const known: KnownLocation = {
    id: id !== undefined && isDataCentre(id) ? id : undefined,
    at,
    networks: new Set(),
    nodes: new Map(),
    leftOut: new Map(),
    complete: true,
  };
  if (id !== undefined && known.id === undefined) {
    findings.error(at, `unknown location "${id}"`, ...namesHint("data centres", id, DATA_CENTRES));
  }
  const region = part?.value.regionId;
  if (region !== undefined && known.id !== undefined && !isRegionOf(region, known.id)) {
    findings.error(
      part?.at("regionId") ?? at,
      `regionId is "${region}", but ${known.id} is in region ${spellRegion(known.id)}`,
    );
  }
  const builder = new OutlineBuilder(known, defaults, get(tree, "ipv4"), unique, findings);
  const blueprints = namedItems(get(tree, "blueprints"), "blueprints", findings);
  known.complete = part !== undefined && !blueprints.partial;
  if (blueprints.items.length === 0 && known.complete) {
    findings.error(
      at,
      "the location has no blueprints",
      "it takes a list of them: `- name:`, then domain, ethernet and nodes",
    );
  }
  const listed = blueprints.items.map(({ name, at: namedAt, value }) => ({
    name,
    at: namedAt,
    alias: value.kind === "scalar" && value.value !== null ? namesIn(value) : undefined,
  }));
  const isHere = selection.hasLocation(id);
  const chosen = selection.chosen(listed);
  for (const { name, at: namedAt, value } of blueprints.items) {
    if (isHere && (chosen.has(name) || value.kind === "scalar")) {
      builder.blueprint(name, namedAt, value);
    } else {
      builder.leaveOut(name, value);
    }
  }
  checkBasement(get(tree, "basement"), listed, findings);
  const apiHost = part?.value.apiHost;
  const information = get(tree, "information");
  return {
    known,
    at: placeOf(tree, at),
    isDeployed: isHere && (chosen.size > 0 || blueprints.items.length === 0),
    apiHost: apiHost === undefined ? undefined : { host: apiHost, at: part?.at("apiHost") ?? at },
    domains: builder.domains,
    information: [...(information ? [information] : []), ...builder.information],
  };
}

/** `basement`: blueprints that plumbery builds before the others. Here Terraform's order follows from what needs what. */
function checkBasement(tree: Tree | undefined, listed: readonly { readonly name: string }[], findings: Findings): void {
  const known = listed.map(({ name }) => name);
  for (const { name, at } of tree?.kind === "scalar" ? namesIn(tree) : []) {
    if (!known.includes(name)) {
      findings.error(at, `unknown blueprint "${name}" in \`basement\``, ...namesHint("blueprints here", name, known));
    }
  }
}

/** All networks of a location, whatever their network domain. */
export function networksOf({ domains }: Pick<LocationOutline, "domains">): readonly NetworkOutline[] {
  return domains.flatMap(({ networks }) => networks);
}

/** The id of a location whose other keys have an error. */
function plainId(tree: Tree): string | undefined {
  const id = get(tree, "locationId");
  return id?.kind === "scalar" && typeof id.value === "string" ? id.value : undefined;
}

type GrowingNetwork = NetworkOutline & {
  descriptions: Named[];
  nodes: NodeOutline[];
  balancing: BalancingOutline[];
};
type GrowingDomain = Omit<DomainOutline, "networks"> & { descriptions: Named[]; networks: GrowingNetwork[] };

class OutlineBuilder {
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
      const ignored = keyOf(tree, key);
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
    const described = withIpv4(merge(this.defaults.domain, get(tree, "domain")), this.ipv4);
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
      domain.descriptions.push({ tree: described, at: keyOf(tree, "domain") ?? described.at });
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
      at: keyOf(tree, "balancers") ?? at,
      balancers: get(tree, "balancers"),
      pool: get(tree, "pool"),
      nodes: nodes.filter(({ named }) => named).map(({ name }) => name),
    };
    const description = ethernet === undefined ? [] : [{ tree: ethernet, at: keyOf(tree, "ethernet") ?? ethernet.at }];
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

/** A domain that does not say how many public addresses it takes, with what its location says. */
function withIpv4(domain: Tree | undefined, ipv4: Tree | undefined): Tree | undefined {
  return domain?.kind === "mapping" && ipv4 !== undefined && get(domain, "ipv4") === undefined
    ? { ...domain, entries: new Map([...domain.entries, ["ipv4", { key: ipv4.at, value: ipv4 }]]) }
    : domain;
}

function keyOf(tree: Tree, key: string): Position | undefined {
  return tree.kind === "mapping" ? tree.entries.get(key)?.key : undefined;
}
