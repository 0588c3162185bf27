import type { Diagnostic } from "../../plan/findings/diagnostic";
import { nodesOf } from "../../plan/nodes";
import type { Location, Node } from "../../plan/plan";
import { nearest } from "../../plan/shape/nearest";
import type { CloudControl } from "../cloudcontrol/cloudcontrol";
import type { Resource } from "../cloudcontrol/resource";
import { namesOf } from "./location-nodes";

/** Largest number of names in a message. */
const MOST_SHOWN = 8;

/**
 * The platform's library and the customer's, in the provider's order, each with the API version that the provider uses.
 */
const LIBRARY = { path: "image/osImage", version: "2.9" } as const;
const CUSTOMER_LIBRARY = { path: "image/customerImage", version: "2.5" } as const;

/** Checks that each image of a location's nodes exists under its exact name, runs Linux, and has the plan's disks. */
export async function checkImages(location: Location, api: CloudControl): Promise<Diagnostic[]> {
  // a server that stands needs its image no more
  const nodes = nodesOf(location).filter(({ adopted }) => !adopted);
  const images = [...new Set(nodes.map(({ image }) => image))];
  const checked = await Promise.all(
    images.map((image) =>
      checkImage(
        image,
        nodes.filter((node) => node.image === image),
        location,
        api,
      ),
    ),
  );
  return checked.flat();
}

async function checkImage(
  name: string,
  nodes: readonly Node[],
  { id: datacenterId }: Location,
  api: CloudControl,
): Promise<Diagnostic[]> {
  const search = async ({ path, version }: typeof LIBRARY | typeof CUSTOMER_LIBRARY) =>
    // a search by parts of names, or without case, would find more than the provider does
    (await api.list(path, version, { name, datacenterId })).filter((image) => image.name === name);
  const [image, ...others] = await search(LIBRARY);
  if (others.length > 0) {
    return told(nodes, `${others.length + 1} images are called "${name}" at ${datacenterId}`, [
      "the provider takes a name that only one image has",
    ]);
  }
  if (image !== undefined) {
    return nodes.flatMap((node) => imageProblems(node, image, datacenterId));
  }
  const isCustomers = (await search(CUSTOMER_LIBRARY)).length > 0;
  const all = await api.list(LIBRARY.path, LIBRARY.version, { datacenterId });
  const hints = nearestNames(
    name,
    all.map((one) => String(one.name)),
  );
  return isCustomers
    ? told(nodes, `image "${name}" at ${datacenterId} is one of the customer's`, [
        "the provider gives those no administrator password, with which nodes are set up; take one of the platform's",
        ...hints,
      ])
    : told(nodes, `there is no image "${name}" at ${datacenterId}`, hints);
}

function told(nodes: readonly Node[], message: string, hints: readonly string[]): Diagnostic[] {
  const [first] = nodes;
  const others = nodes.length > 1 ? [`wanted by ${namesOf(nodes)}`] : [];
  return first === undefined ? [] : [{ severity: "error", at: first.at, message, hints: [...others, ...hints] }];
}

/** What makes an image unsuitable for a node. */
export function imageProblems(node: Node, image: Resource, dataCentre: string): Diagnostic[] {
  const error = (message: string, ...hints: string[]): Diagnostic => ({
    severity: "error",
    at: node.at,
    message,
    hints,
  });
  const what = `image "${node.image}" at ${dataCentre}`;
  const family = (image.guest?.operatingSystem ?? image.operatingSystem)?.family;
  if (node.contextualised && family !== undefined && family !== "UNIX") {
    return [
      error(`${what} is for ${family}`, "no step can run there; leave the node to yourself: contextualise: never"),
    ];
  }
  const disks: readonly Resource[] = image.scsiController?.[0]?.disk ?? image.disk ?? [];
  return disks.flatMap(({ scsiId, sizeGb }) => {
    const planned = node.disks.find(({ unit }) => unit === scsiId);
    if (planned === undefined && node.disks.length === 0) {
      // Terraform lists none then, and leaves those of the image alone
      return [];
    }
    if (planned === undefined) {
      return error(
        `${what} brings a disk ${scsiId} of ${sizeGb} GB that ${node.name} does not list`,
        `Terraform would remove it; add to \`disks\`: ${scsiId} ${sizeGb}`,
      );
    }
    return planned.gigabytes >= sizeGb
      ? []
      : error(
          `disk ${scsiId} of ${node.name} has ${planned.gigabytes} GB in the plan, ${sizeGb} GB in the ${what}`,
          `a disk does not shrink; say so in \`disks\`: ${scsiId} ${sizeGb}`,
        );
  });
}

/** Names of images that may have been meant: the nearest spelling first, then the same operating system, then all. */
export function nearestNames(wanted: string, names: readonly string[]): string[] {
  if (names.length === 0) {
    return ["there are no images at all"];
  }
  const system = systemOf(wanted);
  const near = nearest(wanted, names);
  const sorted = [...new Set(names)].sort((one, other) => one.localeCompare(other, "en", { numeric: true }));
  const akin = sorted.filter((name) => name === near || systemOf(name) === system);
  const ranked = (akin.length > 0 ? akin : sorted).sort((one, other) => Number(other === near) - Number(one === near));
  const more = ranked.length > MOST_SHOWN ? ` and ${ranked.length - MOST_SHOWN} more` : "";
  return [`${akin.length > 0 ? "nearest" : "images"} there: ${ranked.slice(0, MOST_SHOWN).join(", ")}${more}`];
}

/** The operating system that a name begins with, e.g. `ubuntu` of `Ubuntu 22.04 64-bit 2 CPU`. */
function systemOf(name: string): string {
  return /^[a-z]+/.exec(name.trim().toLowerCase())?.[0] ?? "";
}
