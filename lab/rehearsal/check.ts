/** One thing that a plan wants and the API shows, or does not. */
export interface Check {
  /** Number of the requirement that it is about, 1 to 11. */
  readonly requirement: number;
  /** What is looked at, e.g. `EU6::master-sql memory`. */
  readonly what: string;
  readonly expected: string;
  readonly found: string;
  readonly holds: boolean;
}

/** The requirements of the use case that infrastructure alone can show. */
export const REQUIREMENTS: Readonly<Record<number, string>> = {
  1: "the plan's locations are used",
  2: "a network domain at each location",
  3: "an Ethernet network at each location",
  4: "IPv6 traffic between the networks",
  5: "a server with the plan's image at each location",
  6: "monitoring in the platform's dashboard",
  7: "CPU and memory",
  8: "virtual disks",
  9: "public IPv4 addresses",
  10: "address translation",
  11: "firewall rules for what the Internet may reach, and none beside",
};

/** A check that holds where both are the same. */
export function same(requirement: number, what: string, expected: unknown, found: unknown): Check {
  const [wanted, seen] = [String(expected), found === undefined ? "nothing" : String(found)];
  return { requirement, what, expected: wanted, found: seen, holds: wanted === seen };
}

/** A failing check as a line. */
export function explain({ requirement, what, expected, found }: Check): string {
  return `requirement ${requirement}, ${what}: expected ${expected}, found ${found}`;
}
