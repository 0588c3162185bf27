import type { Shape } from "../answer";
import type { Call } from "../call";
import { type Disk, disksOf, type Nic, type ScsiController, type Server } from "../state/server";

/** Up to this minor version disks are inline; newer versions put them under their SCSI controller. */
const LAST_WITH_INLINE_DISKS = 4;

/** Up to this minor version VMware Tools are not part of `guest`. */
const LAST_WITH_TOP_LEVEL_TOOLS = 3;

/**
 * A server in the API's form: every version gets the fields of 2.10, older versions also get those they had instead.
 */
export function serverShape(server: Server, call: Call): Shape {
  const { minor } = call.request;
  const vmTools = vmToolsShape(server);
  return {
    id: server.id,
    datacenterId: server.datacenterId,
    name: server.name,
    description: server.description,
    operatingSystem: { ...server.operatingSystem },
    guest: { operatingSystem: { ...server.operatingSystem }, vmTools, osCustomization: server.osCustomization },
    cpu: { ...server.cpu },
    memoryGb: server.memoryGb,
    scsiController: server.controllers.map(controllerShape),
    disk: minor <= LAST_WITH_INLINE_DISKS ? disksOf(server).map(diskShape) : undefined,
    networkInfo: networkInfoShape(server, call),
    backup: server.backup && {
      assetId: server.backup.assetId,
      servicePlan: server.backup.servicePlan,
      state: "NORMAL",
    },
    monitoring: server.monitoring && { ...server.monitoring, state: "NORMAL" },
    sourceImageId: server.imageId,
    createTime: server.createTime,
    deployed: server.deployed,
    started: server.started,
    state: server.state,
    progress: server.progress && { ...server.progress },
    vmwareTools: minor <= LAST_WITH_TOP_LEVEL_TOOLS ? vmTools : undefined,
    virtualHardware: { version: "vmx-10", upToDate: true },
  };
}

function vmToolsShape(server: Server): Shape {
  return {
    type: "VMWARE_TOOLS",
    versionStatus: server.vmToolsCurrent ? "CURRENT" : "NEED_UPGRADE",
    runningStatus: server.started ? "RUNNING" : "NOT_RUNNING",
    apiVersion: 9356,
  };
}

function controllerShape(controller: ScsiController): Shape {
  const { id, busNumber, key, adapterType, state, disks } = controller;
  return { id, busNumber, key, adapterType, state, disk: disks.map(diskShape) };
}

function diskShape({ id, scsiId, sizeGb, speed, iops, state }: Disk): Shape {
  return { id, scsiId, sizeGb, speed, iops, state };
}

function networkInfoShape(server: Server, call: Call): Shape {
  const [primary, ...additional] = server.nics.map((nic) => nicShape(nic, call));
  return { networkDomainId: server.networkDomainId, primaryNic: primary, additionalNic: additional };
}

function nicShape(nic: Nic, { organisation }: Call): Shape {
  const { id, macAddress, vlanId, privateIpv4, ipv6, networkAdapter, key, state } = nic;
  const vlanName = organisation.get("vlan", vlanId)?.name;
  return { id, macAddress, privateIpv4, ipv6, vlanId, vlanName, networkAdapter, key, state };
}
