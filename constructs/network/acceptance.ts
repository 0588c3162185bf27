import type { Port } from "../words/port";
import { type Family, INTERNET, type Peer, type Receiver } from "./peer";

/** Accepted traffic. The rules of the platform's firewall and of the node's own are both derived from it. */
export interface Acceptance {
  readonly from: Peer | typeof INTERNET;
  readonly to: Receiver;
  /** Undefined: everything, as in plumbery's `accept`. */
  readonly ports: readonly Port[] | undefined;
  /**
   * Address families.
   * @default - all that both ends have
   */
  readonly families?: readonly Family[];
}

/** Families over which the two ends can reach each other: private IPv4 is routed only within a network domain. */
export function familiesOf({ from, to, families = ["ipv6", "ipv4"] }: Acceptance): readonly Family[] {
  if (from === INTERNET) {
    return to.publicIpv4 === undefined ? [] : ["ipv4"];
  }
  return families.filter(
    (family) =>
      from.addresses[family] !== undefined &&
      to.addresses[family] !== undefined &&
      (family === "ipv6" || from.domain === to.domain),
  );
}
