import { regionOf } from "../platform/data-centres";
import type { CloudConfigReader } from "./cloud-config/reader";
import type { Findings } from "./findings/findings";
import { tellKept } from "./guests/kept";
import type { PreparationReader } from "./guests/preparation";
import { readWindows } from "./guests/windows";
import type { InformationReader } from "./location/information";
import type { ReadLocation } from "./location/location";
import type { ReadNetwork } from "./location/network";
import { type LocationOutline, networksOf } from "./location/outline";
import type { Balancer, Location, Node, Text } from "./plan";
import type { TextReader } from "./tokens/text-reader";
import { originsOf } from "./yaml/places";
import { get, type Tree } from "./yaml/tree";

/** Puts into locations the texts that may hold tokens, which is possible when all nodes are known. */
export class LocationTexts {
  public constructor(
    private readonly information: InformationReader,
    private readonly cloudConfigs: CloudConfigReader,
    private readonly preparations: PreparationReader,
    private readonly texts: TextReader,
    private readonly findings: Findings,
  ) {}

  /** The location with its texts. Undefined where its id or one of its domains is in error. */
  public location({ outline, domains, networks }: ReadLocation): Location | undefined {
    const { known, at } = outline;
    const said = new Map(
      networksOf(outline).flatMap(({ nodes }) => nodes.map(({ name, tree }) => [name, tree] as const)),
    );
    // nodes with an error are told of their information, too
    const informed = new Map(
      [...said].map(([name, tree]) => {
        const whose = { location: known, node: known.nodes.get(name) };
        return [name, this.information.read(get(tree, "information"), whose)] as const;
      }),
    );
    const information = outline.information.flatMap((tree) => this.information.read(tree, { location: known }));
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
        balancers: network.balancers.map((one) => this.balancer(one, balancerTrees, outline)),
        nodes: network.nodes.map((node) =>
          this.node(node, said.get(node.name), informed.get(node.name) ?? [], outline),
        ),
      })),
      information,
      at,
    };
  }

  private balancer(
    balancer: Balancer,
    trees: ReadNetwork["balancerTrees"],
    { known, at }: Pick<LocationOutline, "known" | "at">,
  ): Balancer {
    const from = {
      name: [...balancer.at.own, ...originsOf(balancer.blueprint), ...originsOf(at)],
      port: balancer.at.origins("port"),
    };
    const { id, name, port } = balancer;
    const whose = { location: known, balancer: { id, name, port: port.begin, from } };
    return { ...balancer, information: this.information.read(get(trees.get(id), "information"), whose) };
  }

  private node(
    node: Node,
    said: Tree | undefined,
    information: readonly Text[],
    { known }: Pick<LocationOutline, "known">,
  ): Node {
    const whose = { location: known, node: known.nodes.get(node.name) };
    if (node.contextualised) {
      tellKept(get(said, "cloud-config"), this.findings);
    }
    return {
      ...node,
      information,
      prepare: this.preparations.node(node, said, whose),
      ...this.cloudConfigs.node(node, said, whose),
      ...readWindows(node, said, whose, this.texts, this.findings),
    };
  }
}
