import type { CallRecord } from "../../../lab/cloud/calls";
import type { Cloud } from "../../../lab/cloud/cloud";
import type { Organisation } from "../../../lab/cloud/state/organisation";

// The calls of a deployment in the form in which plumbery's were recorded: what the platform makes is a symbol, and what
// the two do otherwise by design is left away on both sides.

type Fields = Readonly<Record<string, unknown>>;
export type RecordedCall = readonly [operation: string, fields: Fields];

/** Operations of which nothing is compared: guests are reached otherwise, and servers are started when they are deployed. */
const APART = ["startServer", "shutdownServer", "updateVmwareTools", "rebootServer", "notifyNicIpChange"];

/** The image that the recorded library had first, and that of the simulated platform which stands for it. */
export const FIRST_IMAGE = { recorded: "CentOS 5 64-bit 2 CPU", here: "CentOS 7 64-bit 2 CPU" };

/** The settings by which a plan's words for images mean those of the recorded library. */
export const IMAGES = `images: {default: "${FIRST_IMAGE.here}"}\n`;

/** What plumbery's calls have on top: its mark in descriptions, and names and places of firewall rules. */
export function expectedCalls(calls: readonly RecordedCall[]): string[] {
  const compared = calls.filter(([operation]) => !APART.includes(operation));
  const text = JSON.stringify(compared.map(([operation, fields]) => [operation, comparable(operation, fields)]));
  return inOrder(JSON.parse(text.replaceAll(`<image:${FIRST_IMAGE.recorded}@`, `<image:${FIRST_IMAGE.here}@`)));
}

/** Those of a deployment to the simulated cloud, as far as the platform did what they asked for. */
export function madeCalls(records: readonly CallRecord[], cloud: Cloud): string[] {
  const symbols = symbolsOf(cloud);
  const made = records.filter(({ operation = "", method, code = "" }) => {
    return method === "POST" && ["OK", "IN_PROGRESS"].includes(code) && !APART.includes(operation);
  });
  return inOrder(
    made.map(({ operation = "", body }): RecordedCall => {
      const fields = JSON.parse(body, (_, value) => symbols.get(value) ?? value) as Fields;
      return [operation, comparable(operation, translated(operation, fields, symbols))];
    }),
  );
}

function inOrder(calls: readonly RecordedCall[]): string[] {
  return calls.map((call) => JSON.stringify(call, keysOf(call))).sort();
}

function keysOf(value: unknown): string[] {
  const keys = new Set<string>();
  JSON.stringify(value, (key, inner) => {
    keys.add(key);
    return inner;
  });
  return [...keys].sort();
}

/** Fields whose values are compared. */
function comparable(operation: string, fields: Fields): Fields {
  const { description, name, placement, start, cpu, memoryGb, ...others } = fields;
  const isRule = operation === "createFirewallRule";
  return {
    ...others,
    ...(name === undefined || isRule ? {} : { name }),
    ...(description === undefined ? {} : { description: String(description).replace(/ ?#plumbery$/, "") }),
    ...(cpu === undefined ? {} : { cpu }),
    ...(memoryGb === undefined ? {} : { memoryGb }),
  };
}

/** A call of the provider's in the words of plumbery's: it says more than it has to. */
function translated(operation: string, fields: Fields, symbols: ReadonlyMap<unknown, string>): Fields {
  switch (operation) {
    case "deployVlan": {
      const { attachedVlan, privateIpv4NetworkAddress, ...others } = fields;
      return { ...others, privateIpv4BaseAddress: privateIpv4NetworkAddress };
    }
    case "deployServer": {
      const { administratorPassword, scsiController, networkInfo, ...others } = fields;
      const { primaryNic, networkDomainId } = networkInfo as { primaryNic: Fields; networkDomainId: string };
      const { vlanId, privateIpv4 } = primaryNic;
      const nic = privateIpv4 ? { privateIpv4 } : { vlanId };
      return { ...others, networkInfo: { networkDomainId, primaryNic: nic } };
    }
    case "addDisk": {
      const { scsiController, ...others } = fields;
      return { ...others, id: (scsiController as { controllerId: string }).controllerId };
    }
    case "createNatRule": {
      const { networkDomainId, internalIp } = fields;
      const server = symbols.get(`${networkDomainId} ${internalIp}`);
      return { networkDomainId, internalIp: server, externalIp: server?.replace("<private:", "<public:") };
    }
    case "createFirewallRule":
      return { ...fields, source: endOf(fields.source), destination: endOf(fields.destination) };
    default:
      return fields;
  }
}

function endOf(end: unknown): unknown {
  const { ip, port } = end as { ip: { address: string; prefixSize?: number }; port?: Fields };
  const ports = port && Object.fromEntries(Object.entries(port).filter(([, value]) => value !== null));
  return { ip, ...(ports === undefined ? {} : { port: ports }) };
}

/** Symbols by what the platform has made: ids, addresses, and private addresses with their network domain before them. */
function symbolsOf(cloud: Cloud): ReadonlyMap<unknown, string> {
  const symbols = new Map<unknown, string>();
  for (const { name: region } of cloud.catalogue.regions) {
    for (const { id, name, datacenterId } of cloud.catalogue.imagesOf(region, "osImage")) {
      symbols.set(id, `<image:${name}@${datacenterId}>`);
    }
    for (const organisation of cloud.organisationsIn(region)) {
      addSymbols(symbols, organisation);
    }
  }
  return symbols;
}

function addSymbols(symbols: Map<unknown, string>, organisation: Organisation): void {
  for (const { id, name, datacenterId } of organisation.all("networkDomain")) {
    symbols.set(id, `<domain:${name}@${datacenterId}>`);
  }
  for (const { id, name, datacenterId, networkDomainId } of organisation.all("firewallRule")) {
    symbols.set(id, symbols.get(networkDomainId)?.replace("<domain:", `<rule:${name}:`) ?? datacenterId);
  }
  for (const { id, name, datacenterId, ipv6Prefix } of organisation.all("vlan")) {
    symbols.set(id, `<vlan:${name}@${datacenterId}>`);
    symbols.set(`${ipv6Prefix}:0:0:0:0`, `<ipv6-range:${name}@${datacenterId}>`);
    symbols.set(`${ipv6Prefix}:0:0:0:0`.toUpperCase(), `<ipv6-range:${name}@${datacenterId}>`);
  }
  const owners = new Map<string, string>();
  for (const { id, name, datacenterId, networkDomainId, nics, controllers } of organisation.all("server")) {
    symbols.set(id, `<server:${name}@${datacenterId}>`);
    for (const controller of controllers) {
      symbols.set(controller.id, `<server:${name}@${datacenterId}>`);
    }
    const own = `<private:${name}@${datacenterId}>`;
    symbols.set(`${symbols.get(networkDomainId)} ${nics[0]?.privateIpv4}`, own);
    owners.set(`${networkDomainId} ${nics[0]?.privateIpv4}`, own);
  }
  for (const { networkDomainId, internalIp, externalIp } of organisation.all("natRule")) {
    symbols.set(externalIp, owners.get(`${networkDomainId} ${internalIp}`)?.replace("<private:", "<public:") ?? "");
  }
}
