import type { Port } from "../words/port";
import { type Family, INTERNET, type Peer, type Receiver } from "./peer";

/**
 * Traffic that is let in. The rules of the platform's firewall and those of the node's own both follow from it.
 */
export interface Acceptance {
  readonly from: Peer | typeof INTERNET;
  readonly to: Receiver;
  /** Undefined: everything, as plumbery's `accept` means it. */
  readonly ports: readonly Port[] | undefined;
  /**
   * Families of addresses that it is about.
   * @default - all that both ends have
   */
  readonly families?: readonly Family[];
}

/** Families over which the two ends can meet: private IPv4 is routed within a network domain only. */
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
