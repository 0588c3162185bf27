import { parseIpv4 } from "../../../platform/addresses/ipv4";
import { CARDS } from "../../../platform/limits";
import { normalIpv6, requireFreeIpv4, requireFreeIpv6, takenIn } from "../addresses";
import { inProgress, type OperationAnswer } from "../answer";
import type { Call } from "../call";
import { Refusal } from "../refusal";
import { FIRST_KEY, NETWORK_ADAPTERS, type Nic, type Server } from "../state/server";
import { newNics, readNic } from "./new-nic";
import { change, type Operation } from "./operation";
import { requireStopped } from "./server";

function nicOf(call: Call, id: string): { readonly server: Server; readonly nic: Nic } {
  for (const server of call.organisation.all("server")) {
    const nic = server.nics.find((candidate) => candidate.id === id);
    if (nic !== undefined) {
      call.requireNormal("server", server);
      return { server, nic };
    }
  }
  throw new Refusal("RESOURCE_NOT_FOUND", `NIC ${id} not found`);
}

function addNic(call: Call): OperationAnswer {
  const { input, organisation } = call;
  const serverId = input.text("serverId");
  const request = readNic(input.part("nic"), "nic");
  input.check();
  const server = organisation.find("server", serverId);
  call.requireNormal("server", server);
  requireStopped(server, "add a NIC");
  if (server.nics.length >= CARDS) {
    throw new Refusal("EXCEEDS_LIMIT", `Server ${serverId} has ${server.nics.length} NICs, which is all it takes`);
  }
  const key = Math.max(FIRST_KEY.nic - 1, ...server.nics.map((nic) => nic.key)) + 1;
  const [nic] = newNics(call, server.networkDomainId, `${server.networkDomainId}/${server.name}`, [request], key);
  if (nic !== undefined) {
    server.nics.push(nic);
    call.beginServer(server, "PENDING_CHANGE", { do: "addNic", nicId: nic.id });
  }
  return inProgress(`Request to add a NIC to Server '${server.name}' has been accepted and is being processed.`, {
    nicId: nic?.id ?? "",
  });
}

function removeNic(call: Call): OperationAnswer {
  const { input } = call;
  const id = input.text("id");
  input.check();
  const { server, nic } = nicOf(call, id);
  requireStopped(server, "remove a NIC");
  if (nic === server.nics[0]) {
    throw new Refusal("OPERATION_NOT_SUPPORTED", `NIC ${id} is the primary NIC of Server ${server.id}`);
  }
  nic.state = "PENDING_DELETE";
  call.beginServer(server, "PENDING_CHANGE", { do: "removeNic", nicId: id });
  return inProgress(`Request to remove NIC ${id} has been accepted and is being processed.`);
}

function changeNetworkAdapter(call: Call): OperationAnswer {
  const { input } = call;
  const id = input.text("nicId");
  const networkAdapter = input.oneOf("networkAdapter", NETWORK_ADAPTERS);
  input.check();
  const { server, nic } = nicOf(call, id);
  requireStopped(server, "change a network adapter");
  nic.networkAdapter = networkAdapter;
  nic.state = "PENDING_CHANGE";
  call.beginServer(server, "PENDING_CHANGE", { do: "changeNic", nicId: id });
  return inProgress(`Request to change the adapter of NIC ${id} has been accepted and is being processed.`);
}

/** Tells the platform that a NIC's address has changed; an unchanged address is accepted too. */
function notifyNicIpChange(call: Call): OperationAnswer {
  const { input, organisation } = call;
  const id = input.text("nicId");
  const ipv4 = input.optionalText("privateIpv4");
  const written = input.optionalText("ipv6");
  const ipv6 = written === undefined ? undefined : normalIpv6(written);
  if (ipv4 === undefined && written === undefined) {
    input.problem("privateIpv4", "at least one of privateIpv4 and ipv6 is required");
  }
  if (ipv4 !== undefined && parseIpv4(ipv4) === undefined) {
    input.problem("privateIpv4", `is ${JSON.stringify(ipv4)}; an IPv4 address is expected`);
  }
  if (written !== undefined && ipv6 === undefined) {
    input.problem("ipv6", `is ${JSON.stringify(written)}; an IPv6 address is expected`);
  }
  input.check();
  const { server, nic } = nicOf(call, id);
  const vlan = organisation.find("vlan", nic.vlanId);
  const others = takenIn(organisation, vlan);
  others.delete(nic.privateIpv4);
  others.delete(nic.ipv6);
  if (ipv4 !== undefined) {
    requireFreeIpv4(vlan, others, ipv4, "privateIpv4");
  }
  if (ipv6 !== undefined) {
    requireFreeIpv6(vlan, others, ipv6, "ipv6");
  }
  nic.privateIpv4 = ipv4 ?? nic.privateIpv4;
  nic.ipv6 = ipv6 ?? nic.ipv6;
  nic.state = "PENDING_CHANGE";
  call.beginServer(server, "PENDING_CHANGE", { do: "changeNic", nicId: id });
  return inProgress(`Request to change the address of NIC ${id} has been accepted and is being processed.`);
}

export const NIC_OPERATIONS: readonly Operation[] = [
  change("server/addNic", addNic),
  change("server/removeNic", removeNic),
  change("server/changeNetworkAdapter", changeNetworkAdapter),
  change("server/notifyNicIpChange", notifyNicIpChange),
];
