import { parseIpv4 } from "../../../platform/addresses/ipv4";
import { publicAddressesInUse, publicAddressesOf, vlanHolding } from "../addresses";
import { type OperationAnswer, ok, type Shape } from "../answer";
import type { Call } from "../call";
import { fields } from "../listing";
import { Refusal } from "../refusal";
import type { NatRule } from "../state/nat-rule";
import { change, type Operation, reading } from "./operation";

function shape(rule: NatRule): Shape {
  const { id, datacenterId, networkDomainId, internalIp, externalIp, createTime, state } = rule;
  return { id, datacenterId, networkDomainId, internalIp, externalIp, createTime, state };
}

function createNatRule(call: Call): OperationAnswer {
  const { input, organisation } = call;
  const networkDomainId = input.text("networkDomainId");
  const internalIp = input.text("internalIp");
  const wanted = input.optionalText("externalIp");
  const internal = parseIpv4(internalIp);
  if (internalIp !== "" && internal === undefined) {
    input.problem("internalIp", `is ${JSON.stringify(internalIp)}; an IPv4 address is expected`);
  }
  input.check();
  const networkDomain = organisation.find("networkDomain", networkDomainId);
  call.requireNormal("networkDomain", networkDomain);
  if (internal === undefined || vlanHolding(organisation, networkDomainId, internal) === undefined) {
    throw new Refusal(
      "IP_ADDRESS_OUT_OF_RANGE",
      `internalIp: ${internalIp} is in no VLAN of Network Domain ${networkDomainId}`,
    );
  }
  for (const rule of organisation.all("natRule")) {
    if (rule.networkDomainId === networkDomainId && rule.internalIp === internalIp) {
      throw new Refusal("IP_ADDRESS_NOT_UNIQUE", `internalIp: NAT Rule ${rule.id} translates ${internalIp} already`);
    }
  }
  const externalIp = externalFor(call, networkDomainId, wanted);
  const id = organisation.ids.next("natRule", `${networkDomainId}/${internalIp}`);
  const natRule = organisation.add("natRule", {
    ...{ id, networkDomainId, internalIp, externalIp, datacenterId: networkDomain.datacenterId },
    createTime: call.now(),
    state: "NORMAL",
  });
  call.view.events.emit("natRuleCreated", { ...call.where, natRule });
  return ok(`NAT Rule with external IP address ${externalIp} has been created.`, { natRuleId: id });
}

/** The requested public address, or the domain's first free one. */
function externalFor({ organisation }: Call, networkDomainId: string, wanted: string | undefined): string {
  const held = publicAddressesOf(organisation, networkDomainId);
  const used = publicAddressesInUse(organisation, networkDomainId);
  if (wanted === undefined) {
    const free = held.find((address) => !used.has(address));
    if (free === undefined) {
      throw new Refusal(
        "NO_IP_ADDRESS_AVAILABLE",
        `Network Domain ${networkDomainId} has no public IPv4 address free: ${used.size} of ${held.length} are in use`,
      );
    }
    return free;
  }
  if (!held.includes(wanted)) {
    throw new Refusal(
      "IP_ADDRESS_OUT_OF_RANGE",
      `externalIp: ${wanted} is in no public IP block of Network Domain ${networkDomainId}`,
    );
  }
  if (used.has(wanted)) {
    throw new Refusal("IP_ADDRESS_NOT_UNIQUE", `externalIp: ${wanted} is in use`);
  }
  return wanted;
}

function deleteNatRule(call: Call): OperationAnswer {
  const { input, organisation } = call;
  const id = input.text("id");
  input.check();
  const natRule = organisation.find("natRule", id);
  organisation.remove("natRule", id);
  call.view.events.emit("natRuleDeleted", { ...call.where, natRule });
  return ok(`NAT Rule ${id} has been deleted.`);
}

export const NAT_RULE_OPERATIONS: readonly Operation[] = [
  ...reading("network/natRule", "natRule", {
    filters: fields<NatRule>("id", "networkDomainId", "internalIp", "externalIp", "state", "createTime"),
    shape,
  }),
  change("network/createNatRule", createNatRule),
  change("network/deleteNatRule", deleteNatRule),
];
