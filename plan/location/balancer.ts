import * as v from "valibot";
import { formatIpv4, parseIpv4 } from "../../platform/addresses/ipv4";
import type { Position } from "../findings/diagnostic";
import type { Findings } from "../findings/findings";
import { idOf, type KnownLocation } from "../names/names";
import type { Balancer } from "../plan";
import { check } from "../shape/check";
import { scalarForm } from "../shape/json-schema";
import { anything, notation, section, wholeNumber, word } from "../shape/schema";
import { show, textOf } from "../shape/words";
import { placeOf } from "../yaml/places";
import type { Tree } from "../yaml/tree";
import { balancingName } from "./balancing-name";
import type { BalancingOutline } from "./outline";

const PROTOCOLS = ["http", "https", "tcp", "udp"] as const;

export const BALANCER = section("a balancer", {
  port: v.optional(wholeNumber("port", { least: 1, most: 65_535 }, "it takes one from 1 to 65535")),
  protocol: v.optional(word("protocol", PROTOCOLS)),
  address: v.optional(
    notation((written): { value: string } | { message: string } => {
      const address = parseIpv4(textOf(written).trim());
      return address === undefined
        ? { message: `address is ${show(written)}; it takes an IPv4 address, such as 10.1.0.50` }
        : { value: formatIpv4(address) };
    }, scalarForm([])),
  ),
  information: anything,
});

/** Reads a balancer of a blueprint, which sends connections to a pool. */
export function readBalancer(
  name: string,
  at: Position,
  tree: Tree,
  { blueprint, named }: BalancingOutline,
  location: KnownLocation,
  pool: string | undefined,
  findings: Findings,
): Balancer | undefined {
  const part = check(BALANCER, tree, at, findings);
  if (part === undefined) {
    return undefined;
  }
  const { port = 80, protocol = "http", address } = part.value;
  return {
    id: idOf(location, `${blueprint}::${name}`),
    label: `${blueprint} ${name}`,
    blueprint: named,
    name: balancingName([name, blueprint, location.id?.toLowerCase() ?? "", "balancer"], at, findings),
    port: { protocol: protocol === "udp" ? "udp" : "tcp", begin: port, end: port },
    ...(address !== undefined && { address }),
    ...(pool !== undefined && { pool }),
    information: [],
    at: placeOf(tree, at),
  };
}
