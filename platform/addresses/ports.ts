/** A protocol with the first and the last port; both are 0 for ICMP, which has none. */
export interface PortRange {
  readonly protocol: "tcp" | "udp" | "icmp";
  readonly begin: number;
  readonly end: number;
}

/** Ports as the platform and nftables both spell them: `22` or `8000-8010`. */
export function rangeText({ begin, end }: PortRange): string {
  return begin === end ? `${begin}` : `${begin}-${end}`;
}
