import { DISK_GB } from "../../../platform/limits";
import { inProgress, type OperationAnswer } from "../answer";
import type { Call } from "../call";
import { invalidField, Refusal } from "../refusal";
import { CONTROLLER_TYPES, type Disk, disksOf, FIRST_KEY, type ScsiController, type Server } from "../state/server";
import { IOPS, readSpeed } from "./deploy-server";
import { change, type Operation } from "./operation";
import { requireStopped } from "./server";

/** SCSI units that a disk can have; unit 7 is the controller itself. */
const UNITS = Array.from({ length: 16 }, (_, unit) => unit).filter((unit) => unit !== 7);

/** Buses of a server. */
const BUSES = { least: 0, most: 3 } as const;

interface Speed {
  readonly speed: Disk["speed"];
  readonly iops: number | undefined;
}

export interface Found<T> {
  readonly server: Server;
  readonly part: T;
}

function serverWith<T>(call: Call, find: (server: Server) => T | undefined, missing: string): Found<T> {
  for (const server of call.organisation.all("server")) {
    const part = find(server);
    if (part !== undefined) {
      call.requireNormal("server", server);
      return { server, part };
    }
  }
  throw new Refusal("RESOURCE_NOT_FOUND", missing);
}

export function diskOf(call: Call, id: string): Found<Disk> {
  return serverWith(call, (server) => disksOf(server).find((disk) => disk.id === id), `Disk ${id} not found`);
}

function controllerOf(call: Call, id: string): Found<ScsiController> {
  const find = (server: Server) => server.controllers.find((controller) => controller.id === id);
  return serverWith(call, find, `SCSI Controller ${id} not found`);
}

/** The controller for a new disk: named in the request since 2.5, before that always the server's first one. */
function controllerFor(call: Call): Found<ScsiController> & { readonly scsiId: number | undefined } {
  const { input } = call;
  const units = { least: 0, most: 15 };
  const named = input.optionalPart("scsiController");
  if (named !== undefined) {
    const controllerId = named.text("controllerId");
    const scsiId = named.optionalNumber("scsiId", units);
    input.check();
    return { ...controllerOf(call, controllerId), scsiId };
  }
  const id = input.text("id");
  const scsiId = input.optionalNumber("scsiId", units);
  input.check();
  const server = call.organisation.find("server", id);
  call.requireNormal("server", server);
  const part = server.controllers.find(({ busNumber }) => busNumber === 0);
  if (part === undefined) {
    throw new Refusal("RESOURCE_NOT_FOUND", `Server ${id} has no SCSI Controller on bus 0`);
  }
  return { server, part, scsiId };
}

/** The requested unit, or the lowest free one. */
function unitFor(controller: ScsiController, wanted: number | undefined): number {
  const used = controller.disks.map(({ scsiId }) => scsiId);
  const free = UNITS.filter((unit) => !used.includes(unit));
  if (wanted === undefined || free.length === 0) {
    const [first] = free;
    if (first === undefined) {
      throw new Refusal(
        "EXCEEDS_LIMIT",
        `SCSI Controller ${controller.id} has ${used.length} disks, which is all it takes`,
      );
    }
    return first;
  }
  if (!free.includes(wanted)) {
    const units = `free units are ${free.join(", ")}`;
    throw invalidField("scsiId", `is ${wanted}, which SCSI Controller ${controller.id} cannot give; ${units}`);
  }
  return wanted;
}

function addDisk(call: Call): OperationAnswer {
  const { input, organisation } = call;
  const sizeGb = input.number("sizeGb", DISK_GB);
  const { speed, iops } = readSpeed(input);
  const { server, part: controller, scsiId } = controllerFor(call);
  requireStopped(server, "add a disk");
  const unit = unitFor(controller, scsiId);
  const id = organisation.ids.next("disk", `${server.networkDomainId}/${server.name}/${controller.busNumber}/${unit}`);
  controller.disks.push({
    ...{ id, scsiId: unit, sizeGb, speed: speed ?? "STANDARD" },
    ...(iops !== undefined && { iops }),
    state: "PENDING_ADD",
  });
  controller.disks.sort((one, other) => one.scsiId - other.scsiId);
  call.beginServer(server, "PENDING_CHANGE", { do: "addDisk", diskId: id });
  return inProgress(`Request to add a disk to Server '${server.name}' has been accepted and is being processed.`, {
    diskId: id,
  });
}

/** Begins to make a disk larger. */
export function beginExpansion(call: Call, { server, part: disk }: Found<Disk>, sizeGb: number): void {
  requireStopped(server, "expand a disk");
  if (sizeGb <= disk.sizeGb) {
    throw invalidField("newSizeGb", `is ${sizeGb}; more than the disk's ${disk.sizeGb} is expected`);
  }
  disk.state = "PENDING_CHANGE";
  call.beginServer(server, "PENDING_CHANGE", { do: "expandDisk", diskId: disk.id, sizeGb });
}

/** Begins to move a disk to storage of another speed. */
export function beginChangeOfSpeed(call: Call, { server, part: disk }: Found<Disk>, wanted: Speed): void {
  disk.state = "PENDING_CHANGE";
  call.beginServer(server, "PENDING_CHANGE", { do: "changeDiskSpeed", diskId: disk.id, ...wanted });
}

function expandDisk(call: Call): OperationAnswer {
  const { input } = call;
  const id = input.text("id");
  const sizeGb = input.number("newSizeGb", DISK_GB);
  input.check();
  beginExpansion(call, diskOf(call, id), sizeGb);
  return inProgress(`Request to expand disk ${id} has been accepted and is being processed.`);
}

function changeDiskSpeed(call: Call): OperationAnswer {
  const { input } = call;
  const id = input.text("id");
  const { speed, iops } = readSpeed(input);
  if (speed === undefined && !input.has("speed")) {
    input.problem("speed", "is required");
  }
  input.check();
  const found = diskOf(call, id);
  beginChangeOfSpeed(call, found, { speed: speed ?? found.part.speed, iops });
  return inProgress(`Request to change the speed of disk ${id} has been accepted and is being processed.`);
}

function changeDiskIops(call: Call): OperationAnswer {
  const { input } = call;
  const id = input.text("id");
  const iops = input.number("iops", IOPS);
  input.check();
  const { server, part: disk } = diskOf(call, id);
  if (disk.speed !== "PROVISIONEDIOPS") {
    throw invalidField("iops", `disk ${id} is ${disk.speed}; only PROVISIONEDIOPS has a figure`);
  }
  disk.state = "PENDING_CHANGE";
  call.beginServer(server, "PENDING_CHANGE", { do: "changeDiskSpeed", diskId: id, speed: disk.speed, iops });
  return inProgress(`Request to change the IOPS of disk ${id} has been accepted and is being processed.`);
}

function removeDisk(call: Call): OperationAnswer {
  const { input } = call;
  const id = input.text("id");
  input.check();
  const { server, part: disk } = diskOf(call, id);
  requireStopped(server, "remove a disk");
  if (disksOf(server).length === 1) {
    throw new Refusal("EXCEEDS_LIMIT", `Disk ${id} is the last of Server ${server.id}`);
  }
  disk.state = "PENDING_DELETE";
  call.beginServer(server, "PENDING_CHANGE", { do: "removeDisk", diskId: id });
  return inProgress(`Request to remove disk ${id} has been accepted and is being processed.`);
}

function addScsiController(call: Call): OperationAnswer {
  const { input, organisation } = call;
  const serverId = input.text("serverId");
  const adapterType = input.oneOf("adapterType", CONTROLLER_TYPES);
  const busNumber = input.number("busNumber", BUSES);
  input.check();
  const server = organisation.find("server", serverId);
  call.requireNormal("server", server);
  requireStopped(server, "add a SCSI controller");
  if (server.controllers.some((controller) => controller.busNumber === busNumber)) {
    throw invalidField("busNumber", `is ${busNumber}; Server ${serverId} has a SCSI Controller there already`);
  }
  const id = organisation.ids.next("scsiController", `${server.networkDomainId}/${server.name}/${busNumber}`);
  const key = FIRST_KEY.controller + busNumber;
  server.controllers.push({ id, busNumber, key, adapterType, state: "PENDING_ADD", disks: [] });
  server.controllers.sort((one, other) => one.busNumber - other.busNumber);
  call.beginServer(server, "PENDING_CHANGE", { do: "addController", controllerId: id });
  return inProgress(`Request to add a SCSI controller to Server '${server.name}' has been accepted.`, {
    scsiControllerId: id,
  });
}

function removeScsiController(call: Call): OperationAnswer {
  const { input } = call;
  const id = input.text("id");
  input.check();
  const { server, part: controller } = controllerOf(call, id);
  requireStopped(server, "remove a SCSI controller");
  if (controller.disks.length > 0) {
    throw new Refusal("HAS_DEPENDENCY", `SCSI Controller ${id} has ${controller.disks.length} disks`);
  }
  controller.state = "PENDING_DELETE";
  call.beginServer(server, "PENDING_CHANGE", { do: "removeController", controllerId: id });
  return inProgress(`Request to remove SCSI controller ${id} has been accepted and is being processed.`);
}

export const DISK_OPERATIONS: readonly Operation[] = [
  change("server/addDisk", addDisk),
  change("server/expandDisk", expandDisk),
  change("server/changeDiskSpeed", changeDiskSpeed),
  change("server/changeDiskIops", changeDiskIops),
  change("server/removeDisk", removeDisk),
  change("server/addScsiController", addScsiController),
  change("server/removeScsiController", removeScsiController),
];
