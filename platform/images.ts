import catalogue from "./images.json";

/** An operating system image of the platform's library. */
export interface Image {
  /** Exact name, as `image/osImage?name=` wants it. */
  readonly name: string;
  /** Size in gigabytes of the disk at SCSI unit 0, which the provider wants listed with the others. */
  readonly diskGb: number;
}

/** Images known here; a plan may name any other exactly, with the size of its disk. */
export const IMAGES: readonly Image[] = catalogue.images;

/** What the operating system of an image is like to those who work on it. */
export interface Guest {
  /** Whose packages and places of files it has. */
  readonly family: "debian" | "redhat" | "suse" | "windows";
  /** The account that Terraform and operators log in with, and that may become root; made where the image has none. */
  readonly loginUser: string;
  /** Whether it takes logins over SSH, and user-data of cloud-init: without, no step can run on it. */
  readonly isContextualised: boolean;
}

/** Ubuntu, for which an image is taken whose name says nothing else. */
const UBUNTU: Guest = { family: "debian", loginUser: "ubuntu", isContextualised: true };

/**
 * Guests by what the names of their images hold, in this order.
 * Source of the accounts: `default_user` of each distribution in cloud-init's config/cloud.cfg.tmpl
 */
const GUESTS: readonly (readonly [name: RegExp, guest: Guest])[] = [
  [/ubuntu/i, UBUNTU],
  [/debian/i, { family: "debian", loginUser: "debian", isContextualised: true }],
  [/cent ?os/i, { family: "redhat", loginUser: "centos", isContextualised: true }],
  [/red ?hat|\brhel/i, { family: "redhat", loginUser: "cloud-user", isContextualised: true }],
  [/oracle/i, { family: "redhat", loginUser: "opc", isContextualised: true }],
  [/suse|\bsles/i, { family: "suse", loginUser: "sles", isContextualised: true }],
  [/\bwin(dows|20\d\d|\b)/i, { family: "windows", loginUser: "Administrator", isContextualised: false }],
];

/** The guest of an image, by the image's name. */
export function guestOf(image: string): Guest {
  return GUESTS.find(([name]) => name.test(image))?.[1] ?? UBUNTU;
}

/** Oldest releases that the steps on a node are made for, by what the names of images begin with. */
const OLDEST_RELEASES: Readonly<Record<string, number>> = { ubuntu: 22.04, debian: 12 };

/** The oldest release that the steps are made for, e.g. `Ubuntu 22.04`, where the image's is older. */
export function newerReleaseFor(image: string): string | undefined {
  const [, system = "", release] = /(ubuntu|debian)\D{0,3}(\d+(?:\.\d+)?)/i.exec(image) ?? [];
  const oldest = OLDEST_RELEASES[system.toLowerCase()];
  return oldest !== undefined && Number(release) < oldest ? `${system} ${oldest}` : undefined;
}

/** All accounts that people may log in with. */
export const LOGIN_USERS: readonly string[] = GUESTS.map(([, { loginUser }]) => loginUser);

/**
 * The image that a plan's `appliance` means: an exact name, or (as in plumbery) a part of one, which picks the first
 * image that holds it. Undefined where none does.
 */
export function findImage(appliance: string): Image | undefined {
  return IMAGES.find((image) => image.name === appliance) ?? IMAGES.find((image) => image.name.includes(appliance));
}
