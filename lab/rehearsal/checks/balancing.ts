import { nodesOf } from "../../../plan/nodes";
import type { Balancer, Pool } from "../../../plan/plan";
import type { Resource } from "./api";
import { type Check, same } from "./check";
import { type FoundLocation, serverOf } from "./found";

/** Compares what a location's load balancer has with the blueprints that ask for it. */
export function checkBalancing(found: FoundLocation): Check[] {
  const { id, networks } = found.location;
  const pools = networks.flatMap((network) => network.pools);
  const balancers = networks.flatMap((network) => network.balancers);
  const members = pools.flatMap((pool) => pool.members.map((member) => `${member} in ${pool.name}`));
  return [
    same(3, `${id} balancers`, listed(balancers.map((one) => wantedListener(one, pools))), foundListeners(found)),
    same(3, `${id} pools`, listed(pools.map(wantedPool)), foundPools(found)),
    same(3, `${id} members of pools`, listed(members), foundMembers(found)),
  ];
}

function wantedListener({ name, port, address = "a public address", pool }: Balancer, pools: readonly Pool[]): string {
  const to = pools.find(({ id }) => id === pool)?.name ?? "nobody";
  return `${name}: ${port.protocol} ${port.begin} at ${address} to ${to}`;
}

function foundListeners({ listeners, publicIpBlocks }: FoundLocation): string {
  const isPublic = (address: string) => publicIpBlocks.some(({ baseIp, size }) => isIn(address, baseIp, size));
  return listed(
    listeners.map(({ name, protocol, port, listenerIpAddress, pool }) => {
      const at = isPublic(listenerIpAddress) ? "a public address" : listenerIpAddress;
      return `${name}: ${String(protocol).toLowerCase()} ${port} at ${at} to ${pool?.name ?? "nobody"}`;
    }),
  );
}

function wantedPool({ name, method, healthMonitor }: Pool): string {
  return `${name}: ${method}, ${healthMonitor ?? "no"} monitor`;
}

function foundPools({ pools }: FoundLocation): string {
  return listed(
    pools.map(({ name, loadBalanceMethod, healthMonitor = [] }) => {
      const monitors = (healthMonitor as readonly Resource[]).map((one) =>
        String(one.name).replace("CCDEFAULT.", "").toLowerCase(),
      );
      return `${name}: ${loadBalanceMethod}, ${monitors.join(", ") || "no"} monitor`;
    }),
  );
}

function foundMembers(found: FoundLocation): string {
  const addressOf = (name: string) => serverOf(found, name)?.networkInfo?.primaryNic?.privateIpv4;
  const byAddress = new Map(nodesOf(found.location).map(({ id, name }) => [addressOf(name), id]));
  return listed(
    found.poolMembers.map(({ pool, node }) => `${byAddress.get(node.ipAddress) ?? node.ipAddress} in ${pool.name}`),
  );
}

function listed(texts: readonly string[]): string {
  return [...texts].sort().join("; ") || "none";
}

/** Whether an IPv4 address is one of a block. */
export function isIn(address: string | undefined, baseIp: string, size: number): boolean {
  const offset = numberOf(address ?? "") - numberOf(baseIp);
  return offset >= 0 && offset < size;
}

function numberOf(address: string): number {
  return address.split(".").reduce((number, part) => number * 256 + Number(part), 0);
}
