import {
  contains,
  formatIpv4,
  formatIpv4Range,
  type Ipv4Address,
  type Ipv4Range,
  lastOf,
  parseIpv4,
} from "../../platform/addresses/ipv4";
import { ROUTER_ADDRESSES, type RouterAddresses } from "../../platform/limits";
import type { Position } from "../findings/diagnostic";
import type { Findings } from "../findings/findings";
import type { Reserved } from "../plan";
import { textsOf } from "../shape/lists";
import { placeOf } from "../yaml/places";
import type { Tree } from "../yaml/tree";

/** The private addresses of a network. */
export interface NetworkAddresses {
  /** Missing where it is in error. */
  readonly range: Ipv4Range | undefined;
  /** The end of it that the platform's routers have. */
  readonly routers: RouterAddresses;
  /** Addresses that are fixed, with what has them, e.g. `the one of web`. */
  readonly taken: Map<Ipv4Address, string>;
}

/**
 * Takes a fixed address of a network: `A.B.C.D`, or `.N` for the last number of the network's own address. Undefined where
 * it cannot be had, which is told.
 * @param owner what has it from then on, for others that want it, too
 */
export function takeAddress(
  written: string,
  { range, routers, taken }: NetworkAddresses,
  owner: string,
  at: Position,
  where: string,
  findings: Findings,
): string | undefined {
  if (range === undefined) {
    return undefined;
  }
  const base = formatIpv4(range.address);
  const address = parseIpv4(written.startsWith(".") ? base.slice(0, base.lastIndexOf(".")) + written : written);
  const [low, high] = routers === "low" ? [ROUTER_ADDRESSES, 0] : [0, ROUTER_ADDRESSES];
  const usable = { first: range.address + low + 1, last: lastOf(range) - high - 1 };
  const wanted = `nodes take ${formatIpv4(usable.first)} to ${formatIpv4(usable.last)}`;
  if (address === undefined) {
    findings.error(at, `"${written}" in ${where} is no address`, wanted);
  } else if (!contains(range, address)) {
    findings.error(at, `the address ${formatIpv4(address)} is outside the network ${formatIpv4Range(range)}`, wanted);
  } else if (address < usable.first || address > usable.last) {
    findings.error(
      at,
      `the address ${formatIpv4(address)} is reserved in the network ${formatIpv4Range(range)}`,
      wanted,
    );
  } else if (taken.has(address)) {
    findings.error(at, `the address ${formatIpv4(address)} is ${taken.get(address)}`, wanted);
  } else {
    taken.set(address, owner);
    return formatIpv4(address);
  }
  return undefined;
}

/** `reserved` of a network: addresses that no server gets. */
export function readReserved(tree: Tree | undefined, addresses: NetworkAddresses, findings: Findings): Reserved[] {
  return textsOf(tree, "`reserved`", findings).flatMap((scalar): Reserved[] => {
    const written = String(scalar.value).trim();
    const address = takeAddress(written, addresses, "reserved by the plan", scalar.at, "`reserved`", findings);
    return address === undefined ? [] : [{ address, at: placeOf(scalar) }];
  });
}
