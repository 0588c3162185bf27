import { networkOf, parseIpv4 } from "../../../platform/addresses/ipv4";
import { ipv6NetworkOf, parseIpv6 } from "../../../platform/addresses/ipv6";
import { expandedIpv6, isInIpv6RangeOf, normalIpv6, vlanHolding } from "../addresses";
import { inProgress, type OperationAnswer, ok, type Shape } from "../answer";
import type { Call } from "../call";
import { fields } from "../listing";
import { invalidField } from "../refusal";
import type { StaticRoute } from "../state/static-route";
import type { Vlan } from "../state/vlan";
import { NAME_LENGTH } from "./network-domain";
import { change, type Operation, reading, requireUniqueName } from "./operation";

function shape(route: StaticRoute): Shape {
  const { id, datacenterId, networkDomainId, name, description, ipVersion, createTime, state } = route;
  return {
    id,
    datacenterId,
    networkDomainId,
    name,
    description,
    type: "CLIENT",
    ipVersion,
    destinationNetworkAddress: route.destinationNetworkAddress,
    destinationPrefixSize: route.destinationPrefixSize,
    nextHopAddress: route.nextHopAddress,
    nextHopAddressVlanId: route.nextHopAddressVlanId,
    state,
    createTime,
  };
}

/** The network address of a destination; undefined if the text is not an address of the family. */
function networkAddress(text: string, prefixSize: number, ipVersion: StaticRoute["ipVersion"]): string | undefined {
  if (ipVersion === "IPV4") {
    const address = parseIpv4(text);
    return address !== undefined && networkOf({ address, prefixSize }).address === address ? text : undefined;
  }
  const address = parseIpv6(text);
  const network = address && expandedIpv6(ipv6NetworkOf({ address, prefixSize }).address);
  return network === normalIpv6(text) ? network : undefined;
}

/** The attached VLAN that contains the next hop. */
function vlanOfHop(call: Call, networkDomainId: string, hop: string, ipVersion: StaticRoute["ipVersion"]): Vlan {
  const { organisation } = call;
  const ipv6 = ipVersion === "IPV6" ? normalIpv6(hop) : undefined;
  const ipv4 = ipVersion === "IPV4" ? parseIpv4(hop) : undefined;
  const vlan =
    ipv4 === undefined
      ? organisation.those(
          "vlan",
          (one) => one.networkDomainId === networkDomainId && ipv6 !== undefined && isInIpv6RangeOf(one, ipv6),
        )[0]
      : vlanHolding(organisation, networkDomainId, ipv4);
  if (vlan?.gatewayAddressing === undefined) {
    throw invalidField("nextHopAddress", `${hop} is in no attached VLAN of Network Domain ${networkDomainId}`);
  }
  return vlan;
}

function createStaticRoute(call: Call): OperationAnswer {
  const { input, organisation } = call;
  const networkDomainId = input.text("networkDomainId");
  const name = input.text("name", NAME_LENGTH);
  const description = input.optionalText("description") ?? "";
  const ipVersion = input.text("ipVersion").toUpperCase() === "IPV6" ? "IPV6" : "IPV4";
  const destination = input.text("destinationNetworkAddress");
  const destinationPrefixSize = input.number("destinationPrefixSize", {
    least: 1,
    most: ipVersion === "IPV4" ? 32 : 128,
  });
  const nextHopAddress = input.text("nextHopAddress");
  const destinationNetworkAddress = networkAddress(destination, destinationPrefixSize, ipVersion);
  if (destination !== "" && destinationNetworkAddress === undefined) {
    input.problem(
      "destinationNetworkAddress",
      `is ${destination}; an ${ipVersion} network address of /${destinationPrefixSize} is expected`,
    );
  }
  if (!/^(ipv4|ipv6)$/i.test(input.optionalText("ipVersion") ?? "")) {
    input.problem("ipVersion", "one of IPV4, IPV6 is expected");
  }
  if (/^(\d|\.|CCSYSTEM\.|CCDEFAULT\.)/.test(name)) {
    input.problem("name", `is ${JSON.stringify(name)}; no digit or '.' first, not CCSYSTEM.* or CCDEFAULT.*`);
  }
  input.check();
  const networkDomain = organisation.find("networkDomain", networkDomainId);
  call.requireNormal("networkDomain", networkDomain);
  requireUniqueName(organisation, "staticRoute", name, (other) => other.networkDomainId === networkDomainId);
  const vlan = vlanOfHop(call, networkDomainId, nextHopAddress, ipVersion);
  const id = organisation.ids.next("staticRoute", `${networkDomainId}/${name}`);
  organisation.add("staticRoute", {
    ...{ id, networkDomainId, name, description, ipVersion, destinationPrefixSize, nextHopAddress },
    datacenterId: networkDomain.datacenterId,
    destinationNetworkAddress: destinationNetworkAddress ?? destination,
    nextHopAddressVlanId: vlan.id,
    createTime: call.now(),
    state: "NORMAL",
  });
  return ok(`Static Route '${name}' has been created.`, { staticRouteId: id });
}

function deleteStaticRoute(call: Call): OperationAnswer {
  const { input, organisation } = call;
  const id = input.text("id");
  input.check();
  const route = organisation.find("staticRoute", id);
  organisation.remove("staticRoute", id);
  return ok(`Static Route '${route.name}' has been deleted.`);
}

function restoreStaticRoutes(call: Call): OperationAnswer {
  const { input, organisation } = call;
  const networkDomainId = input.text("networkDomainId");
  input.check();
  const networkDomain = organisation.find("networkDomain", networkDomainId);
  call.requireNormal("networkDomain", networkDomain);
  for (const route of organisation.those("staticRoute", (one) => one.networkDomainId === networkDomainId)) {
    organisation.remove("staticRoute", route.id);
  }
  networkDomain.state = "PENDING_CHANGE";
  call.begin("networkDomain", networkDomainId, { do: "change" });
  return inProgress(`Request to restore the Static Routes of '${networkDomain.name}' has been accepted.`);
}

export const STATIC_ROUTE_OPERATIONS: readonly Operation[] = [
  ...reading("network/staticRoute", "staticRoute", {
    filters: fields<StaticRoute>(
      "id",
      "networkDomainId",
      "name",
      "ipVersion",
      "destinationNetworkAddress",
      "destinationPrefixSize",
      "nextHopAddress",
      "state",
      "createTime",
    ),
    shape,
  }),
  change("network/createStaticRoute", createStaticRoute),
  change("network/deleteStaticRoute", deleteStaticRoute),
  change("network/restoreStaticRoutes", restoreStaticRoutes),
];
