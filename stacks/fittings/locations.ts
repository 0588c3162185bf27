import { Location } from "../../constructs/network/location";
import { Network } from "../../constructs/network/network";
import { NetworkDomain } from "../../constructs/network/network-domain";
import { literal } from "../../constructs/words/literal";
import { acceptedBy } from "../../plan/nodes";
import type * as plan from "../../plan/plan";
import { constructIdOf } from "../domain-ids";
import { domainOrigin, networkOrigin } from "../plan-map/network-origins";
import { NodeOrigin } from "../plan-map/node-origin";
import { addBalancers } from "./balancing";
import type { FittingsContext } from "./context";
import type { Guests } from "./guests";
import { addNode } from "./nodes";
import { portsOf } from "./ports";

/** Makes a location with its network domains, then their networks, then their nodes, then what divides connections. */
export function addLocation(location: plan.Location, context: FittingsContext, guests: Guests): void {
  const { deployment, index, parts, placement, plan: fittings, stack } = context;
  const { planMap } = deployment;
  const domains = addDomains(location, new Location(stack, location.id), context);
  // a node may have cards in any network of its network domain
  for (const network of location.networks) {
    const domain = domains.get(network.domain) as NetworkDomain;
    const built = placement.placed(network.at, () => addNetwork(network, domain));
    parts.networks.set(network.id, built);
    planMap.describe(built, networkOrigin({ plan: fittings, location, network }, index, domain));
  }
  for (const network of location.networks) {
    const domain = domains.get(network.domain) as NetworkDomain;
    for (const node of network.nodes) {
      const built = placement.placed(node.at, () => addNode(parts.network(network.id), node, parts, guests));
      parts.nodes.set(node.id, built);
      planMap.describe(built, new NodeOrigin({ plan: fittings, location, network, node }, index, domain));
    }
  }
  for (const network of location.networks) {
    addBalancers({ plan: fittings, location, network }, context);
  }
}

/** The network domains of a location, by their names. */
function addDomains(
  location: plan.Location,
  scope: Location,
  { deployment, placement, plan: fittings }: FittingsContext,
): ReadonlyMap<string, NetworkDomain> {
  const { operators } = fittings;
  const domains = new Map<string, NetworkDomain>();
  for (const domain of location.domains) {
    const props = {
      name: literal(domain.name),
      description: literal(domain.description),
      service: domain.service,
      ...(operators ? { operators } : {}),
    };
    const built = placement.placed(domain.at, () => new NetworkDomain(scope, constructIdOf(domain, location), props));
    domains.set(domain.name, built);
    deployment.planMap.describe(built, domainOrigin(domain, location, fittings));
  }
  return domains;
}

function addNetwork(network: plan.Network, domain: NetworkDomain): Network {
  const { formerNames, routers } = network;
  return new Network(domain, network.name, {
    ipv4: `${network.ipv4.address}/${network.ipv4.prefixSize}`,
    description: literal(network.description),
    formerNames,
    protected: network.protected,
    reserved: network.reserved.map(({ address }) => address),
    routers,
  });
}

/** Accepts traffic from each other network once, even if several lines of the plan ask for it. All networks stand. */
export function acceptTraffic(network: plan.Network, { parts }: FittingsContext): void {
  for (const [other, traffic] of acceptedBy(network)) {
    parts.network(network.id).acceptFrom(parts.network(other), portsOf(traffic));
  }
}
