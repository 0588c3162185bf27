import { LAB_ACCOUNT } from "../../cloud/cloud";
import { RegionApi, type Resource } from "../checks/api";
import type { Testbed } from "./testbed";

/** How often a server's state is checked. */
const LOOK_MS = 300;

/** A user's access to the platform's API besides Terraform. */
function apiAt({ rehearsal }: Testbed, location: string): RegionApi {
  const { fittings, endpoints } = rehearsal;
  const region = fittings.locations.find(({ id }) => id === location)?.region ?? "";
  return new RegionApi(endpoints[region] ?? "", LAB_ACCOUNT);
}

function only(found: readonly Resource[], what: string): Resource {
  const [one] = found;
  if (found.length !== 1 || one === undefined) {
    throw new Error(`${found.length} of ${what} are there, not one`);
  }
  return one;
}

/** Deletes the firewall rule of a location whose name matches. */
export async function deleteFirewallRule(testbed: Testbed, location: string, name: RegExp): Promise<void> {
  const api = apiAt(testbed, location);
  const domain = only(await api.list("network/networkDomain", { datacenterId: location }), "network domains");
  const rules = await api.list("network/firewallRule", { networkDomainId: domain.id });
  const rule = only(
    rules.filter((rule) => name.test(rule.name)),
    `rules like ${name}`,
  );
  await api.post("network/deleteFirewallRule", { id: rule.id });
}

/**
 * Cuts a node's power.
 * @param node e.g. `EU6::master-sql`
 */
export async function powerOff(testbed: Testbed, node: string): Promise<void> {
  await change(testbed, node, "powerOffServer");
}

/**
 * Shuts a node down, adds a disk at the next free SCSI unit, and starts the node: the platform adds disks only to
 * stopped servers.
 */
export async function addDisk(testbed: Testbed, node: string, sizeGb: number): Promise<void> {
  await change(testbed, node, "shutdownServer");
  await change(testbed, node, "addDisk", { sizeGb, speed: "STANDARD" });
  await change(testbed, node, "startServer");
}

/** Runs one operation on a node's server and waits until the platform has completed it. */
async function change(testbed: Testbed, node: string, operation: string, more: object = {}): Promise<void> {
  const [location = "", name = ""] = node.split("::");
  const api = apiAt(testbed, location);
  const server = async (): Promise<Resource> => only(await api.list("server/server", { name }), `servers ${name}`);
  await api.post(`server/${operation}`, { id: (await server()).id, ...more });
  while (/^PENDING_/.test((await server()).state)) {
    await testbed.pause(LOOK_MS);
  }
}
