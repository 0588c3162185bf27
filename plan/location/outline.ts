import * as v from "valibot";
import { DATA_CENTRES, isDataCentre } from "../../platform/data-centres";
import type { Place, Position } from "../findings/diagnostic";
import { type Findings, NOT_SUPPORTED } from "../findings/findings";
import { type FormerName, readFormerNames } from "../names/former-names";
import { idOf, isRegionOf, type KnownLocation, spellRegion } from "../names/names";
import { expandRange } from "../names/node-range";
import type { UniqueNames } from "../names/unique-names";
import { check } from "../shape/check";
import { namedItems } from "../shape/lists";
import { merge } from "../shape/merge";
import { hasMistyped, namesHint } from "../shape/nearest";
import { anything, section, text } from "../shape/schema";
import { placeOf } from "../yaml/places";
import { get, type Mapping, type Tree } from "../yaml/tree";
import type { BalancingOutline } from "./balancing";
import type { Defaults } from "./defaults";

/** A location before its parts are read: what there is, under which names, with defaults merged and ranges expanded. */
export interface LocationOutline {
  readonly known: KnownLocation;
  readonly at: Place;
  /** Descriptions of its network domain, one a blueprint. */
  readonly domains: readonly Named[];
  readonly networks: readonly NetworkOutline[];
  /** Information of the location, then of its blueprints. */
  readonly information: readonly Tree[];
}

/** A tree, and where it is named. */
export interface Named {
  readonly tree: Tree;
  readonly at: Position;
}

export interface NetworkOutline {
  readonly name: string;
  readonly at: Position;
  /** Names that it had before, the newest first. */
  readonly formerNames: readonly FormerName[];
  /** Descriptions of the network, one a blueprint. */
  readonly descriptions: readonly Named[];
  readonly nodes: readonly NodeOutline[];
  /** What its blueprints say of balancing. */
  readonly balancing: readonly BalancingOutline[];
}

export interface NodeOutline extends Named {
  readonly name: string;
  /** Names that it had before, the newest first. */
  readonly formerNames: readonly FormerName[];
  /** Whether it can have that name. */
  readonly named: boolean;
}

const LATER = "";

const LOCATION = section(
  "a location",
  {
    locationId: text("locationId"),
    regionId: v.optional(text("regionId")),
    information: anything,
    blueprints: anything,
  },
  {
    apiHost: "the variable `endpoints` of Terraform names other API hosts",
    basement: LATER,
    prepare: LATER,
    rub: LATER,
    ipv4: "write it under `domain`",
  },
);

const BLUEPRINT = section(
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
  { multicloud: LATER },
);

/** What plumbery's documentation has and plumbery ignores, with what it obeys. */
const IGNORED = { listeners: "`balancers` listen", backends: "`pool` has the nodes", pools: "`pool` has the nodes" };

/** Reads what there is at a location. */
export function outlineLocation(
  tree: Tree,
  defaults: Defaults,
  unique: UniqueNames,
  findings: Findings,
): LocationOutline {
  const at = get(tree, "locationId")?.at ?? tree.at;
  const part = check(LOCATION, tree, tree.at, findings);
  const id = part?.value.locationId ?? plainId(tree);
  const known: KnownLocation = {
    id: id !== undefined && isDataCentre(id) ? id : undefined,
    at,
    networks: new Set(),
    nodes: new Map(),
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
  const builder = new OutlineBuilder(known, defaults, unique, findings);
  const blueprints = namedItems(get(tree, "blueprints"), "blueprints", findings);
  known.complete = part !== undefined && !blueprints.partial;
  if (blueprints.items.length === 0 && known.complete) {
    findings.error(
      at,
      "the location has no blueprints",
      "it takes a list of them: `- name:`, then domain, ethernet and nodes",
    );
  }
  for (const { name, at: namedAt, value } of blueprints.items) {
    builder.blueprint(name, namedAt, value);
  }
  const information = get(tree, "information");
  return {
    known,
    at: placeOf(tree, at),
    domains: builder.domains,
    networks: builder.networks,
    information: [...(information ? [information] : []), ...builder.information],
  };
}

/** The id of a location in whose other keys something is wrong. */
function plainId(tree: Tree): string | undefined {
  const id = get(tree, "locationId");
  return id?.kind === "scalar" && typeof id.value === "string" ? id.value : undefined;
}

class OutlineBuilder {
  public readonly domains: Named[] = [];
  public readonly networks: (NetworkOutline & {
    descriptions: Named[];
    nodes: NodeOutline[];
    balancing: BalancingOutline[];
  })[] = [];
  public readonly information: Tree[] = [];
  private readonly seen = new Set<string>();

  public constructor(
    private readonly known: KnownLocation,
    private readonly defaults: Defaults,
    private readonly unique: UniqueNames,
    private readonly findings: Findings,
  ) {}

  public blueprint(name: string, at: Position, tree: Tree): void {
    if (this.seen.has(name)) {
      this.findings.error(at, `two blueprints are called ${name} at one location`);
    }
    this.seen.add(name);
    if (tree.kind === "scalar" && tree.value !== null) {
      this.findings.unsupported(
        at,
        `an alias of blueprints ${NOT_SUPPORTED}`,
        "everything that a plan names is deployed",
      );
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
    this.domainFrom(name, at, tree);
    this.networkFrom(name, at, tree);
    const information = get(tree, "information");
    if (information !== undefined) {
      this.information.push(information);
    }
  }

  private domainFrom(blueprint: string, at: Position, tree: Mapping): void {
    const domain = merge(this.defaults.domain, get(tree, "domain"));
    if (domain === undefined) {
      this.tellMissing("domain", blueprint, at, tree);
    } else {
      this.domains.push({ tree: domain, at: keyOf(tree, "domain") ?? domain.at });
    }
  }

  private tellMissing(key: string, blueprint: string, at: Position, tree: Mapping): void {
    if (!hasMistyped(tree, key)) {
      this.findings.error(at, `\`${key}\` is missing in blueprint ${blueprint}`, "give it here or under `defaults`");
    }
  }

  private networkFrom(blueprint: string, at: Position, tree: Mapping): void {
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
    const shared = this.networks.find((network) => name !== undefined && network.name === name);
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
    this.networks.push({
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

function keyOf(tree: Tree, key: string): Position | undefined {
  return tree.kind === "mapping" ? tree.entries.get(key)?.key : undefined;
}
