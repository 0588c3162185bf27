import type { Resource } from "../cloudcontrol/resource";
import type { Kind } from "./kinds";
import { serverChanges, serverObstacle } from "./standing-server";
import type { Attributes, KnownResources } from "./state";

/** A resource of the platform, and the resource of the configuration that it would become; undefined: none. */
export interface Candidate {
  readonly kind: Kind;
  readonly resource: Resource;
  readonly address: string | undefined;
}

/** Whether the platform still works on a resource. */
export function isPending({ state }: Resource): boolean {
  return String(state).startsWith("PENDING_");
}

/**
 * Why Terraform cannot adopt a resource with the next deployment, and have it without replacing or emptying it; undefined:
 * it can.
 * @param rivals all that would become the same resource
 */
export function obstacleTo(
  { kind, resource, address }: Candidate,
  rivals: readonly Candidate[],
  { deployed, wanted }: KnownResources,
): string | undefined {
  if (isPending(resource)) {
    return "the platform still works on it: ask again when it has ended";
  }
  if (kind.notAdoptable !== undefined) {
    return kind.notAdoptable;
  }
  if (address === undefined && kind.type === "ddcloud_nat") {
    return "Terraform neither has its server nor adopts it, or the plan gives that no public address";
  }
  if (address === undefined) {
    return "the plan has nothing that it could be: look who made it before you delete it";
  }
  const other = deployed.get(address)?.id;
  if (other !== undefined) {
    return `${address} is another one in Terraform's state: ${other}`;
  }
  if (resource.state !== "NORMAL") {
    return `it is ${resource.state}, and an import would leave it so`;
  }
  if (rivals.length > 1) {
    return `${rivals.length} of that name stand there, and ${address} can become one of them alone`;
  }
  const planned = wanted.get(address) ?? {};
  return kind.type === "ddcloud_vlan"
    ? vlanObstacle(resource, planned)
    : kind.type === "ddcloud_server"
      ? serverObstacle(resource, planned, wanted)
      : undefined;
}

/** What the next deployment changes in place at a resource that it adopts, beside its description. */
export function changesTo({ kind, resource, address }: Candidate, { wanted }: KnownResources): string[] {
  const planned = wanted.get(address ?? "") ?? {};
  if (kind.type === "ddcloud_server") {
    return serverChanges(resource, planned);
  }
  return kind.type === "ddcloud_networkdomain" && planned.plan !== undefined && planned.plan !== resource.type
    ? [`its service becomes ${planned.plan}, it is ${resource.type}`]
    : [];
}

function vlanObstacle(
  { privateIpv4Range, gatewayAddressing = "LOW" }: Resource,
  planned: Attributes,
): string | undefined {
  const range = `${planned.ipv4_base_address}/${planned.ipv4_prefix_size}`;
  const standing = `${privateIpv4Range?.address}/${privateIpv4Range?.prefixSize}`;
  const routers = planned.attached_vlan_gateway_addressing ?? "LOW";
  if (range !== standing) {
    return `it has the range ${standing}, and the plan ${range}: Terraform would replace it. Write subnet: ${standing}`;
  }
  return routers === gatewayAddressing
    ? undefined
    : `its routers have the ${gatewayAddressing} addresses of its range, and the plan says ${routers}`;
}
