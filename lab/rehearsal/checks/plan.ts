import { networksIn } from "../../../plan/nodes";
import type { NetworkDomain, Plan } from "../../../plan/plan";
import { RegionApi } from "./api";
import { checkBalancing } from "./balancing";
import type { Check } from "./check";
import { checkFirewall } from "./firewall";
import { type FoundLocation, findLocation } from "./found";
import { checkLocation } from "./location";
import { checkNode } from "./node";

type Endpoints = Readonly<Record<string, string>>;
type Credentials = { readonly user: string; readonly password: string };

/** Compares the API with the plan: all checks, ordered by requirement. */
export async function checkPlan(plan: Plan, endpoints: Endpoints, account: Credentials): Promise<Check[]> {
  const apis = apisOf(plan, endpoints, account);
  const locations = await Promise.all(
    plan.locations.map((location) => findLocation(location, apis.get(location.region) as RegionApi)),
  );
  const all = new Map(locations.map((found) => [found.location.id as string, found]));
  const checks = locations.flatMap((found) => [
    ...checkLocation(found),
    ...checkBalancing(found),
    ...found.location.networks.flatMap((network) => network.nodes.flatMap((node) => checkNode(node, network, found))),
    ...found.location.domains.flatMap((domain) => checkFirewall(plan, within(found, domain), all)),
  ]);
  return checks.sort((one, other) => one.requirement - other.requirement);
}

/** What was found, as far as it is in one network domain: its networks, and its firewall. */
function within(found: FoundLocation, domain: NetworkDomain): FoundLocation {
  const { location, domains, firewallRules } = found;
  const id = domains.get(domain.name)?.id;
  return {
    ...found,
    location: { ...location, networks: networksIn(location, domain) },
    firewallRules: firewallRules.filter(({ networkDomainId }) => networkDomainId === id),
  };
}

/** Kinds of resources that can be listed without naming a network domain. */
const LISTED = {
  "network/networkDomain": "network domain",
  "network/vlan": "VLAN",
  "server/server": "server",
} as const;

/**
 * What the API still shows in the plan's regions, in words. Every other kind of resource would be inside a network
 * domain.
 */
export async function listLeft(plan: Plan, endpoints: Endpoints, account: Credentials): Promise<string[]> {
  const left: string[] = [];
  for (const [region, api] of apisOf(plan, endpoints, account)) {
    for (const [path, kind] of Object.entries(LISTED)) {
      for (const { name, state, datacenterId } of await api.list(path)) {
        left.push(`${kind} ${name} at ${datacenterId ?? region} (${state})`);
      }
    }
  }
  return left;
}

function apisOf(plan: Plan, endpoints: Endpoints, account: Credentials): Map<string, RegionApi> {
  const regions = [...new Set(plan.locations.map(({ region }) => region))];
  return new Map(regions.map((region) => [region, new RegionApi(endpoints[region] ?? "", account)]));
}
