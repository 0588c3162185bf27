import type { InferOutput } from "valibot";
import { guestOf, IMAGES, newerReleaseFor } from "../../platform/images";
import { hostNameOf } from "../../platform/limits";
import type { Position } from "../findings/diagnostic";
import type { Findings } from "../findings/findings";
import type { MysqlReader } from "../mysql/members";
import { idOf, type KnownLocation, type Names } from "../names/names";
import type { Disk, Node } from "../plan";
import type { ChosenImage, Images } from "../settings/images";
import { check, type Part } from "../shape/check";
import { nearest } from "../shape/nearest";
import { noteOrigin, placeOf } from "../yaml/places";
import { entryOf, get, type Tree } from "../yaml/tree";
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
  /** The addresses of all networks of the network domain, by their names. */
  readonly addresses: ReadonlyMap<string, NetworkAddresses>;
  readonly names: Names;
  readonly mysql: MysqlReader;
  readonly images: Images;
}

/** Reads a node without its information. Undefined if it has an error. */
export function readNode(outline: NodeOutline, context: NodeContext, findings: Findings): Node | undefined {
  const mysqlTree = get(outline.tree, "mysql");
  const mysql = mysqlTree && context.mysql.read(mysqlTree, keyOf(outline, "mysql"), context.location);
  const part = check(NODE, outline.tree, outline.at, findings);
  if (part === undefined) {
    return undefined;
  }
  const { value } = part;
  const image = readImage(part, context.images, outline.at, findings);
  const glue = readGlue(part.value.glue ?? [], get(outline.tree, "glue"), context, outline.name, findings);
  const disks = readDisks(part, outline, image, findings);
  const backupTree = get(outline.tree, "backup");
  const backup = backupTree && readBackup(backupTree, image.name, keyOf(outline, "backup"), findings);
  const contextualised = readContextualised(part, image.name, findings);
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
  const adopted = value.adopted === true;
  if (adopted && get(outline.tree, "windows") !== undefined) {
    findings.error(
      keyOf(outline, "windows"),
      `\`windows\` on ${outline.name}, which is adopted: its commands are for a new server, and its password is not known`,
      "leave out `windows`",
    );
    return undefined;
  }
  if (adopted && contextualised) {
    findings.error(
      keyOf(outline, "adopted"),
      `${outline.name} is adopted, and steps would run on it: they are made for new servers`,
      "leave the node to yourself, with this line more: contextualise: never",
    );
    return undefined;
  }
  return {
    id: idOf(context.location, outline.name),
    name: outline.name,
    hostName: hostNameOf(outline.name) ?? outline.name,
    formerNames: outline.formerNames.map(({ name }) => name),
    description: value.description ?? "",
    image: image.name,
    ...(value.cpu !== undefined && { cpu: value.cpu }),
    ...(value.memory !== undefined && { memoryGb: value.memory }),
    disks,
    internet: glue.internet,
    ...(glue.privateIpv4 !== undefined && { privateIpv4: glue.privateIpv4 }),
    cards: glue.cards,
    ...(value.monitoring !== undefined && { monitoring: value.monitoring }),
    ...(backup !== undefined && { backup }),
    // plumbery stops no such node, and destroys none that runs
    protected: value.destroy === "never" || value.running === "always",
    contextualised,
    adopted,
    information: [],
    prepare: [],
    ...(mysql !== undefined && { mysql }),
    at: placeOf(withImage(withLines(outline.tree, glue.lines), image), outline.at),
  };
}

/** What a node says, and what the plan says of its image elsewhere. */
function withImage(tree: Tree, { said }: ChosenImage): Tree {
  const name = get(said, "name") ?? said;
  return tree.kind === "mapping" && name !== undefined
    ? { ...tree, entries: new Map([...tree.entries, ["image", { key: name.at, value: name }]]) }
    : tree;
}

type NodePart = Part<InferOutput<typeof NODE>>;

function keyOf(outline: NodeOutline, key: string): Position {
  return entryOf(outline.tree, key)?.key ?? outline.at;
}

/** The image of a node. What no plan says, and nobody knows, is told. */
function readImage(part: NodePart, images: Images, at: Position, findings: Findings): ChosenImage {
  const { appliance } = part.value;
  const image = images.find(appliance);
  if (appliance === undefined && image.from === "known") {
    findings.oddity(
      at,
      `a node names no image, and gets ${image.name}`,
      "plumbery takes whatever image the platform lists first: name one with `appliance`, or once for all such nodes in the settings with `images: {default: NAME}`",
    );
  } else if (image.from === "nobody" && !part.value.disks?.some(({ unit }) => unit === 0)) {
    // who says how large its disk is knows the image
    const near = nearest(
      image.name,
      IMAGES.map(({ name }) => name),
    );
    findings.oddity(
      part.at("appliance"),
      `image "${image.name}" is not known here, and is taken for the exact name of one`,
      `known images: ${IMAGES.map(({ name }) => name).join(", ")}${near === undefined ? "" : `. Did you mean ${near}?`}`,
      `\`npm run check\` asks the platform for it; where this is a part of its name or no name of today, say which one is meant in the settings: images: {"${image.name}": NAME}`,
    );
  }
  return image;
}

/** The disks by unit: what a node says of a disk replaces what its class says; the image brings disk 0, whose size must be known beside others. */
function readDisks(part: NodePart, outline: NodeOutline, image: ChosenImage, findings: Findings): Disk[] {
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
  const given = disks.get(0)?.disk;
  if (image.diskGb !== undefined && given !== undefined && given.gigabytes < image.diskGb) {
    findings.error(outline.at, `disk 0 has ${given.gigabytes} GB, less than the ${image.diskGb} GB of the image`);
  } else if (image.diskGb !== undefined && given === undefined) {
    const disk: Disk = { unit: 0, gigabytes: image.diskGb, speed: "STANDARD" };
    const size = get(image.said, "disk");
    if (size !== undefined) {
      // its size is what `images` says of what the node says
      const items = [size, get(outline.tree, "appliance") ?? []].flat();
      noteOrigin(disk, { kind: "list", items, at: size.at });
    }
    disks.set(0, { disk, inherited: true });
  } else if (given === undefined && disks.size > 0) {
    findings.error(
      part.at("disks"),
      `the size of the disk of image "${image.name}" is not known: Terraform would remove it where \`disks\` lists others alone`,
      "say it with the others, as in `0 10`, or once for the image in the settings: " +
        `images: {"${part.value.appliance ?? "default"}": {name: "${image.name}", disk: 10}}`,
    );
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

/** Whether steps run on the node. Warns if the image is not suited for them, unless the plan turns them off. */
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
  const newer = newerReleaseFor(image);
  if (newer !== undefined) {
    findings.oddity(
      part.at("appliance"),
      `image "${image}" is older than ${newer}, the first that the steps on a node are made for: \`boot\` fails there`,
      `name a newer one with \`appliance\`, or once for all nodes in the settings: images: {"${part.value.appliance ?? "default"}": NAME}`,
    );
  }
  return guest.isContextualised;
}
