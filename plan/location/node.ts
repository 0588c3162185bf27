import type { InferOutput } from "valibot";
import {
  contains,
  formatIpv4,
  formatIpv4Range,
  type Ipv4Address,
  type Ipv4Range,
  lastOf,
  parseIpv4,
} from "../../platform/addresses/ipv4";
import { findImage, guestOf, IMAGES } from "../../platform/images";
import type { Position } from "../findings/diagnostic";
import { type Findings, NOT_SUPPORTED } from "../findings/findings";
import type { MysqlReader } from "../mysql/members";
import type { KnownLocation, Names } from "../names/names";
import type { Disk, Inbound, Node } from "../plan";
import { check, type Part } from "../shape/check";
import { nearest } from "../shape/nearest";
import { placeOf } from "../yaml/places";
import { type Entry, get, type Tree } from "../yaml/tree";
import { type Glue, NODE } from "./node-shape";
import type { NodeOutline } from "./outline";
import { withoutRepeats } from "./ports";

/** How many addresses at the start of a network the platform keeps for itself: its routers. */
const RESERVED_ADDRESSES = 3;

/** What the nodes of one network have in common. */
export interface NodeContext {
  readonly location: KnownLocation;
  /** Name and range of the network; the range is missing where it is in error. */
  readonly network: { readonly name: string; readonly range: Ipv4Range | undefined };
  readonly names: Names;
  readonly mysql: MysqlReader;
  /** Fixed addresses of the network, with the nodes that have them. */
  readonly taken: Map<Ipv4Address, string>;
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
  const glue = readGlue(part, get(outline.tree, "glue"), context, outline.name, findings);
  const disks = readDisks(part, outline, findings);
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
    ...(value.monitoring !== undefined && { monitoring: value.monitoring }),
    protected: value.destroy === "never",
    contextualised,
    information: [],
    prepare: [],
    ...(mysql !== undefined && { mysql }),
    at: placeOf(withLines(outline.tree, glue), outline.at),
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
  return [...disks.values()].map(({ disk }) => disk).sort((one, other) => one.unit - other.unit);
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

interface NodeGlue {
  readonly internet: readonly Inbound[] | undefined;
  readonly privateIpv4: string | undefined;
  /** What the lines say, by the field of a node that they make. */
  readonly lines: ReadonlyMap<"internet" | "privateIpv4", Tree>;
}

/** What a node says, and its lines of `glue` by what they make of it. */
function withLines(tree: Tree, { lines }: NodeGlue): Tree {
  if (tree.kind !== "mapping" || lines.size === 0) {
    return tree;
  }
  const made = [...lines].map(([field, value]): [string, Entry] => [field, { key: value.at, value }]);
  return { ...tree, entries: new Map([...tree.entries, ...made]) };
}

function readGlue(
  part: NodePart,
  tree: Tree | undefined,
  context: NodeContext,
  name: string,
  findings: Findings,
): NodeGlue {
  let internet: Inbound[] | undefined;
  let privateIpv4: string | undefined;
  const lines = { internet: [] as Tree[], privateIpv4: [] as Tree[] };
  for (const [index, glue] of (part.value.glue ?? []).entries()) {
    const at = part.at("glue", index);
    const line = tree?.kind === "list" ? tree.items[index] : tree;
    if (line !== undefined) {
      lines[glue.kind === "internet" ? "internet" : "privateIpv4"].push(line);
    }
    if (glue.kind === "internet") {
      internet = withoutRepeats([...(internet ?? []), ...glue.ports]);
    } else if (glue.network === "primary" || glue.network === context.network.name) {
      if (privateIpv4 !== undefined) {
        findings.error(at, "a second address in the node's own network; it has one");
      }
      privateIpv4 = readAddress(glue, context, name, at, findings) ?? privateIpv4;
    } else if (context.location.networks.has(glue.network)) {
      findings.unsupported(at, `\`glue\` to further networks ${NOT_SUPPORTED}`);
    } else {
      const near = nearest(glue.network, ["internet", "primary", context.network.name]);
      findings.error(
        at,
        `unknown network "${glue.network}" in \`glue\``,
        `it takes internet and ports, or primary and an address.${near === undefined ? "" : ` Did you mean ${near}?`}`.replace(
          /\.$/,
          "",
        ),
      );
    }
  }
  const said = Object.entries(lines).filter(([, items]) => items.length > 0) as ["internet" | "privateIpv4", Tree[]][];
  return {
    internet,
    privateIpv4,
    lines: new Map(said.map(([field, items]) => [field, { kind: "list", items, at: (items[0] as Tree).at }])),
  };
}

/** A fixed address: `A.B.C.D`, or `.N` for the last number of the network's address. */
function readAddress(
  { address: written, network }: Glue & { kind: "network" },
  { network: { range }, taken }: NodeContext,
  name: string,
  at: Position,
  findings: Findings,
): string | undefined {
  if (written === undefined) {
    findings.error(at, `\`glue: ${network}\` names no address`, "it takes one such as .10 or 10.1.0.10");
    return undefined;
  }
  if (range === undefined) {
    return undefined;
  }
  const base = formatIpv4(range.address);
  const address = parseIpv4(written.startsWith(".") ? base.slice(0, base.lastIndexOf(".")) + written : written);
  const usable = { first: range.address + RESERVED_ADDRESSES + 1, last: lastOf(range) - 1 };
  const wanted = `nodes take ${formatIpv4(usable.first)} to ${formatIpv4(usable.last)}`;
  if (address === undefined) {
    findings.error(at, `"${written}" in \`glue\` is no address`, wanted);
  } else if (!contains(range, address)) {
    findings.error(at, `the address ${formatIpv4(address)} is outside the network ${formatIpv4Range(range)}`, wanted);
  } else if (address < usable.first || address > usable.last) {
    findings.error(
      at,
      `the address ${formatIpv4(address)} is reserved in the network ${formatIpv4Range(range)}`,
      wanted,
    );
  } else if (taken.has(address)) {
    findings.error(at, `the address ${formatIpv4(address)} is the one of ${taken.get(address)}`, wanted);
  } else {
    taken.set(address, name);
    return formatIpv4(address);
  }
  return undefined;
}
