import { type PortRange, rangeText } from "../../platform/addresses/ports";
import { Refusal } from "../../platform/refusal";

/** A port, a range of ports, or ICMP: what a firewall rule lets through. */
export class Port implements PortRange {
  /** One TCP port, or the range from `begin` to `end`. */
  static tcp(begin: number, end: number = begin): Port {
    return new Port("tcp", begin, end);
  }

  /** One UDP port, or the range from `begin` to `end`. */
  static udp(begin: number, end: number = begin): Port {
    return new Port("udp", begin, end);
  }

  /** ICMP (over IPv6: ICMPv6). */
  static icmp(): Port {
    return new Port("icmp", 0, 0);
  }

  private constructor(
    readonly protocol: "tcp" | "udp" | "icmp",
    readonly begin: number,
    readonly end: number,
  ) {
    if (protocol === "icmp") {
      return;
    }
    const valid = [begin, end].every((port) => Number.isInteger(port) && port >= 1 && port <= 65535);
    if (!valid || begin > end) {
      throw new Refusal(`${protocol} port is ${begin}..${end}; ports are 1 to 65535, the first not above the last`);
    }
  }

  /** The form of firewall rules: `22` or `8000-8010`. */
  get range(): string {
    return rangeText(this);
  }

  /** For names: `tcp_22`, `udp_137_138`, `icmp`. */
  get label(): string {
    return this.protocol === "icmp" ? "icmp" : `${this.protocol}_${this.range.replace("-", "_")}`;
  }

  /** For people: `tcp/22`. */
  toString(): string {
    return this.protocol === "icmp" ? "icmp" : `${this.protocol}/${this.range}`;
  }
}
