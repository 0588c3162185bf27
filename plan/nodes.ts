import type { Accept, Location, Network, NetworkDomain, Node, Plan, Text } from "./plan";

/** All nodes of a location, in the plan's order. */
export function nodesOf({ networks }: Pick<Location, "networks">): Node[] {
  return networks.flatMap(({ nodes }) => nodes);
}

/** All networks of one network domain of a location, in the plan's order. */
export function networksIn({ networks }: Pick<Location, "networks">, { name }: Pick<NetworkDomain, "name">): Network[] {
  return networks.filter(({ domain }) => domain === name);
}

/** All nodes of a plan, in its order. */
export function allNodesOf({ locations }: Pick<Plan, "locations">): Node[] {
  return locations.flatMap(nodesOf);
}

/** What a network accepts, by the id of the network that it comes from: several lines of a plan may name one. */
export function acceptedBy({ accept }: Pick<Network, "accept">): ReadonlyMap<string, readonly Accept["traffic"][]> {
  const from = new Map<string, Accept["traffic"][]>();
  for (const { from: other, traffic } of accept) {
    from.set(other, [...(from.get(other) ?? []), traffic]);
  }
  return from;
}

/** All information of a plan: of the settings, then of each location, its balancers and its nodes, in the plan's order. */
export function textsOf({ information, locations }: Pick<Plan, "information" | "locations">): Text[] {
  return [
    ...information,
    ...locations.flatMap((location) => [
      ...location.information,
      ...location.networks.flatMap(({ balancers, nodes }) =>
        [...balancers, ...nodes].flatMap(({ information }) => information),
      ),
    ]),
  ];
}
