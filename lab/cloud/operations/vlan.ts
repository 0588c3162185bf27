import { contains, formatIpv4, lastOf, networkOf, overlaps, parseIpv4 } from "../../../platform/addresses/ipv4";
import { VLAN_PREFIX } from "../../../platform/limits";
import { newIpv6Prefix } from "../addresses";
import { inProgress, type OperationAnswer, ok, type Shape } from "../answer";
import type { Call } from "../call";
import type { Input } from "../input";
import { fields } from "../listing";
import { invalidField, Refusal } from "../refusal";
import { attachedGateway, ipv4RangeOf, type Vlan } from "../state/vlan";
import { NAME_LENGTH, requireNoOtherDeployment } from "./network-domain";
import { change, type Operation, reading, requireUniqueName } from "./operation";

function shape(vlan: Vlan, { organisation }: Call): Shape {
  const { id, datacenterId, name, description, networkDomainId, createTime, state, gatewayAddressing } = vlan;
  return {
    id,
    datacenterId,
    name,
    description,
    networkDomain: { id: networkDomainId, name: organisation.get("networkDomain", networkDomainId)?.name },
    privateIpv4Range: { address: vlan.ipv4Address, prefixSize: vlan.ipv4PrefixSize },
    ipv4GatewayAddress: vlan.ipv4GatewayAddress,
    ipv6Range: { address: `${vlan.ipv6Prefix}:0:0:0:0`, prefixSize: 64 },
    ipv6GatewayAddress: `${vlan.ipv6Prefix}:0:0:0:1`,
    createTime,
    state,
    attached: gatewayAddressing !== undefined,
    gatewayAddressing,
  };
}

/** The VLAN's range; older versions name its address `privateIpv4BaseAddress`. */
function readRange(input: Input): { readonly ipv4Address: string; readonly ipv4PrefixSize: number } {
  const field = input.has("privateIpv4BaseAddress") ? "privateIpv4BaseAddress" : "privateIpv4NetworkAddress";
  const ipv4Address = input.text(field);
  const ipv4PrefixSize = input.optionalNumber("privateIpv4PrefixSize", VLAN_PREFIX) ?? 24;
  const address = parseIpv4(ipv4Address);
  if (ipv4Address !== "" && address === undefined) {
    input.problem(field, `is ${JSON.stringify(ipv4Address)}; an IPv4 address is expected`);
  }
  if (address !== undefined && networkOf({ address, prefixSize: ipv4PrefixSize }).address !== address) {
    const base = formatIpv4(networkOf({ address, prefixSize: ipv4PrefixSize }).address);
    input.problem(field, `is ${ipv4Address}, which is no network address of a /${ipv4PrefixSize}; ${base} is`);
  }
  return { ipv4Address, ipv4PrefixSize };
}

interface Gateway {
  readonly gatewayAddressing: "LOW" | "HIGH" | undefined;
  readonly detachedGateway: string | undefined;
}

function readGateway(input: Input): Gateway {
  const attached = input.optionalPart("attachedVlan");
  const detached = input.optionalPart("detachedVlan");
  if (attached !== undefined && detached !== undefined) {
    input.problem("attachedVlan", "excludes detachedVlan");
  }
  if (detached !== undefined) {
    return { gatewayAddressing: undefined, detachedGateway: detached.text("ipv4GatewayAddress") };
  }
  // versions before gateway addressing knew no other kind of VLAN
  const gatewayAddressing = attached?.oneOf("gatewayAddressing", ["LOW", "HIGH"]) ?? "LOW";
  return { gatewayAddressing, detachedGateway: undefined };
}

function requireNoOverlap(
  call: Call,
  vlan: Pick<Vlan, "ipv4Address" | "ipv4PrefixSize" | "networkDomainId" | "id">,
): void {
  for (const other of call.organisation.all("vlan")) {
    const sameDomain = other.networkDomainId === vlan.networkDomainId && other.id !== vlan.id;
    if (sameDomain && overlaps(ipv4RangeOf(other), ipv4RangeOf(vlan))) {
      throw new Refusal(
        "IP_ADDRESS_NOT_UNIQUE",
        `privateIpv4NetworkAddress: ${vlan.ipv4Address}/${vlan.ipv4PrefixSize} overlaps VLAN ${other.id} ` +
          `(${other.ipv4Address}/${other.ipv4PrefixSize})`,
      );
    }
  }
}

function deployVlan(call: Call): OperationAnswer {
  const { input, organisation } = call;
  const networkDomainId = input.text("networkDomainId");
  const name = input.text("name", NAME_LENGTH);
  const description = input.optionalText("description") ?? "";
  const range = readRange(input);
  const { gatewayAddressing, detachedGateway } = readGateway(input);
  input.check();
  const networkDomain = organisation.find("networkDomain", networkDomainId);
  call.requireNormal("networkDomain", networkDomain);
  requireNoOtherDeployment(call);
  requireUniqueName(organisation, "vlan", name, (other) => other.networkDomainId === networkDomainId);
  requireNoOverlap(call, { ...range, networkDomainId, id: "" });
  const place = `${networkDomain.datacenterId}/${networkDomain.name}/${name}`;
  const id = organisation.ids.next("vlan", place);
  const vlan = organisation.add("vlan", {
    id,
    datacenterId: networkDomain.datacenterId,
    networkDomainId,
    name,
    description,
    ...range,
    ipv6Prefix: newIpv6Prefix(call, place),
    gatewayAddressing,
    ipv4GatewayAddress: gatewayOf(range, gatewayAddressing, detachedGateway),
    createTime: call.now(),
    state: "PENDING_ADD",
  });
  call.begin("vlan", vlan.id, { do: "deploy" });
  return inProgress(`Request to deploy VLAN '${name}' has been accepted and is being processed.`, { vlanId: id });
}

function gatewayOf(
  range: Pick<Vlan, "ipv4Address" | "ipv4PrefixSize">,
  addressing: "LOW" | "HIGH" | undefined,
  detached: string | undefined,
): string {
  const whole = ipv4RangeOf(range);
  if (addressing !== undefined) {
    return attachedGateway(whole, addressing);
  }
  const address = parseIpv4(detached ?? "");
  if (address === undefined || !contains(whole, address) || address === whole.address || address === lastOf(whole)) {
    throw invalidField(
      "detachedVlan.ipv4GatewayAddress",
      `is ${JSON.stringify(detached)}; a host of ${range.ipv4Address}/${range.ipv4PrefixSize} is expected`,
    );
  }
  return formatIpv4(address);
}

function editVlan(call: Call): OperationAnswer {
  const { input, organisation } = call;
  const id = input.text("id");
  const name = input.optionalName("name", NAME_LENGTH);
  const description = input.optionalText("description");
  input.check();
  const vlan = organisation.find("vlan", id);
  call.requireNormal("vlan", vlan);
  if (name !== undefined) {
    requireUniqueName(
      organisation,
      "vlan",
      name,
      (other) => other.networkDomainId === vlan.networkDomainId && other.id !== id,
    );
  }
  vlan.name = name ?? vlan.name;
  vlan.description = description ?? vlan.description;
  return ok(`VLAN '${vlan.name}' has been edited.`);
}

function expandVlan(call: Call): OperationAnswer {
  const { input, organisation } = call;
  const id = input.text("id");
  const ipv4PrefixSize = input.number("privateIpv4PrefixSize", VLAN_PREFIX);
  input.check();
  const vlan = organisation.find("vlan", id);
  call.requireNormal("vlan", vlan);
  if (ipv4PrefixSize >= vlan.ipv4PrefixSize) {
    throw invalidField("privateIpv4PrefixSize", `is ${ipv4PrefixSize}; less than ${vlan.ipv4PrefixSize} is expected`);
  }
  const wider = { ...vlan, ipv4PrefixSize };
  if (networkOf(ipv4RangeOf(wider)).address !== ipv4RangeOf(vlan).address) {
    throw invalidField(
      "privateIpv4PrefixSize",
      `is ${ipv4PrefixSize}; ${vlan.ipv4Address} is no network address of it`,
    );
  }
  requireNoOverlap(call, wider);
  vlan.ipv4PrefixSize = ipv4PrefixSize;
  vlan.state = "PENDING_CHANGE";
  call.begin("vlan", id, { do: "change" });
  return inProgress(`Request to expand VLAN '${vlan.name}' has been accepted and is being processed.`);
}

function deleteVlan(call: Call): OperationAnswer {
  const { input, organisation } = call;
  const id = input.text("id");
  input.check();
  const vlan = organisation.find("vlan", id);
  call.requireNormal("vlan", vlan, true);
  for (const server of organisation.all("server")) {
    if (server.nics.some((nic) => nic.vlanId === id)) {
      throw new Refusal("HAS_DEPENDENCY", `VLAN ${id} cannot be deleted: Server ${server.id} has a NIC in it`);
    }
  }
  vlan.state = "PENDING_DELETE";
  call.begin("vlan", id, { do: "delete" });
  return inProgress(`Request to delete VLAN '${vlan.name}' has been accepted and is being processed.`);
}

export const VLAN_OPERATIONS: readonly Operation[] = [
  ...reading("network/vlan", "vlan", {
    filters: {
      ...fields<Vlan>("id", "networkDomainId", "datacenterId", "name", "state", "createTime"),
      privateIpv4Address: (vlan) => vlan.ipv4Address,
      ipv6Address: (vlan) => `${vlan.ipv6Prefix}:0:0:0:0`,
      attached: (vlan) => vlan.gatewayAddressing !== undefined,
    },
    shape,
  }),
  change("network/deployVlan", deployVlan),
  change("network/editVlan", editVlan),
  change("network/expandVlan", expandVlan),
  change("network/deleteVlan", deleteVlan),
];
