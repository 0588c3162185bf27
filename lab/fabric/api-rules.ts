import { type ApiObject, FieldReader } from "./api-fields";
import {
  type ApiList,
  flatten,
  IP_VERSIONS,
  nameOf,
  rangeOf,
  readAddressList,
  readBase,
  readPortList,
  readPorts,
} from "./api-lists";
import type { AddressRange, FabricRule, PortRange, RuleSide } from "./rules";

const FIELDS = [
  "id",
  "datacenterId",
  "networkDomainId",
  "name",
  "action",
  "ipVersion",
  "protocol",
  "source",
  "destination",
  "enabled",
  "state",
  "ruleType",
];

const ACTIONS = { ACCEPT_DECISIVELY: "accept", DROP: "drop" } as const;
const PROTOCOLS = { IP: "ip", ICMP: "icmp", TCP: "tcp", UDP: "udp" } as const;
const RULE_TYPES = { CLIENT_RULE: "client", DEFAULT_RULE: "default" } as const;

/** Whether a rule in this state is applied: from the end of its addition to the end of its deletion. */
const IN_FORCE = {
  NORMAL: true,
  PENDING_ADD: false,
  FAILED_ADD: false,
  PENDING_CHANGE: true,
  FAILED_CHANGE: true,
  PENDING_DELETE: true,
  FAILED_DELETE: true,
} as const;

/**
 * The active rules of one network domain in the API's order, which is their matching order. Throws an error that names
 * every field, action, protocol and address that it does not understand: none is ever read as "any".
 * @param rules items of `network/firewallRule`, all of one network domain
 * @param addressLists items of `network/ipAddressList`: all that the rules refer to
 * @param portLists items of `network/portList`, likewise
 */
export function fabricRules(
  rules: readonly unknown[],
  addressLists: readonly unknown[] = [],
  portLists: readonly unknown[] = [],
): FabricRule[] {
  const problems: string[] = [];
  const reader = new FieldReader(problems);
  const sides = new Sides(
    reader,
    byId(addressLists.map((list) => readAddressList(reader, list))),
    byId(portLists.map((list) => readPortList(reader, list))),
  );
  const read = rules.map((rule) => readRule(reader, sides, rule));
  const domains = new Set(read.flatMap((rule) => rule?.rule.networkDomainId ?? []));
  if (domains.size > 1) {
    problems.push(`the rules are of network domains ${[...domains].join(", ")}; those of one are expected`);
  }
  if (problems.length > 0) {
    throw new Error(`firewall rules are not understood: ${problems.join("; ")}`);
  }
  return read.flatMap((rule) => (rule?.inForce ? [rule.rule] : []));
}

function byId<Entry>(lists: readonly (ApiList<Entry> | undefined)[]): Map<string, ApiList<Entry>> {
  return new Map(lists.flatMap((list) => (list === undefined ? [] : [[list.id, list] as const])));
}

function readRule(reader: FieldReader, sides: Sides, value: unknown) {
  const where = `firewall rule ${nameOf(value)}`;
  const rule = reader.object(value, where, FIELDS);
  if (rule === undefined) {
    return undefined;
  }
  const id = reader.text(rule, "id", where);
  const name = reader.text(rule, "name", where);
  const networkDomainId = reader.text(rule, "networkDomainId", where);
  const action = reader.word(rule, "action", where, ACTIONS);
  const ipVersion = reader.word(rule, "ipVersion", where, IP_VERSIONS);
  const protocol = reader.word(rule, "protocol", where, PROTOCOLS);
  const type = reader.word(rule, "ruleType", where, RULE_TYPES);
  const isSettled = reader.word(rule, "state", where, IN_FORCE);
  const enabled = reader.flag(rule, "enabled", where);
  if (action === undefined || ipVersion === undefined || protocol === undefined) {
    return undefined;
  }
  const about = { networkDomainId, ipVersion, hasPorts: protocol === "tcp" || protocol === "udp", type };
  const source = sides.read(rule.source, `${where}: source`, about, true);
  const destination = sides.read(rule.destination, `${where}: destination`, about, false);
  if (source === undefined || destination === undefined) {
    return undefined;
  }
  const read: FabricRule = { id, name, networkDomainId, action, ipVersion, protocol, source, destination };
  return { rule: read, inForce: enabled && isSettled === true };
}

/** What a side of a rule must be consistent with. */
interface About {
  readonly networkDomainId: string;
  readonly ipVersion: 4 | 6;
  readonly hasPorts: boolean;
  readonly type: "client" | "default" | undefined;
}

class Sides {
  constructor(
    private readonly reader: FieldReader,
    private readonly addressLists: ReadonlyMap<string, ApiList<AddressRange>>,
    private readonly portLists: ReadonlyMap<string, ApiList<PortRange>>,
  ) {}

  /** One side of a rule. An absent field may mean "all"; null is refused, because its meaning is unknown. */
  read(value: unknown, where: string, about: About, isSource: boolean): RuleSide | undefined {
    const side = this.reader.object(value, where, ["ip", "ipAddressList", "port", "portList"]);
    if (side === undefined) {
      return undefined;
    }
    this.refuseBoth(side, where, "ip", "ipAddressList");
    this.refuseBoth(side, where, "port", "portList");
    const addresses =
      side.ipAddressList === undefined
        ? this.readIp(side.ip, `${where}: ip`, about, isSource)
        : this.readList(side.ipAddressList, `${where}: ipAddressList`, about, this.addressLists);
    const names = side.port !== undefined || side.portList !== undefined;
    if (names && !about.hasPorts) {
      this.reader.refuse(where, side, "ports go with TCP and UDP alone");
    }
    const ports = names ? this.readPorts(side, where, about) : undefined;
    return addresses === undefined || (names && ports === undefined) ? undefined : { addresses, ports };
  }

  private refuseBoth(side: ApiObject, where: string, one: string, other: string): void {
    if (side[one] !== undefined && side[other] !== undefined) {
      this.reader.refuse(where, side, `${one} excludes ${other}`);
    }
  }

  private readIp(value: unknown, where: string, about: About, isSource: boolean): RuleSide["addresses"] | undefined {
    const ip = this.reader.object(value, where, ["address", "prefixSize"]);
    if (ip === undefined) {
      return undefined;
    }
    const isWord = ip.address === "ANY" || ip.address === "EXTERNAL_IPV6";
    if (isWord && ip.prefixSize !== undefined) {
      this.reader.refuse(where, ip, `${ip.address} has no prefix size`);
    }
    if (ip.address === "ANY") {
      return "any";
    }
    if (ip.address === "EXTERNAL_IPV6") {
      if (!isSource || about.ipVersion !== 6 || about.type !== "default") {
        this.reader.refuse(where, ip, "EXTERNAL_IPV6 is a source of default rules for IPv6");
      }
      return "external";
    }
    const first = readBase(this.reader, ip, "address", where, about.ipVersion);
    const range = rangeOf(this.reader, ip, first, where, about.ipVersion);
    return range && [range];
  }

  private readPorts(side: ApiObject, where: string, about: About): PortRange[] | undefined {
    if (side.portList !== undefined) {
      return this.readList(side.portList, `${where}: portList`, about, this.portLists);
    }
    const ports = readPorts(this.reader, side.port, `${where}: port`);
    return ports && [ports];
  }

  private readList<Entry>(
    value: unknown,
    where: string,
    about: About,
    lists: ReadonlyMap<string, ApiList<Entry>>,
  ): Entry[] | undefined {
    const named = this.reader.object(value, where, ["id", "name"]);
    if (named === undefined) {
      return undefined;
    }
    const list = lists.get(this.reader.text(named, "id", where));
    const entries = list && flatten(list.id, lists);
    if (list === undefined || entries === undefined) {
      this.reader.refuse(where, value, "this list, or one that it names, was not given");
      return undefined;
    }
    if (list.networkDomainId !== about.networkDomainId) {
      this.reader.refuse(where, value, `it is of network domain ${list.networkDomainId}`);
    }
    if (list.ipVersion !== undefined && list.ipVersion !== about.ipVersion) {
      this.reader.refuse(where, value, `it is a list of IPv${list.ipVersion}`);
    }
    return entries;
  }
}
