import type { InferOutput } from "valibot";
import { findImage, guestOf, IMAGES } from "../../platform/images";
import type { Position } from "../findings/diagnostic";
import type { Findings } from "../findings/findings";
import type { MysqlReader } from "../mysql/members";
import type { KnownLocation, Names } from "../names/names";
import type { Disk, Node } from "../plan";
import { check, type Part } from "../shape/check";
import { nearest } from "../shape/nearest";
import { placeOf } from "../yaml/places";
import { get } from "../yaml/tree";
import { readBackup } from "./backup";
import type { NetworkAddresses } from "./fixed-address";
import { readGlue, withLines } from "./glue";
import { NODE } from "./node-shape";
import type { NodeOutline } from "./outline";

/** What the nodes of one network have in common. */
export interface NodeContext {
  readonly location: KnownLocation;
  /** Name of the network. */
  readonly network: string;
  /** The addresses of all networks of the location, by their names. */
  readonly addresses: ReadonlyMap<string, NetworkAddresses>;
  readonly names: Names;
  readonly mysql: MysqlReader;
}

/** Reads a node, all but its information. Undefined where something in it is wrong. */
export function readNode(outline: NodeOutline, context: NodeContext, findings: Findings): Node | undefined {
  const mysqlTree = get(outline.tree, "mysql");
  const mysql = mysqlTree && context.mysql.read(mysqlTree, keyOf(outline, "mysql"), context.location);
  const part = check(NODE, outline.tree, outline.at, findings);
  if (part === undefined) {
    return undefined;
  }
  const { value } = part;
  const image = findImage(value.appliance);
  const glue = readGlue(part.value.glue ?? [], get(outline.tree, "glue"), context, outline.name, findings);
  const disks = readDisks(part, outline, findings);
  const backupTree = get(outline.tree, "backup");
  const backup =
    backupTree && readBackup(backupTree, image?.name ?? value.appliance, keyOf(outline, "backup"), findings);
  const contextualised = readContextualised(part, image?.name ?? value.appliance, findings);
  if (mysqlTree !== undefined && !contextualised) {
    findings.error(
      keyOf(outline, "mysql"),
      `\`mysql\` on ${outline.name}, where no step runs: MySQL is set up by steps`,
      value.contextualise === "never"
        ? "leave out `contextualise: never`, or `mysql`"
        : "take an image with SSH, such as Ubuntu, or leave out `mysql`",
    );
    return undefined;
  }
  if (mysqlTree !== undefined && mysql === undefined) {
    return undefined;
  }
  return {
    id: `${context.location.id}::${outline.name}`,
    name: outline.name,
    formerNames: outline.formerNames.map(({ name }) => name),
    description: value.description ?? "",
    image: image?.name ?? value.appliance,
    cpu: value.cpu,
    memoryGb: value.memory,
    disks,
    internet: glue.internet,
    ...(glue.privateIpv4 !== undefined && { privateIpv4: glue.privateIpv4 }),
    cards: glue.cards,
    ...(value.monitoring !== undefined && { monitoring: value.monitoring }),
    ...(backup !== undefined && { backup }),
    protected: value.destroy === "never",
    contextualised,
    information: [],
    prepare: [],
    ...(mysql !== undefined && { mysql }),
    at: placeOf(withLines(outline.tree, glue.lines), outline.at),
  };
}

type NodePart = Part<InferOutput<typeof NODE>>;

function keyOf(outline: NodeOutline, key: string): Position {
  return (outline.tree.kind === "mapping" ? outline.tree.entries.get(key)?.key : undefined) ?? outline.at;
}

/** The disks by unit: what a node says of a disk replaces what its class says; the image brings disk 0. */
function readDisks(part: NodePart, outline: NodeOutline, findings: Findings): Disk[] {
  const disks = new Map<number, { readonly disk: Disk; readonly inherited: boolean }>();
  const list = get(outline.tree, "disks");
  const inherited = list?.kind === "list" ? (list.inherited ?? 0) : 0;
  for (const [index, disk] of (part.value.disks ?? []).entries()) {
    const other = disks.get(disk.unit);
    const isInherited = index < inherited;
    if (other !== undefined && other.inherited === isInherited) {
      findings.error(part.at("disks", index), `disk ${disk.unit} is there twice`, "give each disk a unit of its own");
    }
    disks.set(disk.unit, { disk, inherited: isInherited });
  }
  const image = findImage(part.value.appliance);
  const given = disks.get(0)?.disk;
  if (image === undefined && given === undefined) {
    const near = nearest(
      part.value.appliance,
      IMAGES.map(({ name }) => name),
    );
    findings.error(
      part.at("appliance"),
      `unknown image "${part.value.appliance}"`,
      `known images: ${IMAGES.map(({ name }) => name).join(", ")}${near === undefined ? "" : `. Did you mean ${near}?`}`,
      "any other image works by its exact name when `disks` gives the size of its disk: 0 10",
    );
  }
  if (image !== undefined && given !== undefined && given.gigabytes < image.diskGb) {
    findings.error(outline.at, `disk 0 has ${given.gigabytes} GB, less than the ${image.diskGb} GB of the image`);
  }
  if (image !== undefined && given === undefined) {
    const disk: Disk = { unit: 0, gigabytes: image.diskGb, speed: "STANDARD" };
    disks.set(0, { disk, inherited: true });
  }
  tellGaps(
    part,
    [...disks.values()].map(({ disk }) => disk.unit),
    findings,
  );
  return [...disks.values()].map(({ disk }) => disk).sort((one, other) => one.unit - other.unit);
}

/** Tells where plumbery would have made a disk at another unit, and one more at each run. */
function tellGaps(part: NodePart, units: readonly number[], findings: Findings): void {
  for (const [index, { unit }] of (part.value.disks ?? []).entries()) {
    const missing = Array.from({ length: unit }, (_, below) => below).filter(
      (below) => below > 0 && !units.includes(below),
    );
    if (missing.length > 0) {
      findings.warning(
        part.at("disks", index),
        `disk ${unit} leaves ${missing.length === 1 ? "unit" : "units"} ${missing.join(", ")} empty: it is made at unit ${unit}, as it says, where plumbery takes the next that is free`,
        `number the disks of a node from 1 on, without gaps`,
      );
      return;
    }
  }
}

/** Whether steps run on the node. What an image makes of it is told, unless the plan says it itself. */
function readContextualised(part: NodePart, image: string, findings: Findings): boolean {
  const guest = guestOf(image);
  if (part.value.contextualise === "never") {
    return false;
  }
  if (!guest.isContextualised) {
    findings.warning(
      part.at("appliance"),
      `no step runs on a node of image "${image}", which takes no SSH: it gets its server, addresses and firewall rules, no more`,
      "say that you know it: contextualise: never",
    );
  } else if (guest.family !== "debian") {
    findings.warning(
      part.at("appliance"),
      `the steps on a node are made for Debian and Ubuntu; image "${image}" has other packages, and \`boot\` fails there`,
      "take an image of Debian or Ubuntu, or leave the node to yourself: contextualise: never",
    );
  }
  return guest.isContextualised;
}
