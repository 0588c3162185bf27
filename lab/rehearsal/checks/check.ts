/** One property that the plan requires, compared with the API or a node. */
export interface Check {
  /** Number of the use case's requirement, 1 to 22. */
  readonly requirement: number;
  /** What is checked, e.g. `EU6::master-sql memory`. */
  readonly what: string;
  readonly expected: string;
  readonly found: string;
  readonly holds: boolean;
}

/** The requirements of the use case. The first eleven are about infrastructure alone. */
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
  12: "disks combined into one logical volume",
  13: "operating system updated",
  14: "clock synchronised",
  15: "SSH keys",
  16: "SSH without passwords and without root",
  17: "IPv6 addresses in /etc/hosts",
  18: "MySQL installed",
  19: "source configured",
  20: "replica configured",
  21: "database filled, dumped and loaded",
  22: "replication from source to replica",
};

/** A check that two values are equal. */
export function same(requirement: number, what: string, expected: unknown, found: unknown): Check {
  const [wanted, seen] = [String(expected), found === undefined ? "nothing" : String(found)];
  return { requirement, what, expected: wanted, found: seen, holds: wanted === seen };
}

/** A failed check as a line. */
export function explain({ requirement, what, expected, found }: Check): string {
  return `requirement ${requirement}, ${what}: expected ${expected}, found ${found}`;
}

/** How many requirements are proven: checked, and every check holds. */
export function verdictOf(checks: readonly Check[]): string {
  const all = Object.keys(REQUIREMENTS).map(Number);
  const unseen = all.filter((number) => checks.every(({ requirement }) => requirement !== number));
  const broken = all.filter((number) => checks.some(({ requirement, holds }) => requirement === number && !holds));
  const proven = all.length - unseen.length - broken.length;
  return [
    `requirements: ${proven} of ${all.length} proven`,
    ...(broken.length > 0 ? [`not as expected: ${broken.join(", ")}`] : []),
    ...(unseen.length > 0 ? [`not looked at: ${unseen.join(", ")}`] : []),
  ].join("; ");
}
