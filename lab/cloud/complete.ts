import { completeServer, failed, failServer, removeTags } from "./complete-server";
import type { CloudEmitter } from "./events";
import { announceRules } from "./operations/firewall-rule";
import type { Completion, NetworkChange } from "./state/completion";
import { KINDS, type Organisation } from "./state/organisation";

/** Completes due work: sets the new state, removes deleted resources, notifies listeners. */
export function complete(organisation: Organisation, completion: Completion, events: CloudEmitter): void {
  const resource = organisation.get(completion.kind, completion.id);
  if (resource === undefined) {
    return;
  }
  if (completion.kind === "server") {
    const server = organisation.find("server", completion.id);
    if (completion.fails) {
      failServer(server);
    } else {
      completeServer(organisation, server, completion.change, events);
    }
    return;
  }
  resource.state = completion.fails ? failed(resource.state) : "NORMAL";
  if (completion.kind === "firewallRule") {
    // the firewall does not have a rule that has failed
    announceRules(organisation, organisation.find("firewallRule", completion.id).networkDomainId, events);
  }
  if (completion.fails) {
    return;
  }
  if (completion.kind === "networkDomain") {
    completeNetworkDomain(organisation, completion.id, completion.change, events);
  }
  if (completion.kind === "vlan") {
    completeVlan(organisation, completion.id, completion.change, events);
  }
}

function completeNetworkDomain(
  organisation: Organisation,
  id: string,
  change: NetworkChange,
  events: CloudEmitter,
): void {
  const networkDomain = organisation.find("networkDomain", id);
  const where = { region: organisation.region, organisationId: organisation.id, networkDomain };
  if (change.do === "deploy") {
    events.emit("networkDomainDeployed", where);
  }
  if (change.do === "delete") {
    // rules, lists and routes go with their domain; anything else would have prevented the deletion
    removeWith(organisation, "networkDomainId", id);
    organisation.remove("networkDomain", id);
    removeTags(organisation, id);
    events.emit("networkDomainDeleted", where);
  }
}

function completeVlan(organisation: Organisation, id: string, change: NetworkChange, events: CloudEmitter): void {
  const vlan = organisation.find("vlan", id);
  const where = { region: organisation.region, organisationId: organisation.id, vlan };
  if (change.do === "deploy") {
    events.emit("vlanDeployed", where);
  }
  if (change.do === "change") {
    events.emit("vlanExpanded", where);
  }
  if (change.do === "delete") {
    removeWith(organisation, "vlanId", id);
    organisation.remove("vlan", id);
    removeTags(organisation, id);
    events.emit("vlanDeleted", where);
  }
}

/** Removes every resource that refers to this id in this field. */
function removeWith(organisation: Organisation, field: "networkDomainId" | "vlanId", id: string): void {
  for (const kind of KINDS) {
    for (const resource of organisation.those(kind, (candidate) => (candidate as Partial<Named>)[field] === id)) {
      organisation.remove(kind, resource.id);
    }
  }
}

interface Named {
  readonly networkDomainId: string;
  readonly vlanId: string;
}
