import type { Diagnostic } from "../../plan/findings/diagnostic";
import { networksIn } from "../../plan/nodes";
import type { Location, Network, NetworkDomain } from "../../plan/plan";
import type { CloudControl } from "../cloudcontrol/cloudcontrol";
import type { Resource } from "../cloudcontrol/resource";

/** A network domain of a location, with its networks. */
interface Placed {
  readonly location: string;
  readonly domain: NetworkDomain;
  readonly networks: readonly Network[];
}

/**
 * Checks that the names of a location's network domains and VLANs are free; otherwise the platform answers
 * NAME_NOT_UNIQUE. Names of VLANs are unique within a network domain.
 * @param deployed ids of this plan's own resources; undefined if they are not known
 */
export async function checkDomains(
  location: Location,
  api: CloudControl,
  deployed: ReadonlySet<string> | undefined,
): Promise<Diagnostic[]> {
  const checked = location.domains.map((domain) =>
    checkDomain({ location: location.id, domain, networks: networksIn(location, domain) }, api, deployed),
  );
  return (await Promise.all(checked)).flat();
}

async function checkDomain(
  placed: Placed,
  api: CloudControl,
  deployed: ReadonlySet<string> | undefined,
): Promise<Diagnostic[]> {
  const { location: datacenterId, domain, networks } = placed;
  const found = await api.list("network/networkDomain", "2.4", { name: domain.name, datacenterId });
  const existing = found.find((one) => one.name === domain.name);
  if (existing === undefined) {
    return [];
  }
  const names = new Set(networks.map(({ name }) => name));
  const vlans = (await api.list("network/vlan", "2.9", { networkDomainId: existing.id })).filter(({ name }) =>
    names.has(name),
  );
  return deployed?.has(existing.id) === true
    ? vlans.filter(({ id }) => !deployed.has(id)).flatMap((vlan) => strangeVlan(placed, vlan))
    : [strangeDomain(placed, existing, vlans, deployed === undefined)];
}

function strangeDomain(
  { location: id, domain }: Placed,
  existing: Resource,
  vlans: readonly Resource[],
  mayBeOurs: boolean,
): Diagnostic {
  const names = vlans.map(({ name }) => String(name)).sort();
  return {
    severity: mayBeOurs ? "warning" : "error",
    at: domain.at,
    message: `there is a network domain ${domain.name} at ${id} already (${existing.state}, ${existing.id})`,
    hints: [
      ...(names.length > 0 ? [`it has VLANs of the plan's names, too: ${names.join(", ")}`] : []),
      mayBeOurs
        ? "if it is not what this plan has deployed, give the domain another name (NAME_NOT_UNIQUE)"
        : "the platform would answer NAME_NOT_UNIQUE: npm run adopt takes it over; or give the domain another name, or remove that one",
    ],
  };
}

/** A VLAN in the plan's own network domain that this plan has not created. */
function strangeVlan({ domain, networks }: Placed, vlan: Resource): Diagnostic[] {
  return networks
    .filter(({ name }) => name === vlan.name)
    .map(({ name, at }) => ({
      severity: "error",
      at,
      message: `there is a VLAN ${name} in network domain ${domain.name} already (${vlan.state}, ${vlan.id})`,
      hints: ["it is not in Terraform's state; the platform would answer NAME_NOT_UNIQUE: remove it, or import it"],
    }));
}
