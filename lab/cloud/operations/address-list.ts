import { networkOf, parseIpv4 } from "../../../platform/addresses/ipv4";
import { ipv6NetworkOf, parseIpv6 } from "../../../platform/addresses/ipv6";
import { expandedIpv6 } from "../addresses";
import { type OperationAnswer, ok, type Shape } from "../answer";
import type { Call } from "../call";
import type { Input } from "../input";
import { fields } from "../listing";
import { invalidField, Refusal } from "../refusal";
import type { AddressEntry, AddressList } from "../state/address-list";
import { requireContent, requireNoCircle } from "./child-lists";
import { announceRules } from "./firewall-rule";
import { requireSameDomain } from "./firewall-side";
import { NAME_LENGTH } from "./network-domain";
import { change, type Operation, reading, requireUniqueName, requireUnused } from "./operation";

/** The list in the API's form. */
export function addressListShape(list: AddressList, { organisation }: Pick<Call, "organisation">): Shape {
  const { id, datacenterId, networkDomainId, name, description, ipVersion, state, createTime } = list;
  return {
    id,
    datacenterId,
    networkDomainId,
    name,
    description,
    ipVersion,
    ipAddress: list.entries.map(({ begin, end, prefixSize }) => ({ begin, end, prefixSize })),
    childIpAddressList: list.childIds.map((child) => ({
      id: child,
      name: organisation.get("ipAddressList", child)?.name,
    })),
    state,
    createTime,
  };
}

/** Parses an address into a sortable text, and its form in answers. */
function parse(
  text: string,
  ipVersion: AddressList["ipVersion"],
): { readonly text: string; readonly order: string } | undefined {
  const groups = ipVersion === "IPV4" ? ipv4Groups(text) : parseIpv6(text);
  if (groups === undefined) {
    return undefined;
  }
  const order = groups.map((group) => group.toString(16).padStart(4, "0")).join("");
  return { text: ipVersion === "IPV4" ? text : expandedIpv6(groups), order };
}

function ipv4Groups(text: string): readonly number[] | undefined {
  const address = parseIpv4(text);
  return address === undefined ? undefined : [Math.floor(address / 65536), address % 65536];
}

function isNetwork(text: string, prefixSize: number, ipVersion: AddressList["ipVersion"]): boolean {
  if (ipVersion === "IPV4") {
    const address = parseIpv4(text) ?? 0;
    return networkOf({ address, prefixSize }).address === address;
  }
  const address = parseIpv6(text) ?? [];
  return expandedIpv6(ipv6NetworkOf({ address, prefixSize }).address) === expandedIpv6(address);
}

function readEntry(input: Input, ipVersion: AddressList["ipVersion"]): AddressEntry {
  const begin = input.text("begin");
  const end = input.optionalText("end");
  const prefixSize = input.optionalNumber("prefixSize", { least: 1, most: ipVersion === "IPV4" ? 32 : 128 });
  const first = parse(begin, ipVersion);
  if (begin !== "" && first === undefined) {
    input.problem("begin", `is ${JSON.stringify(begin)}; an ${ipVersion} address is expected`);
  }
  const last = end === undefined || end === "" ? undefined : parse(end, ipVersion);
  if (end !== undefined && end !== "" && (last === undefined || (first !== undefined && last.order <= first.order))) {
    input.problem("end", `is ${JSON.stringify(end)}; an ${ipVersion} address behind ${begin} is expected`);
  }
  if (last !== undefined && prefixSize !== undefined) {
    input.problem("prefixSize", "excludes end");
  }
  if (first !== undefined && prefixSize !== undefined && !isNetwork(begin, prefixSize, ipVersion)) {
    input.problem("begin", `is ${begin}, which is no network address of a /${prefixSize}`);
  }
  return {
    begin: first?.text ?? begin,
    ...(last && { end: last.text }),
    ...(prefixSize !== undefined && { prefixSize }),
  };
}

/** Refuses children of another family or network domain, and children that contain the list itself. */
function requireGoodChildren(
  call: Call,
  list: Pick<AddressList, "networkDomainId" | "ipVersion">,
  ids: readonly string[],
  own?: string,
): void {
  for (const id of ids) {
    const child = call.organisation.find("ipAddressList", id);
    requireSameDomain(child, list.networkDomainId, "childIpAddressListId");
    if (child.ipVersion !== list.ipVersion) {
      throw invalidField("childIpAddressListId", `IP Address List ${id} is ${child.ipVersion}`);
    }
    requireNoCircle(call, "ipAddressList", id, own);
  }
}

function createIpAddressList(call: Call): OperationAnswer {
  const { input, organisation } = call;
  const networkDomainId = input.text("networkDomainId");
  const name = input.text("name", NAME_LENGTH);
  const description = input.optionalText("description") ?? "";
  // clients send IPv4 as well as IPV4
  const written = input.text("ipVersion").toUpperCase();
  const ipVersion = written === "IPV6" ? "IPV6" : "IPV4";
  if (written !== "" && written !== ipVersion) {
    input.problem("ipVersion", `is ${JSON.stringify(written)}; one of IPV4, IPV6 is allowed`);
  }
  const entries = input.parts("ipAddress").map((entry) => readEntry(entry, ipVersion));
  const childIds = input.texts("childIpAddressListId");
  input.check();
  requireContent("ipAddressList", entries, childIds);
  const networkDomain = organisation.find("networkDomain", networkDomainId);
  call.requireNormal("networkDomain", networkDomain);
  requireUniqueName(organisation, "ipAddressList", name, (other) => other.networkDomainId === networkDomainId);
  requireGoodChildren(call, { networkDomainId, ipVersion }, childIds);
  const id = organisation.ids.next("ipAddressList", `${networkDomainId}/${name}`);
  const { datacenterId } = networkDomain;
  organisation.add("ipAddressList", {
    ...{ id, networkDomainId, datacenterId, name, description, ipVersion, entries, childIds },
    createTime: call.now(),
    state: "NORMAL",
  });
  return ok(`IP Address List '${name}' has been created.`, { ipAddressListId: id });
}

function editIpAddressList(call: Call): OperationAnswer {
  const { input, organisation } = call;
  const id = input.text("id");
  input.check();
  const list = organisation.find("ipAddressList", id);
  const description = input.optionalText("description");
  const entries = input.parts("ipAddress").map((entry) => readEntry(entry, list.ipVersion));
  const childIds = input.texts("childIpAddressListId");
  input.check();
  requireContent("ipAddressList", entries, childIds);
  requireGoodChildren(call, list, childIds, id);
  Object.assign(list, { description: description ?? list.description, entries, childIds });
  announceRules(organisation, list.networkDomainId, call.view.events);
  return ok(`IP Address List '${list.name}' has been edited.`);
}

function deleteIpAddressList(call: Call): OperationAnswer {
  const { input, organisation } = call;
  const id = input.text("id");
  input.check();
  const list = organisation.find("ipAddressList", id);
  const rules = organisation.those(
    "firewallRule",
    ({ source, destination }) => source.ipAddressListId === id || destination.ipAddressListId === id,
  );
  requireUnused(`IP Address List ${id}`, rules, "Firewall Rule");
  const parents = organisation.those("ipAddressList", ({ childIds }) => childIds.includes(id));
  requireUnused(`IP Address List ${id}`, parents, "IP Address List");
  organisation.remove("ipAddressList", id);
  return ok(`IP Address List '${list.name}' has been deleted.`);
}

/** Lists can only be read for one network domain. */
export function requireNetworkDomainFilter(call: Call): string {
  const id = call.request.query.get("networkDomainId");
  if (id === null) {
    throw new Refusal("INVALID_INPUT_DATA", "networkDomainId: is required", [
      { name: "networkDomainId", value: "is required" },
    ]);
  }
  return id;
}

export const ADDRESS_LIST_OPERATIONS: readonly Operation[] = [
  ...reading("network/ipAddressList", "ipAddressList", {
    resources: (call) => {
      requireNetworkDomainFilter(call);
      return call.organisation.all("ipAddressList");
    },
    filters: fields<AddressList>("id", "networkDomainId", "name", "description", "ipVersion", "state", "createTime"),
    shape: addressListShape,
  }),
  change("network/createIpAddressList", createIpAddressList),
  change("network/editIpAddressList", editIpAddressList),
  change("network/deleteIpAddressList", deleteIpAddressList),
];
