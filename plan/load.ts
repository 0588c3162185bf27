import { type Region, regionOf } from "../platform/data-centres";
import { CloudConfigReader } from "./cloud-config/reader";
import { Translator } from "./cloud-config/translator";
import type { Position } from "./findings/diagnostic";
import { Findings } from "./findings/findings";
import { PlanError } from "./findings/plan-error";
import { tellKept } from "./guests/kept";
import { PreparationReader } from "./guests/preparation";
import { readWindows } from "./guests/windows";
import { Defaults } from "./location/defaults";
import { readDomain } from "./location/domain";
import { checkFirewallRules } from "./location/firewall-rules";
import { InformationReader } from "./location/information";
import { outlineLocation } from "./location/location";
import { type ReadNetwork, readNetworks } from "./location/network";
import { type DomainOutline, type LocationOutline, networksOf } from "./location/outline";
import { checkBalancing, checkLocations, checkPublicAddresses, checkRanges } from "./location/rules";
import { Selection, type SelectionSource } from "./location/selection";
import { MysqlReader } from "./mysql/members";
import { readReplications } from "./mysql/replications";
import { checkFormerNames } from "./names/former-names";
import { idOf, Names } from "./names/names";
import { stackNameOf } from "./names/stack-name";
import { UniqueNames } from "./names/unique-names";
import { override, type ParameterSource } from "./parameters/overrides";
import { readParameters, requireValues } from "./parameters/parameters";
import { Substitution } from "./parameters/substitute";
import type { Location, NetworkDomain, Node, Plan } from "./plan";
import type { Images } from "./settings/images";
import { checkRemoved } from "./settings/removed";
import { checkSecretNames } from "./settings/secrets";
import { readSettings } from "./settings/settings";
import type { Read, ReadBytes } from "./texts/file";
import { TextReader, type Whose } from "./tokens/text-reader";
import { readDocuments } from "./yaml/documents";
import { originsOf, placeOf } from "./yaml/places";
import { get, type Mapping, type Tree } from "./yaml/tree";

export type { ParameterSource } from "./parameters/overrides";

export interface LoadOptions {
  /** Values for the plan's parameters, in place of their defaults. */
  readonly parameters?: ParameterSource | undefined;
  /**
   * What of the plan is deployed.
   * @default - what its `defaults` say, else everything
   */
  readonly selection?: SelectionSource | undefined;
  /** Reads a file that the plan names, by its path relative to the plan. */
  readFile(path: string): Read;
  /**
   * Reads such a file as bytes.
   * @default - the text of `readFile`, in UTF-8
   */
  readBytes?(path: string, limit: number): ReadBytes;
}

/**
 * Reads a plan from its text; `file` is where the text came from. The result depends only on the text and the options.
 * @throws PlanError with all errors in the plan
 */
export function loadPlan(file: string, text: string, options: LoadOptions): Plan {
  const findings = new Findings();
  const plan = read(file, text, options, findings);
  if (plan === undefined || findings.hasErrors) {
    throw new PlanError(findings.diagnostics);
  }
  return { ...plan, warnings: findings.diagnostics };
}

function read(
  file: string,
  text: string,
  options: LoadOptions,
  findings: Findings,
): Omit<Plan, "warnings"> | undefined {
  const start: Position = { file, line: 1, column: 1 };
  const documents = readDocuments(file, text, findings);
  if (documents === undefined) {
    return undefined;
  }
  const { settings: written, locations: places } = sort(documents, start, findings);
  const parameters = override(readParameters(written, findings), options.parameters, findings);
  requireValues(parameters, findings);
  const substitution = new Substitution(parameters, findings);
  const settingsTree = written && substitution.tree(without(written, "parameters"));
  const { images, ...settings } = readSettings(settingsTree, start, findings, options.readFile);
  const defaults = new Defaults(get(settingsTree, "defaults"), findings);
  const unique = new UniqueNames(findings);
  const selection = new Selection(options.selection ?? {}, defaults.blueprints, findings);
  const all = places.map((place) => outlineLocation(substitution.tree(place), defaults, selection, unique, findings));
  selection.tellUnknown();
  checkLocations(all, findings);
  const outlines = all.filter(({ isDeployed }) => isDeployed);
  const endpoints = readEndpoints(outlines, findings);
  checkNames(outlines, settings.removed, findings);
  const names = new Names(
    all.map(({ known }) => known),
    findings,
  );
  const groups = readReplications(get(settingsTree, "replications"), names, findings);
  const readBytes = (path: string, limit: number) => {
    if (options.readBytes !== undefined) {
      return options.readBytes(path, limit);
    }
    const text = options.readFile(path);
    return typeof text === "string" ? Buffer.from(text) : text;
  };
  const mysql = new MysqlReader(groups, names, findings, readBytes);
  const locations = outlines.map((outline) => readLocation(outline, names, mysql, images, findings));
  const replications = mysql.finish(readNodesOf(locations), unreadableNodesOf(locations));
  const users = [...groups.values()].flatMap((group) => group.users.map(({ name }) => name));
  checkPlan(locations, findings);
  const texts = new TextReader(names, reachable(locations), findings);
  const information = new InformationReader(texts, findings);
  const translator = new Translator(findings);
  const cloudConfigs = new CloudConfigReader(texts, findings, translator);
  const preparations = new PreparationReader(texts, substitution, readBytes, findings);
  const windowsOf: GuestReaders["windowsOf"] = (node, said, whose) => readWindows(node, said, whose, texts, findings);
  const informationOfPlan = information.read(get(settingsTree, "information"), {});
  const readLocations = locations.flatMap(
    (location) => withTexts(location, information, { cloudConfigs, preparations, windowsOf, findings }) ?? [],
  );
  checkSecretNames(get(settingsTree, "secrets"), [...users, ...texts.secretNames], findings);
  return {
    ...settings,
    name: settings.name ?? stackNameOf(file),
    file,
    information: informationOfPlan,
    locations: readLocations,
    replications,
    endpoints,
    translations: translator.translations,
    at: placeOf(settingsTree ?? { kind: "mapping", entries: new Map(), at: start }),
  };
}

/** Separates the settings from the locations. */
function sort(
  documents: readonly Tree[],
  start: Position,
  findings: Findings,
): { settings: Tree | undefined; locations: Tree[] } {
  const [first, ...rest] = documents;
  if (first === undefined) {
    findings.error(start, "the plan is empty", "it takes a document for each location, and settings before them");
    return { settings: undefined, locations: [] };
  }
  const isLocation = (tree: Tree) =>
    tree.kind === "mapping" && (tree.entries.has("locationId") || tree.entries.has("blueprints"));
  if (isLocation(first)) {
    if (rest.length > 0) {
      findings.warning(
        first.at,
        "the first document is a location, where settings are expected",
        "plumbery would skip this location; here it is deployed",
      );
    }
    return { settings: undefined, locations: [first, ...rest] };
  }
  if (rest.length === 0) {
    findings.error(
      start,
      "the plan has no location",
      "add a document with a locationId and blueprints behind a line `---`",
    );
  }
  return { settings: first, locations: rest };
}

/** Base URLs of the APIs of private clouds, by region: locations of one region share one. */
function readEndpoints(outlines: readonly LocationOutline[], findings: Findings): Plan["endpoints"] {
  const endpoints: Partial<Record<Region, string>> = {};
  for (const { known, apiHost } of outlines) {
    if (apiHost !== undefined && known.id !== undefined) {
      const region = regionOf(known.id);
      const url = `https://${apiHost.host}`;
      if ((endpoints[region] ?? url) !== url) {
        findings.error(
          apiHost.at,
          `apiHost is "${apiHost.host}", and another location of region ${region} has ${endpoints[region]}`,
          "locations of one region have one API: give them the same host, or plans of their own",
        );
      }
      endpoints[region] = url;
    }
  }
  return endpoints;
}

function without(tree: Tree, key: string): Tree {
  return tree.kind === "mapping"
    ? ({ ...tree, entries: new Map([...tree.entries].filter(([name]) => name !== key)) } satisfies Mapping)
    : tree;
}

interface ReadLocation {
  readonly outline: LocationOutline;
  readonly domains: readonly ReadDomain[];
  /** Of all domains. */
  readonly networks: readonly ReadNetwork[];
}

interface ReadDomain {
  readonly outline: DomainOutline;
  readonly domain: NetworkDomain | undefined;
  readonly networks: readonly ReadNetwork[];
}

function readLocation(
  outline: LocationOutline,
  names: Names,
  mysql: MysqlReader,
  images: Images,
  findings: Findings,
): ReadLocation {
  const domains = outline.domains.map(
    (domain): ReadDomain => ({
      outline: domain,
      domain: readDomain(domain, findings),
      networks: readNetworks(domain, outline.known, names, mysql, images, findings),
    }),
  );
  return { outline, domains, networks: domains.flatMap(({ networks }) => networks) };
}

/** Checks former names, and names of removed nodes. */
function checkNames(outlines: readonly LocationOutline[], removed: Plan["removed"], findings: Findings): void {
  const nodes = outlines.flatMap((outline) => {
    const { known } = outline;
    const networks = networksOf(outline);
    const those = networks.flatMap(({ nodes }) => nodes);
    checkFormerNames(
      known,
      [
        ...networks.map((network) => ({ kind: "network" as const, ...network })),
        ...those.map((node) => ({ kind: "node" as const, ...node })),
      ],
      findings,
    );
    return those.map(({ name, formerNames, at }) => ({
      id: idOf(known, name),
      at,
      formerIds: formerNames.map((former) => idOf(known, former.name)),
    }));
  });
  checkRemoved(removed, nodes, findings);
}

/** Checks that span the nodes and networks of a plan. */
function checkPlan(locations: readonly ReadLocation[], findings: Findings): void {
  for (const { domain, networks } of locations.flatMap(({ domains }) => domains)) {
    if (domain !== undefined) {
      checkPublicAddresses(domain, networks, findings);
      checkBalancing(domain, networks, findings);
    }
  }
  checkFirewallRules(locations, findings);
  const networks = locations.flatMap((location) => location.networks);
  checkRanges(networks, findings);
}

function readNodesOf(locations: readonly ReadLocation[]): Node[] {
  return locations.flatMap(({ networks }) => networks.flatMap(({ network }) => network.nodes));
}

/** Ids of nodes with errors. */
function unreadableNodesOf(locations: readonly ReadLocation[]): Set<string> {
  const readable = new Set(readNodesOf(locations).map(({ id }) => id));
  const known = locations.flatMap(({ outline }) => [...outline.known.nodes.values()].map(({ id }) => id));
  return new Set(known.filter((id) => !readable.has(id)));
}

/** Ids of nodes that have a public address, and of those that cannot be read. */
function reachable(locations: readonly ReadLocation[]): Set<string> {
  const nodes = readNodesOf(locations);
  const without = new Set(nodes.filter(({ internet }) => internet === undefined).map(({ id }) => id));
  return new Set(
    locations
      .flatMap(({ outline }) => [...outline.known.nodes.values()].map(({ id }) => id))
      .filter((id) => !without.has(id)),
  );
}

/** What reads what is done on nodes. */
interface GuestReaders {
  readonly cloudConfigs: CloudConfigReader;
  readonly preparations: PreparationReader;
  readonly windowsOf: (node: Node, said: Tree | undefined, whose: Whose) => Pick<Node, "windows">;
  readonly findings: Findings;
}

/** The location with all texts with tokens in it. Undefined where its id or one of its domains is in error. */
function withTexts(
  { outline, domains, networks }: ReadLocation,
  reader: InformationReader,
  { cloudConfigs, preparations, windowsOf, findings }: GuestReaders,
): Location | undefined {
  const { known, at } = outline;
  const trees = new Map(
    networksOf(outline).flatMap(({ nodes }) => nodes.map(({ name, tree }) => [name, tree] as const)),
  );
  const informed = new Map(
    [...trees].map(
      ([name, tree]) =>
        [name, reader.read(get(tree, "information"), { location: known, node: known.nodes.get(name) })] as const,
    ),
  );
  const information = outline.information.flatMap((tree) => reader.read(tree, { location: known }));
  const complete = domains.flatMap(({ domain }) => domain ?? []);
  if (known.id === undefined || complete.length < domains.length) {
    return undefined;
  }
  return {
    id: known.id,
    region: regionOf(known.id),
    domains: complete,
    networks: networks.map(({ network, balancerTrees }) => ({
      ...network,
      balancers: network.balancers.map((balancer) => ({
        ...balancer,
        information: reader.read(get(balancerTrees.get(balancer.id), "information"), {
          location: known,
          balancer: {
            ...{ id: balancer.id, name: balancer.name, port: balancer.port.begin },
            from: {
              name: [...balancer.at.own, ...originsOf(balancer.blueprint), ...originsOf(at)],
              port: balancer.at.origins("port"),
            },
          },
        }),
      })),
      nodes: network.nodes.map((node) => {
        const said = trees.get(node.name);
        const whose = { location: known, node: known.nodes.get(node.name) };
        if (node.contextualised) {
          tellKept(get(said, "cloud-config"), findings);
        }
        return {
          ...node,
          information: informed.get(node.name) ?? [],
          prepare: preparations.node(node, said, whose),
          ...cloudConfigs.node(node, said, whose),
          ...windowsOf(node, said, whose),
        };
      }),
    })),
    information,
    at,
  };
}
