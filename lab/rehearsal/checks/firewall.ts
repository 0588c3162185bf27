import type { Plan } from "../../../plan/plan";
import type { Resource } from "./api";
import { type Check, same } from "./check";
import type { FoundLocation } from "./found";
import { canonicalIpv6, listText, ruleText, type WantedRule, wantedRules } from "./wanted-rules";

const DENY_IPV6 = "CCDEFAULT.DenyExternalInboundIPv6";

/** Compares a location's firewall with the plan: every rule that the plan requires, and no other. */
export function checkFirewall(plan: Plan, found: FoundLocation, all: ReadonlyMap<string, FoundLocation>): Check[] {
  const wanted = wantedRules(plan, found.location, all);
  const accepting = acceptingRules(found);
  const { id } = found.location;
  const expected = new Set(wanted.map(({ text }) => text));
  const beside = accepting.filter((text) => !expected.has(text));
  const dropping = found.firewallRules
    .filter(({ ruleType, action }) => ruleType === "CLIENT_RULE" && action !== "ACCEPT_DECISIVELY")
    .map(({ name }) => `${name} drops`);
  const byDefault = found.firewallRules.find(({ name }) => name === DENY_IPV6);
  return [
    ...wanted.map((rule) => checkRule(rule, accepting)),
    same(4, `${id} ${DENY_IPV6}`, defaultFor(wanted), byDefault && (byDefault.enabled ? "enabled" : "disabled")),
    same(11, `${id} rules that the plan does not have`, "none", [...beside, ...dropping].join("; ") || "none"),
  ];
}

function checkRule({ requirement, what, text }: WantedRule, accepting: readonly string[]): Check {
  const holds = accepting.includes(text);
  return { requirement, what, expected: text, found: holds ? text : "no such rule", holds };
}

/** This default rule must be off, because it could take precedence over rules that accept. */
function defaultFor(wanted: readonly WantedRule[]): string {
  return wanted.some(({ text }) => text.startsWith("IPV6")) ? "disabled" : "enabled";
}

/** The active rules that admit traffic, in words. */
function acceptingRules({ firewallRules, addressLists }: FoundLocation): string[] {
  const lists = new Map(addressLists.map((list) => [list.id as string, list]));
  return firewallRules
    .filter((rule) => rule.ruleType === "CLIENT_RULE" && rule.action === "ACCEPT_DECISIVELY")
    .filter((rule) => rule.enabled && rule.state === "NORMAL")
    .map(({ ipVersion, protocol, source, destination }) => {
      const ends = [source, destination].map((end) => sideText(end, ipVersion, lists));
      return ruleText(ipVersion, protocol, `${ends[0]}${portsFrom(source)}`, `${ends[1]}`, portText(destination.port));
    });
}

/** No rule of a plan depends on the source port. */
function portsFrom({ port }: Resource): string {
  return port === undefined ? "" : ` port ${portText(port)}`;
}

function sideText({ ip, ipAddressList }: Resource, ipVersion: string, lists: ReadonlyMap<string, Resource>): string {
  if (ipAddressList !== undefined) {
    const entries: readonly Resource[] = lists.get(ipAddressList.id)?.ipAddress ?? [];
    return listText(entries.map(({ begin, end, prefixSize }) => `${begin}${entryEnd(end, prefixSize)}`));
  }
  if (ip === undefined || ip.address === "ANY") {
    return "any";
  }
  if (ipVersion === "IPV6") {
    return canonicalIpv6(ip.address, ip.prefixSize) ?? ip.address;
  }
  return ip.prefixSize === undefined || ip.prefixSize === 32 ? ip.address : `${ip.address}/${ip.prefixSize}`;
}

function entryEnd(end: string | undefined, prefixSize: number | undefined): string {
  if (end !== undefined) {
    return `-${end}`;
  }
  return prefixSize === undefined ? "" : `/${prefixSize}`;
}

function portText(port: Resource | undefined): string {
  if (port === undefined) {
    return "";
  }
  return port.end === undefined ? String(port.begin) : `${port.begin}-${port.end}`;
}
