import { DOMAIN_PLANS } from "../../../platform/limits";
import { newSnatAddress } from "../addresses";
import { inProgress, type OperationAnswer, ok, type Shape } from "../answer";
import type { Call } from "../call";
import { fields } from "../listing";
import { Refusal } from "../refusal";
import { DEFAULT_RULES } from "../state/firewall-rule";
import type { NetworkDomain } from "../state/network-domain";
import type { Kind } from "../state/organisation";
import { change, type Operation, reading, requireUniqueName } from "./operation";

/** Longest name of a network domain or a VLAN. */
export const NAME_LENGTH = 75;

function shape(networkDomain: NetworkDomain): Shape {
  const { id, datacenterId, name, description, type, snatIpv4Address, createTime, state } = networkDomain;
  return {
    id,
    datacenterId,
    name,
    description,
    type,
    snatIpv4Address,
    outsideTransitVlanIpv4Subnet: { address: "10.64.0.0", prefixSize: 24 },
    createTime,
    state,
  };
}

/** The platform deploys one network domain or VLAN at a time for an organisation in a region. */
export function requireNoOtherDeployment({ organisation, view }: Call): void {
  if (!view.settings.oneNetworkDeploymentAtATime) {
    return;
  }
  for (const kind of ["networkDomain", "vlan"] as const) {
    for (const { id, state } of organisation.all(kind)) {
      if (state === "PENDING_ADD") {
        throw new Refusal("RESOURCE_BUSY", `${kind} ${id} is being deployed; one deployment at a time is possible`);
      }
    }
  }
}

function deployNetworkDomain(call: Call): OperationAnswer {
  const { input, organisation } = call;
  const name = input.text("name", NAME_LENGTH);
  const description = input.optionalText("description") ?? "";
  const type = input.oneOf("type", DOMAIN_PLANS);
  const dataCentreId = input.text("datacenterId");
  input.check();
  const datacenterId = call.dataCentre(dataCentreId, "datacenterId").id;
  requireNoOtherDeployment(call);
  requireUniqueName(organisation, "networkDomain", name, (other) => other.datacenterId === datacenterId);
  const id = organisation.ids.next("networkDomain", `${datacenterId}/${name}`);
  const networkDomain = organisation.add("networkDomain", {
    id,
    datacenterId,
    name,
    description,
    type,
    snatIpv4Address: newSnatAddress(call, `${datacenterId}/${name}`),
    createTime: call.now(),
    state: "PENDING_ADD",
    firewallOrder: [],
  });
  addDefaultRules(call, networkDomain);
  call.begin("networkDomain", id, { do: "deploy" });
  return inProgress(`Request to deploy Network Domain '${name}' has been accepted and is being processed.`, {
    networkDomainId: id,
  });
}

/** Adds the platform's default rules, which exist before the domain is NORMAL. */
function addDefaultRules(call: Call, networkDomain: NetworkDomain): void {
  const { organisation } = call;
  for (const rule of DEFAULT_RULES) {
    const id = organisation.ids.next("firewallRule", `${networkDomain.id}/${rule.name}`);
    organisation.add("firewallRule", {
      ...rule,
      id,
      networkDomainId: networkDomain.id,
      datacenterId: networkDomain.datacenterId,
      action: "DROP",
      enabled: true,
      ruleType: "DEFAULT_RULE",
      createTime: networkDomain.createTime,
      state: "NORMAL",
    });
    networkDomain.firewallOrder.push(id);
  }
}

function editNetworkDomain(call: Call): OperationAnswer {
  const { input, organisation } = call;
  const id = input.text("id");
  const name = input.optionalName("name", NAME_LENGTH);
  const description = input.optionalText("description");
  const type = input.optionalOneOf("type", DOMAIN_PLANS);
  input.check();
  const networkDomain = organisation.find("networkDomain", id);
  call.requireNormal("networkDomain", networkDomain);
  if (name !== undefined) {
    requireUniqueName(
      organisation,
      "networkDomain",
      name,
      (other) => other.datacenterId === networkDomain.datacenterId && other.id !== id,
    );
  }
  networkDomain.name = name ?? networkDomain.name;
  networkDomain.description = description ?? networkDomain.description;
  networkDomain.type = type ?? networkDomain.type;
  return ok(`Network Domain '${networkDomain.name}' has been edited.`);
}

/** Resources that prevent the deletion of a network domain; rules, lists and routes do not. */
const DEPENDANTS: readonly Kind[] = [
  "vlan",
  "server",
  "publicIpBlock",
  "natRule",
  "vipNode",
  "vipPool",
  "virtualListener",
];

function deleteNetworkDomain(call: Call): OperationAnswer {
  const { input, organisation } = call;
  const id = input.text("id");
  input.check();
  const networkDomain = organisation.find("networkDomain", id);
  call.requireNormal("networkDomain", networkDomain, true);
  for (const kind of DEPENDANTS) {
    for (const resource of organisation.all(kind)) {
      if ((resource as { networkDomainId?: string }).networkDomainId === id) {
        throw new Refusal("HAS_DEPENDENCY", `Network Domain ${id} cannot be deleted: it holds ${kind} ${resource.id}`);
      }
    }
  }
  networkDomain.state = "PENDING_DELETE";
  call.begin("networkDomain", id, { do: "delete" });
  return inProgress(
    `Request to delete Network Domain '${networkDomain.name}' has been accepted and is being processed.`,
  );
}

export const NETWORK_DOMAIN_OPERATIONS: readonly Operation[] = [
  ...reading("network/networkDomain", "networkDomain", {
    filters: fields<NetworkDomain>("id", "datacenterId", "name", "type", "state", "createTime"),
    shape,
  }),
  change("network/deployNetworkDomain", deployNetworkDomain),
  change("network/editNetworkDomain", editNetworkDomain),
  change("network/deleteNetworkDomain", deleteNetworkDomain),
];
