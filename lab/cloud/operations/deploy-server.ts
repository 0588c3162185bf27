import { CARDS, CPU_SPEEDS, CPUS, type CpuSpeed, MEMORY_GB } from "../../../platform/limits";
import { inProgress, type OperationAnswer } from "../answer";
import type { Call } from "../call";
import type { ImageEntry } from "../catalogue";
import type { Input } from "../input";
import { invalidField, Refusal } from "../refusal";
import { FIRST_KEY, type ScsiController, SERVER_DISK_SPEEDS, type Server, type ServerDiskSpeed } from "../state/server";
import { findImage } from "./image";
import { NAME_LENGTH } from "./network-domain";
import { type NicRequest, newNics, readNic } from "./new-nic";
import { change, type Operation } from "./operation";

interface DiskRequest {
  readonly scsiId: number;
  readonly speed: ServerDiskSpeed | undefined;
  readonly iops: number | undefined;
  readonly field: string;
}

interface ServerRequest {
  readonly name: string;
  readonly description: string;
  readonly imageId: string;
  readonly administratorPassword: string | undefined;
  readonly cpu: Partial<Server["cpu"]>;
  readonly memoryGb: number | undefined;
  readonly disks: readonly DiskRequest[];
  readonly networkDomainId: string;
  readonly nics: readonly NicRequest[];
  readonly primaryDns: string | undefined;
  readonly secondaryDns: string | undefined;
  readonly start: boolean;
}

/** Operations per second of a PROVISIONEDIOPS disk; other speeds take no figure. */
export const IOPS = { least: 3, most: 15000 } as const;

export function readSpeed(input: Input): { speed: ServerDiskSpeed | undefined; iops: number | undefined } {
  const speed = input.optionalOneOf("speed", SERVER_DISK_SPEEDS);
  const iops = input.optionalNumber("iops", IOPS);
  if (speed === "PROVISIONEDIOPS" && iops === undefined) {
    input.problem("iops", "is required with PROVISIONEDIOPS");
  }
  if (speed !== undefined && speed !== "PROVISIONEDIOPS" && iops !== undefined) {
    input.problem("iops", `is not allowed with ${speed}`);
  }
  return { speed, iops };
}

function readDisk(input: Input, field: string): DiskRequest {
  return { scsiId: input.number("scsiId", { least: 0, most: 15 }), ...readSpeed(input), field };
}

/** Newer versions put disks under `scsiController`, older ones inline. */
function readDisks(input: Input): DiskRequest[] {
  const inline = input.parts("disk").map((disk, index) => readDisk(disk, `disk[${index}]`));
  const controllers = input.parts("scsiController");
  const under = controllers.flatMap((controller, bus) =>
    controller.parts("disk").map((disk, index) => readDisk(disk, `scsiController[${bus}].disk[${index}]`)),
  );
  return [...inline, ...under];
}

function readRequest(input: Input): ServerRequest {
  const networkInfo = input.part("networkInfo");
  const cpu = input.optionalPart("cpu");
  const primary = readNic(networkInfo.part("primaryNic"), "networkInfo.primaryNic");
  const additional = networkInfo
    .parts("additionalNic")
    .map((nic, index) => readNic(nic, `networkInfo.additionalNic[${index}]`));
  return {
    name: input.text("name", NAME_LENGTH),
    description: input.optionalText("description") ?? "",
    imageId: input.text("imageId"),
    administratorPassword: input.optionalText("administratorPassword"),
    cpu: cpu === undefined ? {} : readCpu(cpu),
    memoryGb: input.optionalNumber("memoryGb", MEMORY_GB),
    disks: readDisks(input),
    networkDomainId: networkInfo.text("networkDomainId"),
    nics: [primary, ...additional],
    primaryDns: input.optionalText("primaryDns"),
    secondaryDns: input.optionalText("secondaryDns"),
    start: input.optionalFlag("start") ?? true,
  };
}

function readCpu(input: Input): Partial<Server["cpu"]> {
  const count = input.optionalNumber("count", CPUS);
  const coresPerSocket = input.optionalNumber("coresPerSocket", CPUS);
  const speed: CpuSpeed | undefined = input.optionalOneOf("speed", CPU_SPEEDS);
  return {
    ...(count !== undefined && { count }),
    ...(coresPerSocket !== undefined && { coresPerSocket }),
    ...(speed !== undefined && { speed }),
  };
}

/** Refuses a number of CPUs that its sockets cannot share evenly. */
export function requireWholeSockets({ count, coresPerSocket }: Server["cpu"], field: string): void {
  if (count % coresPerSocket !== 0) {
    throw invalidField(field, `is ${coresPerSocket}; a divisor of the ${count} CPUs is expected`);
  }
}

/** At least 8 characters from three of these classes: lower case, upper case, digits, others. */
function requireGoodPassword(password: string | undefined): void {
  const kinds = [/[a-z]/, /[A-Z]/, /\d/, /[^A-Za-z0-9]/].filter((kind) => kind.test(password ?? ""));
  if (password === undefined || password.length < 8 || kinds.length < 3) {
    throw invalidField(
      "administratorPassword",
      "at least 8 characters of three kinds out of lower case, upper case, digits and others are expected",
    );
  }
}

function requireNicsWithinLimit(nics: readonly NicRequest[]): void {
  if (nics.length > CARDS) {
    throw new Refusal("EXCEEDS_LIMIT", `networkInfo.additionalNic: ${nics.length} NICs; at most ${CARDS} are allowed`);
  }
}

/** The image's disks. A request can change their speed, but not their number or size. */
function controllersOf(call: Call, image: ImageEntry, request: ServerRequest, owner: string): ScsiController[] {
  const { ids } = call.organisation;
  for (const { scsiId, field } of request.disks) {
    if (!image.disks.some((disk) => disk.scsiId === scsiId)) {
      throw invalidField(`${field}.scsiId`, `is ${scsiId}; image '${image.name}' has no such disk`);
    }
  }
  const disks = image.disks.map(({ scsiId, sizeGb, speed }) => {
    const wanted = request.disks.find((disk) => disk.scsiId === scsiId);
    return {
      id: ids.next("disk", `${owner}/0/${scsiId}`),
      scsiId,
      sizeGb,
      speed: wanted?.speed ?? speed,
      ...(wanted?.iops !== undefined && { iops: wanted.iops }),
      state: "PENDING_ADD" as const,
    };
  });
  const id = ids.next("scsiController", `${owner}/0`);
  const key = FIRST_KEY.controller;
  return [{ id, busNumber: 0, key, adapterType: "LSI_LOGIC_PARALLEL", state: "PENDING_ADD", disks }];
}

function deploy(customized: boolean): (call: Call) => OperationAnswer {
  return (call) => {
    const { input, organisation } = call;
    const request = readRequest(input);
    input.check();
    const { networkDomainId, name, description, primaryDns, secondaryDns, start } = request;
    const networkDomain = organisation.find("networkDomain", networkDomainId);
    call.requireNormal("networkDomain", networkDomain);
    const { image, kind } = findImage(call, request.imageId);
    if (image.datacenterId !== networkDomain.datacenterId) {
      throw invalidField(
        "imageId",
        `image ${image.id} is in ${image.datacenterId}, not in ${networkDomain.datacenterId}`,
      );
    }
    if (image.osCustomization !== customized) {
      const other = customized ? "deployUncustomizedServer" : "deployServer";
      throw invalidField("imageId", `image '${image.name}' is for ${other}`);
    }
    if (customized && (kind === "osImage" || (request.administratorPassword ?? "") !== "")) {
      requireGoodPassword(request.administratorPassword);
    }
    const cpu = { ...image.cpu, ...request.cpu };
    requireWholeSockets(cpu, "cpu.coresPerSocket");
    requireNicsWithinLimit(request.nics);
    const label = `${networkDomainId}/${name}`;
    const controllers = controllersOf(call, image, request, label);
    const nics = newNics(call, networkDomainId, label, request.nics, FIRST_KEY.nic);
    const server = organisation.add("server", {
      id: organisation.ids.next("server", label),
      datacenterId: networkDomain.datacenterId,
      createTime: call.now(),
      state: "PENDING_ADD",
      ...{ name, description, networkDomainId, imageId: image.id, cpu, controllers, nics },
      operatingSystem: image.operatingSystem,
      osCustomization: image.osCustomization,
      memoryGb: request.memoryGb ?? image.memoryGb,
      ...(customized && request.administratorPassword && { administratorPassword: request.administratorPassword }),
      ...(primaryDns !== undefined && { primaryDns }),
      ...(secondaryDns !== undefined && { secondaryDns }),
      deployed: false,
      started: false,
      vmToolsCurrent: true,
    });
    call.beginServer(server, "PENDING_ADD", { do: "deploy", start });
    return inProgress(`Request to deploy Server '${name}' has been accepted and is being processed.`, {
      serverId: server.id,
    });
  };
}

export const DEPLOY_SERVER_OPERATIONS: readonly Operation[] = [
  change("server/deployServer", deploy(true)),
  change("server/deployUncustomizedServer", deploy(false)),
];
