import type { Fabric } from "../fabric/fabric";

/** What an attempt to open a TCP connection over IPv6 came to. */
export type Answer = "open" | "refused" | "silent" | "unreachable";

/** Third parties over IPv6, played by the lab's network. */
export interface Outsiders {
  /** Names of the places to try from, e.g. `the Internet`. */
  readonly places: readonly string[];
  /** Tries all ports at once. Gives the answer to each that is not silence. */
  probe(place: string, to: string, ports: readonly number[]): Promise<ReadonlyMap<number, Answer>>;
}

/** The lab's time server: outside of every VLAN, as time servers are. Documentation prefix, RFC 3849. */
export const TIME_SERVER = "2001:db8:ffff::123";

const INTERNET = "the Internet";
const NEIGHBOUR = "another VLAN";

/** A VLAN of nobody's: network and gateway of the third party that is no stranger to the platform. */
const NEIGHBOUR_VLAN = {
  id: "third-party",
  domainId: "third-party",
  name: NEIGHBOUR,
  ipv6: { network: "2001:db8:fffe:1::/64", gateway: "2001:db8:fffe:1::1" },
};

/** Where third parties have their addresses from. */
const PREFIXES: Readonly<Record<string, string>> = {
  [INTERNET]: "2001:db8:ffff:1::",
  [NEIGHBOUR]: "2001:db8:fffe:1::",
};

/** The first addresses of a network are its router's. */
const FIRST = 0x100;

/** Milliseconds in which a node under load answers. */
const PATIENCE = 5_000;

/** Third parties that the fabric plays. */
export class FabricOutsiders implements Outsiders {
  readonly places = [INTERNET, NEIGHBOUR];

  constructor(private readonly fabric: Fabric) {
    fabric.addVlan(NEIGHBOUR_VLAN);
    // whoever is there may send what they like: what counts is what the others let in
    fabric.setDomainRules(NEIGHBOUR_VLAN.domainId, []);
  }

  async probe(place: string, to: string, ports: readonly number[]): Promise<ReadonlyMap<number, Answer>> {
    const via = place === INTERNET ? "internet" : NEIGHBOUR_VLAN.id;
    const answers = await Promise.all(
      ports.map(async (port, index) => {
        // each attempt comes from an address of its own, as the fabric plays one host at an address
        const from = `${PREFIXES[place]}${(FIRST + index).toString(16)}`;
        const answer = await this.fabric.probe({ from, via, to, port, timeLimit: PATIENCE });
        return [port, answer] as const;
      }),
    );
    return new Map(answers.filter(([, answer]) => answer !== "silent"));
  }
}
