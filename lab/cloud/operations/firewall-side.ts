import { networkOf, parseIpv4 } from "../../../platform/addresses/ipv4";
import { ipv6NetworkOf, parseIpv6 } from "../../../platform/addresses/ipv6";
import { expandedIpv6 } from "../addresses";
import type { Shape } from "../answer";
import type { Call } from "../call";
import type { Input } from "../input";
import { invalidField, Refusal } from "../refusal";
import type { FirewallRule, FirewallSide } from "../state/firewall-rule";
import type { Organisation } from "../state/organisation";
import type { Ports } from "../state/port-list";

type IpVersion = FirewallRule["ipVersion"];

/** Ports of a firewall rule or a port list; a null `end` means one port. */
export function readPorts(input: Input): Ports {
  const begin = input.number("begin", { least: 1, most: 65535 });
  const end = input.optionalNumber("end", { least: 1, most: 65535 });
  if (end !== undefined && end <= begin) {
    input.problem("end", `is ${end}; more than begin (${begin}) is expected`);
  }
  return end === undefined ? { begin } : { begin, end };
}

/** One side of a firewall rule: an address, a network, ANY or an address list, and ports or a port list. */
export function readSide(input: Input, name: "source" | "destination", ipVersion: IpVersion): FirewallSide {
  const side = input.part(name);
  const ip = side.optionalPart("ip");
  const ipAddressListId = side.optionalText("ipAddressListId");
  if (ip === undefined && ipAddressListId === undefined) {
    input.problem(name, `At least ${name} ip or ipAddressListId must be provided.`);
  }
  if (ip !== undefined && ipAddressListId !== undefined) {
    side.problem("ip", "excludes ipAddressListId");
  }
  const port = side.optionalPart("port");
  const portListId = side.optionalText("portListId");
  if (port !== undefined && portListId !== undefined) {
    side.problem("port", "excludes portListId");
  }
  return {
    ...(ip && { ip: readAddress(ip, ipVersion) }),
    ...(ipAddressListId !== undefined && { ipAddressListId }),
    ...(port && { port: readPorts(port) }),
    ...(portListId !== undefined && { portListId }),
  };
}

function readAddress(ip: Input, ipVersion: IpVersion): { address: string; prefixSize?: number } {
  const text = ip.text("address");
  const prefixSize = ip.optionalNumber("prefixSize", { least: 1, most: ipVersion === "IPV4" ? 32 : 128 });
  if (text === "ANY" || text === "") {
    return { address: text };
  }
  const address = ipVersion === "IPV4" ? baseOfIpv4(text, prefixSize) : baseOfIpv6(text, prefixSize);
  if (address === undefined) {
    ip.problem("address", `is ${JSON.stringify(text)}; an ${ipVersion} address or ANY is expected`);
  } else if (!address.isNetwork) {
    ip.problem("address", `is ${text}, which is no network address of a /${prefixSize}`);
  }
  return { address: address?.text ?? text, ...(prefixSize !== undefined && { prefixSize }) };
}

interface Base {
  readonly text: string;
  readonly isNetwork: boolean;
}

function baseOfIpv4(text: string, prefixSize = 32): Base | undefined {
  const address = parseIpv4(text);
  return address === undefined
    ? undefined
    : { text, isNetwork: networkOf({ address, prefixSize }).address === address };
}

function baseOfIpv6(text: string, prefixSize = 128): Base | undefined {
  const address = parseIpv6(text);
  if (address === undefined) {
    return undefined;
  }
  const network = ipv6NetworkOf({ address, prefixSize }).address;
  return { text: expandedIpv6(address), isNetwork: expandedIpv6(network) === expandedIpv6(address) };
}

/** Refuses a list of another network domain or IP version, and ports for a protocol that has none. */
export function requireSideFits(
  call: Call,
  rule: Pick<FirewallRule, "networkDomainId" | "ipVersion" | "protocol">,
  name: "source" | "destination",
  side: FirewallSide,
): void {
  const { organisation } = call;
  if (side.ipAddressListId !== undefined) {
    const list = organisation.find("ipAddressList", side.ipAddressListId);
    requireSameDomain(list, rule.networkDomainId, `${name}.ipAddressListId`);
    if (list.ipVersion !== rule.ipVersion) {
      throw invalidField(`${name}.ipAddressListId`, `IP Address List ${list.id} is ${list.ipVersion}`);
    }
  }
  if (side.portListId !== undefined) {
    const list = organisation.find("portList", side.portListId);
    requireSameDomain(list, rule.networkDomainId, `${name}.portListId`);
  }
  const hasPorts = side.port !== undefined || side.portListId !== undefined;
  if (hasPorts && rule.protocol !== "TCP" && rule.protocol !== "UDP") {
    throw invalidField(`${name}.port`, `is for TCP and UDP; protocol is ${rule.protocol}`);
  }
}

/** Refuses a list of another network domain. */
export function requireSameDomain(
  list: { readonly id: string; readonly networkDomainId: string },
  networkDomainId: string,
  field: string,
): void {
  if (list.networkDomainId !== networkDomainId) {
    throw new Refusal("RESOURCE_NOT_FOUND", `${field}: ${list.id} is not in Network Domain ${networkDomainId}`);
  }
}

/** One side of a rule in the API's form: lists come with their names. */
export function sideShape(side: FirewallSide, organisation: Organisation): Shape {
  const { ip, ipAddressListId, port, portListId } = side;
  const addressList = ipAddressListId === undefined ? undefined : organisation.get("ipAddressList", ipAddressListId);
  const portList = portListId === undefined ? undefined : organisation.get("portList", portListId);
  return {
    ip: ip && { address: ip.address, prefixSize: ip.prefixSize },
    ipAddressList: addressList && { id: addressList.id, name: addressList.name },
    port: port && { begin: port.begin, end: port.end },
    portList: portList && { id: portList.id, name: portList.name },
  };
}
