import type { CloudEmitter } from "./events";
import type { ServerChange } from "./state/completion";
import type { Organisation } from "./state/organisation";
import type { State } from "./state/resource";
import type { Disk, Nic, Server } from "./state/server";
import { disksOf } from "./state/server";

/** The state of a resource after its work has failed. */
export function failed(state: State): State {
  return state.startsWith("PENDING_") ? (state.replace("PENDING_", "FAILED_") as State) : state;
}

/** Ends failed work on a server: every pending part becomes FAILED, nothing else changes. */
export function failServer(server: Server): void {
  server.state = failed(server.state);
  for (const part of [...server.nics, ...server.controllers, ...disksOf(server)]) {
    part.state = failed(part.state);
  }
}

/** Ends successful work on a server and notifies listeners. */
export function completeServer(
  organisation: Organisation,
  server: Server,
  change: ServerChange,
  events: CloudEmitter,
): void {
  const where = { region: organisation.region, organisationId: organisation.id, server };
  server.state = "NORMAL";
  delete server.progress;
  switch (change.do) {
    case "deploy":
      server.deployed = true;
      settleParts(server);
      events.emit("serverDeployed", where);
      if (change.start) {
        server.started = true;
        events.emit("serverStarted", where);
      }
      return;
    case "start":
      server.started = true;
      events.emit("serverStarted", where);
      return;
    case "stop":
      server.started = false;
      events.emit("serverStopped", { ...where, hard: change.hard });
      return;
    case "reboot":
      events.emit("serverRebooted", { ...where, hard: change.hard });
      return;
    case "delete":
      removeServer(organisation, server, events);
      return;
    case "reconfigure":
      server.memoryGb = change.memoryGb;
      Object.assign(server.cpu, change.cpu);
      events.emit("serverChanged", where);
      return;
    case "updateTools":
      server.vmToolsCurrent = true;
      return;
    case "addDisk":
      withDisk(server, change.diskId, (disk) => events.emit("diskAdded", { ...where, disk }));
      return;
    case "expandDisk":
      withDisk(server, change.diskId, (disk) => {
        disk.sizeGb = change.sizeGb;
        events.emit("diskExpanded", { ...where, disk });
      });
      return;
    case "changeDiskSpeed":
      withDisk(server, change.diskId, (disk) => {
        disk.speed = change.speed;
        if (change.iops === undefined) {
          delete disk.iops;
        } else {
          disk.iops = change.iops;
        }
      });
      return;
    case "removeDisk":
      withDisk(server, change.diskId, (disk) => {
        for (const { disks } of server.controllers) {
          without(disks, change.diskId);
        }
        events.emit("diskRemoved", { ...where, disk });
      });
      return;
    case "addController":
      settleParts(server);
      return;
    case "removeController":
      without(server.controllers, change.controllerId);
      return;
    case "addNic":
      withNic(server, change.nicId, (nic) => events.emit("nicAdded", { ...where, nic }));
      return;
    case "changeNic":
      withNic(server, change.nicId, (nic) => events.emit("nicChanged", { ...where, nic }));
      return;
    case "removeNic":
      withNic(server, change.nicId, (nic) => {
        without(server.nics, nic.id);
        events.emit("nicRemoved", { ...where, nic });
      });
      return;
  }
}

/** Removes a server with its tags and anti-affinity rules. */
export function removeServer(organisation: Organisation, server: Server, events: CloudEmitter): void {
  organisation.remove("server", server.id);
  for (const rule of organisation.those("antiAffinityRule", ({ serverIds }) => serverIds.includes(server.id))) {
    organisation.remove("antiAffinityRule", rule.id);
  }
  removeTags(organisation, server.id);
  events.emit("serverDeleted", { region: organisation.region, organisationId: organisation.id, server });
}

/** Removes the tags of a removed resource. */
export function removeTags(organisation: Organisation, assetId: string): void {
  for (const tag of organisation.those("tag", (candidate) => candidate.assetId === assetId)) {
    organisation.remove("tag", tag.id);
  }
}

function settleParts(server: Server): void {
  for (const part of [...server.nics, ...server.controllers, ...disksOf(server)]) {
    part.state = "NORMAL";
  }
}

function withDisk(server: Server, id: string, action: (disk: Disk) => void): void {
  const disk = disksOf(server).find((candidate) => candidate.id === id);
  if (disk !== undefined) {
    disk.state = "NORMAL";
    action(disk);
  }
}

function withNic(server: Server, id: string, action: (nic: Nic) => void): void {
  const nic = server.nics.find((candidate) => candidate.id === id);
  if (nic !== undefined) {
    nic.state = "NORMAL";
    action(nic);
  }
}

function without(parts: { readonly id: string }[], id: string): void {
  const index = parts.findIndex((part) => part.id === id);
  if (index >= 0) {
    parts.splice(index, 1);
  }
}
