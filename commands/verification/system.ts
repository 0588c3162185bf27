import { formatIpv6, parseIpv6 } from "../../platform/addresses/ipv6";
import type { Expectations } from "../terraform/outputs";
import { type Check, judged, same } from "./check";
import type { Facts } from "./facts";

const GIB = 2 ** 30;

/** Checks everything but logins and databases: disks, firewall, file system, updates, clock, and peers. */
export function checkSystem(expected: Expectations, facts: Facts): Check[] {
  return [
    ...expected.disks.map((disk) => checkDisk(disk, facts)),
    ...checkRoot(expected.disks, facts),
    checkFirewall(facts),
    ...checkUpdates(facts),
    checkClock(facts),
    ...expected.peers.flatMap((peer) => checkPeer(peer, facts)),
  ];
}

/** A disk that the node sees. */
interface Disk {
  readonly bytes: number;
  /** Volume group that it belongs to as a whole; undefined where its partitions do, or nothing. */
  readonly group: string | undefined;
}

function diskAt(facts: Facts, wanted: number): Disk | undefined {
  for (const fact of facts.all("disk")) {
    const [unit, bytes, group] = fact.split(" ");
    if (Number(unit) === wanted) {
      return { bytes: Number(bytes), group };
    }
  }
  return undefined;
}

function checkDisk({ unit, gigabytes }: Expectations["disks"][number], facts: Facts): Check {
  const disk = diskAt(facts, unit);
  const remedy = "compare the server's disks with the plan: npm run diff; what the node sees: lsblk -o NAME,SIZE,HCTL";
  return judged(
    { topic: "disks", what: `disk at SCSI unit ${unit}`, remedy },
    `${gigabytes} GB`,
    disk && inGigabytes(disk.bytes),
    // a few blocks less make no difference
    disk !== undefined && disk.bytes >= gigabytes * GIB * 0.95,
  );
}

function checkRoot(disks: Expectations["disks"], facts: Facts): Check[] {
  if (disks.length === 0) {
    // those of the image alone, of which nobody here knows the size
    return [];
  }
  const remedy = "see which disk is not in it (lsblk -o NAME,SIZE,HCTL; sudo pvs), then apply the grow step again";
  const sum = disks.reduce((total, { gigabytes }) => total + gigabytes, 0);
  // a tenth for LVM and the file system, and 4 GB for /boot, the boot loader and swap of the image
  const least = Math.floor((sum * 9) / 10) - 4;
  const bytes = facts.number("root_bytes");
  const size = judged(
    { topic: "file-system", what: "root file system", remedy },
    `${least} GB of ${sum} GB of disks at least`,
    Number.isNaN(bytes) ? undefined : inGigabytes(bytes),
    bytes >= least * GIB,
  );
  const added = disks.filter(({ unit }) => unit > 0);
  if (added.length === 0) {
    return [size];
  }
  const group = facts.one("root_group");
  const units = added.filter(({ unit }) => group !== undefined && diskAt(facts, unit)?.group === group);
  const inGroup = (list: typeof added) => `the disks at units ${list.map(({ unit }) => unit).join(", ") || "-"}`;
  return [
    size,
    same({ topic: "file-system", what: "device of /", remedy }, "a logical volume", volume(facts)),
    same({ topic: "file-system", what: "volume group of /", remedy }, inGroup(added), inGroup(units)),
  ];
}

function volume(facts: Facts): string | undefined {
  return facts.one("root_type") === "lvm" ? "a logical volume" : facts.one("root_device");
}

function checkFirewall(facts: Facts): Check {
  const remedy = "load the rules: sudo systemctl restart plumbline-firewall; and see what flushed them (nftables, ufw)";
  return same(
    { topic: "firewall", what: "node's own firewall", remedy },
    "policy drop",
    facts.one("firewall") ?? "no rules in force",
  );
}

function checkUpdates(facts: Facts): Check[] {
  const packages = facts.all("upgradable");
  const state = facts.one("updates");
  const held = facts.one("held");
  const remedy = "at a time that you choose: sudo apt-get update && sudo apt-get dist-upgrade";
  const NONE = "nothing to upgrade";
  const found =
    state !== "known"
      ? `apt cannot say: ${state}`
      : packages.length > 0
        ? `${packages.length} to upgrade: ${namesOf(packages)}`
        : `${NONE}${held === undefined ? "" : `; held: ${held}`}`;
  const running = facts.one("kernel");
  const newest = facts.one("newest_kernel");
  const kernel = {
    topic: "updates" as const,
    what: "running kernel",
    remedy: "at a time that you choose: sudo systemctl reboot",
  };
  return [
    judged({ topic: "updates", what: "packages", remedy }, NONE, found, state === "known" && packages.length === 0),
    // a machine whose kernel comes from outside has none in /boot
    same(kernel, newest ?? running ?? "", running),
  ];
}

function namesOf(packages: readonly string[]): string {
  const names = packages.slice(0, 5).join(", ");
  return packages.length > 5 ? `${names} and ${packages.length - 5} more` : names;
}

function checkClock(facts: Facts): Check {
  const client = facts.one("clock_client") ?? "none";
  const synchronised = facts.one("clock_synchronised") === "yes";
  const server = facts.one("clock_server");
  const remedy =
    "see what the client says (timedatectl timesync-status, or chronyc sources): UDP port 123 must be let out, and the " +
    "servers that the plan's ntp named at first boot must answer";
  const found =
    client === "none"
      ? "no client runs (chrony, systemd-timesyncd, ntpsec)"
      : `${synchronised ? "synchronised" : "not synchronised"} by ${client}${server === undefined ? "" : ` with ${server}`}`;
  return judged(
    { topic: "clock", what: "clock", remedy },
    "synchronised by the node's NTP client",
    found,
    client !== "none" && synchronised,
  );
}

function checkPeer({ name, ipv6 }: Expectations["peers"][number], facts: Facts): Check[] {
  const address = facts.one(`peer ${name} address`);
  const answer = facts.one(`peer ${name} answer`);
  const hosts = "look for a second line with that name in /etc/hosts, or apply the configure step of this node again";
  const rules = "compare the IPv6 firewall rules at both locations, and nftables on both nodes, with the plan";
  return [
    same({ topic: "peers", what: `address of ${name}`, remedy: hosts }, canonical(ipv6), address && canonical(address)),
    judged(
      { topic: "peers", what: `${name} over IPv6`, remedy: rules },
      "an answer",
      answer === undefined || answer === "nothing" ? "no answer" : `an answer (${answer})`,
      answer !== undefined && answer !== "nothing",
    ),
  ];
}

/** The canonical text of an IPv6 address; other texts are unchanged. */
export function canonical(text: string): string {
  const address = parseIpv6(text);
  return address === undefined ? text : formatIpv6(address);
}

function inGigabytes(bytes: number): string {
  return `${Math.round((bytes / GIB) * 10) / 10} GB`;
}
