import { FIREWALL_RULES } from "../../../platform/limits";
import { type OperationAnswer, ok, type Shape } from "../answer";
import type { Call } from "../call";
import type { CloudEmitter } from "../events";
import type { Input } from "../input";
import { fields } from "../listing";
import { invalidField, Refusal } from "../refusal";
import { DEFAULT_RULE_PREFIX, type FirewallRule } from "../state/firewall-rule";
import type { Organisation } from "../state/organisation";
import { readSide, requireSideFits, sideShape } from "./firewall-side";
import { change, type Operation, reading, requireUniqueName } from "./operation";

const ACTIONS = ["ACCEPT_DECISIVELY", "DROP"] as const;
const PROTOCOLS = ["IP", "ICMP", "TCP", "UDP"] as const;
const POSITIONS = ["FIRST", "LAST", "BEFORE", "AFTER"] as const;

/** The rule in the API's form. */
export function firewallRuleShape(rule: FirewallRule, { organisation }: Pick<Call, "organisation">): Shape {
  const { id, datacenterId, name, action, ipVersion, protocol, enabled, state, networkDomainId, ruleType } = rule;
  return {
    id,
    datacenterId,
    name,
    action,
    ipVersion,
    protocol,
    source: sideShape(rule.source, organisation),
    destination: sideShape(rule.destination, organisation),
    enabled,
    state,
    networkDomainId,
    ruleType,
  };
}

/** The rules of a network domain, first match first. */
export function rulesOf(organisation: Organisation, networkDomainId: string): FirewallRule[] {
  const order = organisation.get("networkDomain", networkDomainId)?.firewallOrder ?? [];
  return order.flatMap((id) => organisation.get("firewallRule", id) ?? []);
}

/** Notifies listeners that a network domain's rules, or lists that they refer to, have changed. */
export function announceRules(organisation: Organisation, networkDomainId: string, events: CloudEmitter): void {
  const rules = rulesOf(organisation, networkDomainId);
  events.emit("firewallChanged", {
    ...{ region: organisation.region, organisationId: organisation.id },
    ...{ networkDomainId, rules },
  });
}

/** Rules in matching order, one network domain after another. */
function* inOrder(organisation: Organisation): Generator<FirewallRule> {
  for (const { id } of organisation.all("networkDomain")) {
    yield* rulesOf(organisation, id);
  }
}

interface Placement {
  readonly position: (typeof POSITIONS)[number];
  /** Name of the rule that BEFORE and AFTER refer to. */
  readonly relativeToRule: string | undefined;
}

function readPlacement(input: Input): Placement {
  const position = input.oneOf("position", POSITIONS);
  const relativeToRule = input.optionalText("relativeToRule");
  const isRelative = position === "BEFORE" || position === "AFTER";
  if (isRelative && relativeToRule === undefined) {
    input.problem("relativeToRule", `is required with ${position}`);
  }
  if (!isRelative && relativeToRule !== undefined) {
    input.problem("relativeToRule", `is not allowed with ${position}`);
  }
  return { position, relativeToRule };
}

/** Position of a rule in the order. Throws if the rule it is relative to does not exist. */
function indexFor(
  call: Call,
  networkDomainId: string,
  { position, relativeToRule }: Placement,
  moved?: string,
): number {
  const rules = rulesOf(call.organisation, networkDomainId).filter(({ id }) => id !== moved);
  if (position === "FIRST") {
    return 0;
  }
  if (position === "LAST") {
    const firstDefault = rules.findIndex(({ ruleType }) => ruleType === "DEFAULT_RULE");
    return call.view.settings.lastRuleBeforeDefaults && firstDefault >= 0 ? firstDefault : rules.length;
  }
  const index = rules.findIndex(({ name }) => name === relativeToRule);
  if (index < 0) {
    throw new Refusal(
      "RESOURCE_NOT_FOUND",
      `placement.relativeToRule: no firewall rule of Network Domain ${networkDomainId} is called '${relativeToRule}'`,
    );
  }
  return position === "BEFORE" ? index : index + 1;
}

function requireGoodName(call: Call, name: string): void {
  const { firewallRuleNameLength } = call.view.settings;
  if (name.startsWith(DEFAULT_RULE_PREFIX) || !/^[A-Za-z_][A-Za-z0-9._]*$/.test(name)) {
    throw invalidField(
      "name",
      `is ${JSON.stringify(name)}; letters, digits, '.' and '_' are allowed, a letter or '_' first, not ${DEFAULT_RULE_PREFIX}*`,
    );
  }
  if (name.length > firewallRuleNameLength) {
    throw invalidField("name", `has ${name.length} characters; at most ${firewallRuleNameLength} are allowed`);
  }
}

function createFirewallRule(call: Call): OperationAnswer {
  const { input, organisation } = call;
  const networkDomainId = input.text("networkDomainId");
  const name = input.text("name");
  const action = input.oneOf("action", ACTIONS);
  const ipVersion = input.oneOf("ipVersion", ["IPV4", "IPV6"]);
  const protocol = input.oneOf("protocol", PROTOCOLS);
  const source = readSide(input, "source", ipVersion);
  const destination = readSide(input, "destination", ipVersion);
  const enabled = input.flag("enabled");
  const placement = readPlacement(input.part("placement"));
  input.check();
  requireGoodName(call, name);
  const networkDomain = organisation.find("networkDomain", networkDomainId);
  call.requireNormal("networkDomain", networkDomain);
  const known = { networkDomainId, ipVersion, protocol };
  requireSideFits(call, known, "source", source);
  requireSideFits(call, known, "destination", destination);
  requireUniqueName(organisation, "firewallRule", name, (other) => other.networkDomainId === networkDomainId);
  if (networkDomain.firewallOrder.length >= FIREWALL_RULES) {
    throw new Refusal(
      "EXCEEDS_LIMIT",
      `Network Domain ${networkDomainId} has ${FIREWALL_RULES} firewall rules already`,
    );
  }
  const index = indexFor(call, networkDomainId, placement);
  const id = organisation.ids.next("firewallRule", `${networkDomainId}/${name}`);
  organisation.add("firewallRule", {
    ...known,
    id,
    name,
    datacenterId: networkDomain.datacenterId,
    action,
    source,
    destination,
    enabled,
    ruleType: "CLIENT_RULE",
    createTime: call.now(),
    state: "NORMAL",
  });
  networkDomain.firewallOrder.splice(index, 0, id);
  settleRule(call, id);
  announceRules(organisation, networkDomainId, call.view.events);
  return ok(`Request to create Firewall Rule '${name}' has been accepted.`, { firewallRuleId: id });
}

/** The answer is OK, not IN_PROGRESS, but clients poll the state: with a delay or a fault it is PENDING_ADD first. */
function settleRule(call: Call, id: string): void {
  if (call.takesTime()) {
    call.organisation.find("firewallRule", id).state = "PENDING_ADD";
    call.begin("firewallRule", id, { do: "deploy" });
  }
}

function editFirewallRule(call: Call): OperationAnswer {
  const { input, organisation } = call;
  const id = input.text("id");
  input.check();
  const rule = organisation.find("firewallRule", id);
  const enabled = input.optionalFlag("enabled") ?? rule.enabled;
  const action = input.optionalOneOf("action", ACTIONS) ?? rule.action;
  const protocol = input.optionalOneOf("protocol", PROTOCOLS) ?? rule.protocol;
  const source = input.has("source") ? readSide(input, "source", rule.ipVersion) : rule.source;
  const destination = input.has("destination") ? readSide(input, "destination", rule.ipVersion) : rule.destination;
  const placementPart = input.optionalPart("placement");
  const placement = placementPart && readPlacement(placementPart);
  input.check();
  call.requireNormal("firewallRule", rule);
  const others = ["action", "protocol", "source", "destination", "placement"].filter((field) => input.has(field));
  if (rule.ruleType === "DEFAULT_RULE" && others.length > 0) {
    throw new Refusal("OPERATION_NOT_SUPPORTED", `${others.join(", ")}: of ${rule.name} only enabled can be changed`);
  }
  requireSideFits(call, { ...rule, protocol }, "source", source);
  requireSideFits(call, { ...rule, protocol }, "destination", destination);
  if (placement !== undefined) {
    const index = indexFor(call, rule.networkDomainId, placement, id);
    const networkDomain = organisation.find("networkDomain", rule.networkDomainId);
    networkDomain.firewallOrder = networkDomain.firewallOrder.filter((other) => other !== id);
    networkDomain.firewallOrder.splice(index, 0, id);
  }
  Object.assign(rule, { enabled, action, protocol, source, destination });
  announceRules(organisation, rule.networkDomainId, call.view.events);
  return ok(`Firewall Rule '${rule.name}' has been edited.`);
}

function deleteFirewallRule(call: Call): OperationAnswer {
  const { input, organisation } = call;
  const id = input.text("id");
  input.check();
  const rule = organisation.find("firewallRule", id);
  if (rule.ruleType === "DEFAULT_RULE") {
    throw new Refusal("OPERATION_NOT_SUPPORTED", `${rule.name} is a default rule: it can be disabled, not deleted`);
  }
  call.requireNormal("firewallRule", rule, true);
  const networkDomain = organisation.find("networkDomain", rule.networkDomainId);
  networkDomain.firewallOrder = networkDomain.firewallOrder.filter((other) => other !== id);
  organisation.remove("firewallRule", id);
  announceRules(organisation, rule.networkDomainId, call.view.events);
  return ok(`Firewall Rule '${rule.name}' has been deleted.`);
}

export const FIREWALL_RULE_OPERATIONS: readonly Operation[] = [
  ...reading("network/firewallRule", "firewallRule", {
    resources: ({ organisation }) => inOrder(organisation),
    filters: fields<FirewallRule>(
      "id",
      "networkDomainId",
      "datacenterId",
      "name",
      "state",
      "ipVersion",
      "protocol",
      "action",
      "enabled",
      "ruleType",
      "createTime",
    ),
    shape: firewallRuleShape,
  }),
  change("network/createFirewallRule", createFirewallRule),
  change("network/editFirewallRule", editFirewallRule),
  change("network/deleteFirewallRule", deleteFirewallRule),
];
