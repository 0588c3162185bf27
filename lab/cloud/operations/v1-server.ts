import { CPUS, DISK_GB, MEMORY_GB } from "../../../platform/limits";
import type { Call } from "../call";
import { Refusal } from "../refusal";
import { type Disk, SERVER_DISK_SPEEDS } from "../state/server";
import { successStatus, type V1Document } from "../wire/answer-v1";
import { beginChangeOfSpeed, beginExpansion, diskOf, type Found } from "./disk";
import { NAME_LENGTH } from "./network-domain";
import { beginReconfiguration } from "./server";
import type { V1Operation } from "./v1-operation";

/** Memory comes in megabytes in API 0.9, in whole gigabytes. */
const MB_PER_GB = 1024;

/** The disk of the path, which is one of the server's. */
function diskOfPath(call: Call): Found<Disk> {
  const server = call.organisation.find("server", call.parameter("id"));
  const found = diskOf(call, call.parameter("diskId"));
  if (found.server !== server) {
    throw new Refusal("RESOURCE_NOT_FOUND", `Disk ${found.part.id} is not one of Server ${server.id}`);
  }
  return found;
}

function changeDiskSize(call: Call): V1Document {
  const sizeGb = call.input.number("newSizeGb", DISK_GB);
  call.input.check();
  const found = diskOfPath(call);
  beginExpansion(call, found, sizeGb);
  return successStatus("Change Server Disk Size", `Request to expand disk ${found.part.id} accepted.`);
}

function changeDiskSpeed(call: Call): V1Document {
  const speed = call.input.oneOf("speed", SERVER_DISK_SPEEDS);
  call.input.check();
  const found = diskOfPath(call);
  beginChangeOfSpeed(call, found, { speed, iops: undefined });
  return successStatus("Change Server Disk Speed", `Request to change the speed of disk ${found.part.id} accepted.`);
}

/** Edits what a server is called and, where a value says so, its hardware. */
function modifyServer(call: Call): V1Document {
  const { input } = call;
  const name = input.optionalName("name", NAME_LENGTH);
  const description = input.optionalText("description");
  const count = input.optionalNumber("cpuCount", CPUS);
  const memoryMb = input.optionalNumber("memory", {
    least: MEMORY_GB.least * MB_PER_GB,
    most: MEMORY_GB.most * MB_PER_GB,
  });
  if (memoryMb !== undefined && memoryMb % MB_PER_GB !== 0) {
    input.problem("memory", `is ${memoryMb} MB; whole gigabytes are expected, ${MB_PER_GB} MB each`);
  }
  input.check();
  const server = call.organisation.find("server", call.parameter("id"));
  call.requireNormal("server", server);
  server.name = name ?? server.name;
  server.description = description ?? server.description;
  call.view.events.emit("serverChanged", { ...call.where, server });
  if (count !== undefined || memoryMb !== undefined) {
    beginReconfiguration(call, server, { count, memoryGb: memoryMb && memoryMb / MB_PER_GB });
  }
  return successStatus("Modify Server", `Server '${server.name}' edited.`);
}

const DISK = "server/{id}/disk/{diskId}";

/** What API 0.9 does with servers, beside their backup. */
export const V1_SERVER_OPERATIONS: readonly V1Operation[] = [
  {
    name: "changeServerDiskSize",
    title: "Change Server Disk Size",
    method: "POST",
    path: `${DISK}/changeSize`,
    root: "ChangeDiskSize",
    run: changeDiskSize,
  },
  {
    name: "changeServerDiskSpeed",
    title: "Change Server Disk Speed",
    method: "POST",
    path: `${DISK}/changeSpeed`,
    root: "ChangeDiskSpeed",
    run: changeDiskSpeed,
  },
  {
    name: "modifyServer",
    title: "Modify Server",
    method: "POST",
    path: "server/{id}",
    isForm: true,
    run: modifyServer,
  },
];
