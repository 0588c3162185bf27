import { formatIpv4, parseIpv4 } from "../../../platform/addresses/ipv4";
import { normalIpv6, requireFreeIpv4, requireFreeIpv6, takenIn } from "../addresses";
import { type OperationAnswer, ok, type Shape } from "../answer";
import type { Call } from "../call";
import { Refusal } from "../refusal";
import type { Vlan } from "../state/vlan";
import { change, list, type Operation } from "./operation";

type IpVersion = "IPV4" | "IPV6";

interface Request {
  readonly vlan: Vlan;
  readonly ipAddress: string;
  readonly description: string;
}

function read(call: Call, ipVersion: IpVersion): Request {
  const { input, organisation } = call;
  const vlanId = input.text("vlanId");
  const written = input.text("ipAddress");
  const description = input.optionalText("description") ?? "";
  const address = ipVersion === "IPV4" ? parseIpv4(written) : normalIpv6(written);
  if (written !== "" && address === undefined) {
    input.problem("ipAddress", `is ${JSON.stringify(written)}; an ${ipVersion} address is expected`);
  }
  input.check();
  const ipAddress = typeof address === "number" ? formatIpv4(address) : (address ?? written);
  return { vlan: organisation.find("vlan", vlanId), ipAddress, description };
}

function reserve(ipVersion: IpVersion): (call: Call) => OperationAnswer {
  return (call) => {
    const { organisation } = call;
    const { vlan, ipAddress, description } = read(call, ipVersion);
    call.requireNormal("vlan", vlan);
    const require = ipVersion === "IPV4" ? requireFreeIpv4 : requireFreeIpv6;
    require(vlan, takenIn(organisation, vlan), ipAddress, "ipAddress");
    const id = organisation.ids.next("reservation", `${vlan.id}/${ipAddress}`);
    organisation.add("reservation", {
      ...{ id, vlanId: vlan.id, datacenterId: vlan.datacenterId, ipVersion, ipAddress, description },
      createTime: call.now(),
      state: "NORMAL",
    });
    return ok(`IP address ${ipAddress} has been reserved in VLAN ${vlan.id}.`);
  };
}

function unreserve(ipVersion: IpVersion): (call: Call) => OperationAnswer {
  return (call) => {
    const { organisation } = call;
    const { vlan, ipAddress } = read(call, ipVersion);
    const [found] = organisation.those("reservation", (one) => one.vlanId === vlan.id && one.ipAddress === ipAddress);
    if (found === undefined && takenIn(organisation, vlan).has(ipAddress)) {
      throw new Refusal("HAS_DEPENDENCY", `ipAddress: ${ipAddress} is the address of a NIC in VLAN ${vlan.id}`);
    }
    if (found === undefined) {
      throw new Refusal("RESOURCE_NOT_FOUND", `ipAddress: ${ipAddress} is not reserved in VLAN ${vlan.id}`);
    }
    organisation.remove("reservation", found.id);
    return ok(`IP address ${ipAddress} is no longer reserved in VLAN ${vlan.id}.`);
  };
}

interface Reserved {
  readonly ipAddress: string;
  readonly vlanId: string;
  readonly datacenterId: string;
  readonly description: string;
}

/** Requested reservations, and the addresses of NICs: the platform reserves an address in use automatically. */
function reserved(ipVersion: IpVersion): (call: Call) => Generator<Reserved> {
  return function* ({ organisation }) {
    for (const reservation of organisation.all("reservation")) {
      if (reservation.ipVersion === ipVersion) {
        yield reservation;
      }
    }
    for (const { nics, datacenterId } of organisation.all("server")) {
      for (const { vlanId, privateIpv4, ipv6 } of nics) {
        yield { ipAddress: ipVersion === "IPV4" ? privateIpv4 : ipv6, vlanId, datacenterId, description: "" };
      }
    }
  };
}

/** Since 2.9 the address is a field with a description; before that it was the value of the entry. */
function shape({ ipAddress, vlanId, datacenterId, description }: Reserved, { request }: Call): Shape {
  return request.minor < 9
    ? { value: ipAddress, datacenterId, vlanId }
    : { datacenterId, vlanId, ipAddress, description };
}

function listed(path: string, element: string, ipVersion: IpVersion): Operation {
  return list<Reserved>(path, {
    element,
    resources: reserved(ipVersion),
    filters: {
      vlanId: ({ vlanId }) => vlanId,
      datacenterId: ({ datacenterId }) => datacenterId,
      ipAddress: ({ ipAddress }) => ipAddress,
    },
    shape,
  });
}

export const RESERVATION_OPERATIONS: readonly Operation[] = [
  listed("network/reservedPrivateIpv4Address", "ipv4", "IPV4"),
  listed("network/reservedIpv6Address", "reservedIpv6Address", "IPV6"),
  change("network/reservePrivateIpv4Address", reserve("IPV4")),
  change("network/unreservePrivateIpv4Address", unreserve("IPV4")),
  change("network/reserveIpv6Address", reserve("IPV6")),
  change("network/unreserveIpv6Address", unreserve("IPV6")),
];
