import { formatIpv6Range, ipv6NetworkOf, parseIpv6Range } from "../../platform/addresses/ipv6";
import type { Findings } from "../findings/findings";
import type { KnownLocation, Names } from "../names/names";
import type { MysqlClient } from "../plan";
import { textsOf } from "../shape/lists";
import { noteOrigin } from "../yaml/places";
import type { Tree } from "../yaml/tree";

/** `clients`: networks of the plan, and IPv6 ranges. */
export function readClients(
  tree: Tree | undefined,
  location: KnownLocation,
  names: Names,
  findings: Findings,
): MysqlClient[] {
  const from = <Client extends MysqlClient>(client: Client, scalar: Tree): Client => {
    noteOrigin(client, scalar);
    return client;
  };
  const clients = textsOf(tree, "`clients`", findings).flatMap((scalar): MysqlClient[] => {
    const written = String(scalar.value).trim();
    if (!written.includes("/")) {
      if (/^[0-9.]+$|^[0-9A-Fa-f]{1,4}(:[0-9A-Fa-f]{0,4}){2,7}$/.test(written)) {
        findings.error(scalar.at, `the client ${written} is an address`, CLIENTS);
        return [];
      }
      const network = names.network(written, location, scalar.at, "`clients`");
      return network === undefined ? [] : [from({ network }, scalar)];
    }
    const range = parseIpv6Range(written);
    if (range === undefined) {
      findings.error(scalar.at, `the client "${written}" is no IPv6 range`, CLIENTS);
      return [];
    }
    const cidr = formatIpv6Range(ipv6NetworkOf(range));
    if (range.prefixSize % 16 !== 0 || range.prefixSize === 0) {
      findings.error(
        scalar.at,
        `the client ${written} has a prefix of ${range.prefixSize} bits; MySQL matches whole groups of 16`,
        "prefixes: /16, /32, /48, /64, /80, /96, /112, /128",
      );
      return [];
    }
    if (cidr !== formatIpv6Range(range)) {
      findings.error(
        scalar.at,
        `the client ${written} is no range: bits behind its prefix are set`,
        `did you mean ${cidr}?`,
      );
      return [];
    }
    return [from({ cidr }, scalar)];
  });
  const seen = new Set<string>();
  return clients.filter((client) => {
    const key = JSON.stringify(client);
    return !seen.has(key) && seen.add(key);
  });
}

const CLIENTS =
  "clients are networks of the plan (EU6::web) and IPv6 ranges (2001:db8:12::/48): connections come over IPv6";
