import { type OperationAnswer, ok, type Shape } from "../answer";
import type { Call } from "../call";
import { fields } from "../listing";
import type { PortList } from "../state/port-list";
import { requireNetworkDomainFilter } from "./address-list";
import { requireContent, requireNoCircle } from "./child-lists";
import { announceRules } from "./firewall-rule";
import { readPorts, requireSameDomain } from "./firewall-side";
import { NAME_LENGTH } from "./network-domain";
import { change, type Operation, reading, requireUniqueName, requireUnused } from "./operation";

/** The list in the API's form. */
export function portListShape(list: PortList, { organisation }: Pick<Call, "organisation">): Shape {
  const { id, datacenterId, networkDomainId, name, description, state, createTime } = list;
  return {
    id,
    datacenterId,
    networkDomainId,
    name,
    description,
    port: list.ports.map(({ begin, end }) => ({ begin, end })),
    childPortList: list.childIds.map((child) => ({ id: child, name: organisation.get("portList", child)?.name })),
    state,
    createTime,
  };
}

function requireGoodChildren(call: Call, networkDomainId: string, ids: readonly string[], own?: string): void {
  for (const id of ids) {
    requireSameDomain(call.organisation.find("portList", id), networkDomainId, "childPortListId");
    requireNoCircle(call, "portList", id, own);
  }
}

function createPortList(call: Call): OperationAnswer {
  const { input, organisation } = call;
  const networkDomainId = input.text("networkDomainId");
  const name = input.text("name", NAME_LENGTH);
  const description = input.optionalText("description") ?? "";
  const ports = input.parts("port").map(readPorts);
  const childIds = input.texts("childPortListId");
  input.check();
  requireContent("portList", ports, childIds);
  const networkDomain = organisation.find("networkDomain", networkDomainId);
  call.requireNormal("networkDomain", networkDomain);
  requireUniqueName(organisation, "portList", name, (other) => other.networkDomainId === networkDomainId);
  requireGoodChildren(call, networkDomainId, childIds);
  const id = organisation.ids.next("portList", `${networkDomainId}/${name}`);
  organisation.add("portList", {
    ...{ id, networkDomainId, name, description, ports, childIds, datacenterId: networkDomain.datacenterId },
    createTime: call.now(),
    state: "NORMAL",
  });
  return ok(`Port List '${name}' has been created.`, { portListId: id });
}

function editPortList(call: Call): OperationAnswer {
  const { input, organisation } = call;
  const id = input.text("id");
  const description = input.optionalText("description");
  const ports = input.parts("port").map(readPorts);
  const childIds = input.texts("childPortListId");
  input.check();
  const list = organisation.find("portList", id);
  requireContent("portList", ports, childIds);
  requireGoodChildren(call, list.networkDomainId, childIds, id);
  Object.assign(list, { description: description ?? list.description, ports, childIds });
  announceRules(organisation, list.networkDomainId, call.view.events);
  return ok(`Port List '${list.name}' has been edited.`);
}

function deletePortList(call: Call): OperationAnswer {
  const { input, organisation } = call;
  const id = input.text("id");
  input.check();
  const list = organisation.find("portList", id);
  const rules = organisation.those(
    "firewallRule",
    ({ source, destination }) => source.portListId === id || destination.portListId === id,
  );
  requireUnused(`Port List ${id}`, rules, "Firewall Rule");
  const parents = organisation.those("portList", ({ childIds }) => childIds.includes(id));
  requireUnused(`Port List ${id}`, parents, "Port List");
  organisation.remove("portList", id);
  return ok(`Port List '${list.name}' has been deleted.`);
}

export const PORT_LIST_OPERATIONS: readonly Operation[] = [
  ...reading("network/portList", "portList", {
    resources: (call) => {
      requireNetworkDomainFilter(call);
      return call.organisation.all("portList");
    },
    filters: fields<PortList>("id", "networkDomainId", "name", "description", "state", "createTime"),
    shape: portListShape,
  }),
  change("network/createPortList", createPortList),
  change("network/editPortList", editPortList),
  change("network/deletePortList", deletePortList),
];
