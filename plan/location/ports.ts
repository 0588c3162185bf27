import type { Inbound, Port } from "../plan";

const PORT = /^(?:(?:(tcp|udp):|:)?(\d{1,5})(?:\.\.(\d{1,5}))?)$/i;

/** Ports as `glue` spells them: `22`, `:22`, `tcp:80`, `udp:137..138`, `1000..2000`, `icmp`. Undefined: none of these. */
export function parseInbound(written: string): Inbound | undefined {
  if (written.toLowerCase() === "icmp") {
    return { protocol: "icmp" };
  }
  const match = PORT.exec(written);
  return match === null ? undefined : port(match[1]?.toLowerCase() === "udp" ? "udp" : "tcp", match[2], match[3]);
}

/** Ports of one protocol as `accept` spells them: `443`, `8000..8010`. Undefined: neither. */
export function parsePort(protocol: Port["protocol"], written: string): Port | undefined {
  const match = /^(\d{1,5})(?:\.\.(\d{1,5}))?$/.exec(written);
  return match === null ? undefined : port(protocol, match[1], match[2]);
}

function port(protocol: Port["protocol"], first: string | undefined, last = first): Port | undefined {
  const [begin, end] = [Number(first), Number(last)];
  return begin >= 1 && begin <= end && end <= 65_535 ? { protocol, begin, end } : undefined;
}

/** Ports without duplicates. */
export function withoutRepeats<Kind extends Inbound>(ports: readonly Kind[]): Kind[] {
  const seen = new Set<string>();
  return ports.filter((one) => {
    const key = JSON.stringify(one);
    return !seen.has(key) && seen.add(key);
  });
}
