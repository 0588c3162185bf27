import {
  formatIpv4,
  type Ipv4Range,
  isPrivate,
  networkOf,
  parseIpv4,
  parseIpv4Range,
} from "../../platform/addresses/ipv4";
import { HIGH_ROUTERS_PREFIX, type RouterAddresses, VLAN_PREFIX } from "../../platform/limits";
import { show, textOf } from "../shape/words";

/** The private range of a network, and the end of it at which the platform's routers have their addresses. */
export type Subnet = Ipv4Range & { readonly routers: RouterAddresses };

/** A range, and perhaps `low` or `high`: the end of it at which the platform's routers have their addresses. */
export function parseSubnet(written: unknown): { value: Subnet } | { message: string } {
  const [range, end, ...rest] = textOf(written).trim().split(/\s+/);
  const parsed = parseRange(typeof written === "string" ? range : written);
  if ("message" in parsed || end === undefined) {
    return "message" in parsed ? parsed : { value: { ...parsed.value, routers: "low" } };
  }
  const routers = end.toLowerCase();
  if ((routers !== "low" && routers !== "high") || rest.length > 0) {
    return { message: `subnet is ${show(written)}; behind the range it takes low or high` };
  }
  if (routers === "high" && parsed.value.prefixSize > HIGH_ROUTERS_PREFIX) {
    return {
      message: `subnet ${written}: routers are at the high end of ranges from /${VLAN_PREFIX.least} to /${HIGH_ROUTERS_PREFIX} alone`,
    };
  }
  return { value: { ...parsed.value, routers } };
}

/** `A.B.C.0`, which is a /24, or a range in CIDR form. */
function parseRange(written: unknown): { value: Ipv4Range } | { message: string } {
  const sizes = `/${VLAN_PREFIX.least} to /${VLAN_PREFIX.most}`;
  const address = typeof written === "string" ? parseIpv4(written) : undefined;
  const range = address === undefined ? parseIpv4Range(textOf(written)) : { address, prefixSize: 24 };
  if (typeof written !== "string" || range === undefined) {
    return {
      message: `subnet is ${show(written)}, which is none\nit takes 10.1.0.0, which is a /24, or a range of ${sizes} such as 10.1.0.0/22`,
    };
  }
  if (range.prefixSize < VLAN_PREFIX.least || range.prefixSize > VLAN_PREFIX.most) {
    return { message: `subnet ${written} is a /${range.prefixSize}; a network takes ${sizes}` };
  }
  const network = networkOf(range);
  if (network.address !== range.address) {
    return {
      message: `subnet ${written} is the address of a host\ndid you mean ${formatIpv4(network.address)}/${range.prefixSize}?`,
    };
  }
  if (!isPrivate(range)) {
    return {
      message: `subnet ${written} is not private\nprivate ranges lie in 10.0.0.0/8, 172.16.0.0/12 and 192.168.0.0/16`,
    };
  }
  return { value: range };
}
