import type { Fabric } from "../fabric/fabric";

/** The result of an attempt to open a TCP connection over IPv6. */
export type Answer = "open" | "refused" | "silent" | "unreachable";

/** Third parties that try to connect over IPv6, simulated by the lab's network. */
export interface Outsiders {
  /** Names of the places to try from, e.g. `the Internet`. */
  readonly places: readonly string[];
  /** Tries all ports concurrently. Returns every result that is not silence. */
  probe(place: string, to: string, ports: readonly number[]): Promise<ReadonlyMap<number, Answer>>;
}

/** The lab's time server: outside every VLAN, as time servers are. Documentation prefix, RFC 3849. */
export const TIME_SERVER = "2001:db8:ffff::123";

const INTERNET = "the Internet";
const NEIGHBOUR = "another VLAN";

/** A VLAN of another customer: network and gateway of the third party inside the platform. */
const NEIGHBOUR_VLAN = {
  id: "third-party",
  domainId: "third-party",
  name: NEIGHBOUR,
  ipv6: { network: "2001:db8:fffe:1::/64", gateway: "2001:db8:fffe:1::1" },
};

/** Address prefixes of the third parties. */
const PREFIXES: Readonly<Record<string, string>> = {
  [INTERNET]: "2001:db8:ffff:1::",
  [NEIGHBOUR]: "2001:db8:fffe:1::",
};

/** The first addresses of a network belong to its router. */
const FIRST = 0x100;

/** A node under load answers within this time. */
const PATIENCE_MS = 5_000;

/** Third parties simulated by the fabric. */
export class SimulatedOutsiders implements Outsiders {
  readonly places = [INTERNET, NEIGHBOUR];

  constructor(private readonly fabric: Fabric) {
    fabric.addVlan(NEIGHBOUR_VLAN);
    // a domain without rules lets everything out: only the rules of the nodes' domains are under test
    fabric.setDomainRules(NEIGHBOUR_VLAN.domainId, []);
  }

  async probe(place: string, to: string, ports: readonly number[]): Promise<ReadonlyMap<number, Answer>> {
    const via = place === INTERNET ? "internet" : NEIGHBOUR_VLAN.id;
    const answers = await Promise.all(
      ports.map(async (port, index) => {
        // each attempt has its own source address, because the fabric simulates one host per address
        const from = `${PREFIXES[place]}${(FIRST + index).toString(16)}`;
        const answer = await this.fabric.probe({ from, via, to, port, timeLimitMs: PATIENCE_MS });
        return [port, answer] as const;
      }),
    );
    return new Map(answers.filter(([, answer]) => answer !== "silent"));
  }
}
