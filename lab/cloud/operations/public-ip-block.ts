import { newBlockBase, publicAddressesInUse } from "../addresses";
import { type OperationAnswer, ok, type Shape } from "../answer";
import type { Call } from "../call";
import { fields } from "../listing";
import { Refusal } from "../refusal";
import { addressesOf, BLOCK_SIZE, type PublicIpBlock } from "../state/public-ip-block";
import { requireNetworkDomainFilter } from "./address-list";
import { change, list, type Operation, reading } from "./operation";

function shape(block: PublicIpBlock): Shape {
  const { id, datacenterId, networkDomainId, baseIp, size, createTime, state } = block;
  return { id, datacenterId, networkDomainId, baseIp, size, createTime, state };
}

/** Public addresses that the platform grants a network domain for each deployed server. */
function requireWithinLimit(call: Call, networkDomainId: string): void {
  const each = call.view.settings.publicAddressesPerServer;
  if (each === null) {
    return;
  }
  const { organisation } = call;
  const blocks = organisation.those("publicIpBlock", (block) => block.networkDomainId === networkDomainId).length;
  const servers = organisation.those(
    "server",
    (server) => server.networkDomainId === networkDomainId && server.deployed,
  ).length;
  const wanted = (blocks + 1) * BLOCK_SIZE;
  if (wanted > each * servers) {
    throw new Refusal(
      "EXCEEDS_LIMIT",
      `Network Domain ${networkDomainId} would hold ${wanted} public IPv4 addresses; ${each} for each of its ` +
        `${servers} deployed servers are allowed`,
    );
  }
}

function addPublicIpBlock(call: Call): OperationAnswer {
  const { input, organisation } = call;
  const networkDomainId = input.text("networkDomainId");
  input.check();
  const networkDomain = organisation.find("networkDomain", networkDomainId);
  call.requireNormal("networkDomain", networkDomain);
  requireWithinLimit(call, networkDomainId);
  const place = `${networkDomain.datacenterId}/${networkDomain.name}`;
  const id = organisation.ids.next("publicIpBlock", place);
  const { datacenterId } = networkDomain;
  organisation.add("publicIpBlock", {
    ...{ id, networkDomainId, datacenterId, baseIp: newBlockBase(call, place), size: BLOCK_SIZE },
    createTime: call.now(),
    state: "NORMAL",
  });
  return ok("Public IPv4 Address Block has been added successfully.", { ipBlockId: id });
}

function removePublicIpBlock(call: Call): OperationAnswer {
  const { input, organisation } = call;
  const id = input.text("id");
  input.check();
  const block = organisation.find("publicIpBlock", id);
  const inUse = publicAddressesInUse(organisation, block.networkDomainId);
  const used = addressesOf(block).filter((address) => inUse.has(address));
  if (used.length > 0) {
    const what = "a NAT rule or a virtual listener";
    throw new Refusal("HAS_DEPENDENCY", `Public IP Block ${id} cannot be removed: ${what} uses ${used.join(", ")}`);
  }
  organisation.remove("publicIpBlock", id);
  return ok("Public IPv4 Address Block has been removed successfully.");
}

interface AddressInUse {
  readonly value: string;
  readonly block: PublicIpBlock;
}

/** Only addresses inside the domain's blocks: clients fail if they find any other one here. */
function* inUse(call: Call): Generator<AddressInUse> {
  const used = publicAddressesInUse(call.organisation, requireNetworkDomainFilter(call));
  for (const block of call.organisation.all("publicIpBlock")) {
    for (const value of addressesOf(block)) {
      if (used.has(value)) {
        yield { value, block };
      }
    }
  }
}

export const PUBLIC_IP_BLOCK_OPERATIONS: readonly Operation[] = [
  ...reading("network/publicIpBlock", "publicIpBlock", {
    resources: (call) => {
      requireNetworkDomainFilter(call);
      return call.organisation.all("publicIpBlock");
    },
    filters: fields<PublicIpBlock>("id", "networkDomainId", "datacenterId", "baseIp", "size", "state", "createTime"),
    shape,
  }),
  list<AddressInUse>("network/reservedPublicIpv4Address", {
    element: "ip",
    resources: inUse,
    filters: {
      networkDomainId: ({ block }) => block.networkDomainId,
      datacenterId: ({ block }) => block.datacenterId,
      ipBlockId: ({ block }) => block.id,
      ipAddress: ({ value }) => value,
    },
    shape: ({ value, block }) => ({
      value,
      datacenterId: block.datacenterId,
      ipBlockId: block.id,
      networkDomainId: block.networkDomainId,
    }),
  }),
  change("network/addPublicIpBlock", addPublicIpBlock),
  change("network/removePublicIpBlock", removePublicIpBlock),
];
