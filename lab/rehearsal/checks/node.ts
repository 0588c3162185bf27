import type { Network, Node } from "../../../plan/plan";
import { parseIpv6 } from "../../../platform/addresses/ipv6";
import type { Resource } from "./api";
import { isIn } from "./balancing";
import { type Check, same } from "./check";
import { type FoundLocation, natRuleOf, serverOf } from "./found";

/** Compares a node's server and its parts with the plan. */
export function checkNode(node: Node, network: Network, found: FoundLocation): Check[] {
  const server = serverOf(found, node.name);
  const { id } = node;
  if (server === undefined) {
    return [same(5, `${id} server`, node.name, undefined)];
  }
  const nic: Resource = server.networkInfo?.primaryNic ?? {};
  return [
    same(5, `${id} data centre`, found.location.id, server.datacenterId),
    same(5, `${id} image`, node.image, found.images.get(server.sourceImageId)),
    same(5, `${id} state`, "NORMAL, started", `${server.state}, ${server.started ? "started" : "stopped"}`),
    same(5, `${id} description`, JSON.stringify(node.description), JSON.stringify(server.description ?? "")),
    same(3, `${id} network card in`, network.name, nic.vlanName),
    same(4, `${id} IPv6 address`, "one", parseIpv6(String(nic.ipv6)) === undefined ? undefined : "one"),
    ...(node.privateIpv4 === undefined ? [] : [same(3, `${id} private address`, node.privateIpv4, nic.privateIpv4)]),
    ...checkCards(node, server),
    same(6, `${id} monitoring`, node.monitoring?.toUpperCase() ?? "nothing", server.monitoring?.servicePlan),
    same(6, `${id} backup`, node.backup?.plan ?? "nothing", server.backup?.servicePlan),
    ...checkShape(node, server),
    ...(node.disks.length === 0 ? [] : [same(8, `${id} disks`, wantedDisks(node), foundDisks(server))]),
    ...checkAddresses(node, found),
  ];
}

/** The further network cards, in the plan's order. */
function checkCards({ id, cards }: Node, server: Resource): Check[] {
  const found: readonly Resource[] = server.networkInfo?.additionalNic ?? [];
  const names = (networks: readonly string[]) => networks.join(", ") || "none";
  return [
    same(
      3,
      `${id} further network cards in`,
      names(cards.map(({ network }) => network.slice(network.lastIndexOf("::") + 2))),
      names(found.map(({ vlanName }) => String(vlanName))),
    ),
    ...cards.flatMap(({ network, privateIpv4 }, index) =>
      privateIpv4 === undefined
        ? []
        : [same(3, `${id} private address in ${network}`, privateIpv4, found[index]?.privateIpv4)],
    ),
  ];
}

function checkShape({ id, cpu, memoryGb }: Node, server: Resource): Check[] {
  return [
    ...(cpu === undefined ? [] : [same(7, `${id} CPUs`, cpu.count, server.cpu?.count)]),
    ...(cpu?.coresPerSocket === undefined
      ? []
      : [same(7, `${id} cores per socket`, cpu.coresPerSocket, server.cpu?.coresPerSocket)]),
    ...(cpu?.speed === undefined ? [] : [same(7, `${id} CPU speed`, cpu.speed.toUpperCase(), server.cpu?.speed)]),
    ...(memoryGb === undefined ? [] : [same(7, `${id} memory`, `${memoryGb} GB`, `${server.memoryGb} GB`)]),
  ];
}

function wantedDisks({ disks }: Node): string {
  return disks.map(({ unit, gigabytes, speed }) => `0:${unit} ${gigabytes} GB ${speed.toUpperCase()}`).join(", ");
}

function foundDisks(server: Resource): string {
  const controllers: readonly Resource[] = server.scsiController ?? [];
  return controllers
    .flatMap(({ busNumber, disk }) =>
      (disk as readonly Resource[]).map(({ scsiId, sizeGb, speed }) => `${busNumber}:${scsiId} ${sizeGb} GB ${speed}`),
    )
    .sort()
    .join(", ");
}

function checkAddresses({ id, name, internet }: Node, found: FoundLocation): Check[] {
  const rule = natRuleOf(found, name);
  if (internet === undefined) {
    return [same(10, `${id} NAT rule`, "nothing", rule?.externalIp)];
  }
  const holds = found.publicIpBlocks.some(({ baseIp, size }) => isIn(rule?.externalIp, baseIp, size));
  return [
    same(10, `${id} NAT rule`, "one, NORMAL", rule && `one, ${rule.state}`),
    {
      requirement: 9,
      what: `${id} public address`,
      expected: "one of its network domain",
      found: rule?.externalIp ?? "nothing",
      holds,
    },
  ];
}
