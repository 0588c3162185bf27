import { Failure } from "../../host/failure";

/** The packages of a guest, in the terms of its distribution's archive. */
export interface Recipe {
  readonly suite: string;
  readonly components: string;
  /** Path on the host. */
  readonly keyring: string;
  /** Suite of the same archive that has MySQL; undefined: the guest's own suite. */
  readonly mysqlSuite?: string;
  /** The package that always depends on the newest kernel. */
  readonly kernel: string;
  readonly packages: readonly string[];
}

/** Packages of the platform's Ubuntu images, as far as a deployment or an operator uses them. */
const PACKAGES = [
  "apparmor",
  "ca-certificates",
  "cloud-guest-utils",
  "cloud-init",
  "curl",
  "dbus",
  "e2fsprogs",
  // cloud-init runs apt-get under it if it is installed
  "eatmydata",
  "fdisk",
  "initramfs-tools",
  "iproute2",
  "iputils-ping",
  "kmod",
  "less",
  "lvm2",
  "netbase",
  "netcat-openbsd",
  "nftables",
  "openssh-server",
  "openssl",
  "procps",
  "python3",
  "rsync",
  "sudo",
  "systemd",
  "systemd-sysv",
  "systemd-timesyncd",
  "udev",
  "zstd",
] as const;

/** Debian 13, with MySQL from unstable: Debian's releases have no MySQL. */
export const DEBIAN: Recipe = {
  suite: "trixie",
  components: "main",
  keyring: "/usr/share/keyrings/debian-archive-keyring.gpg",
  mysqlSuite: "sid",
  kernel: "linux-image-cloud-amd64",
  packages: PACKAGES,
};

const UBUNTU_SUITES = ["jammy", "noble"] as const;

/**
 * Ubuntu with its own MySQL.
 * @param suite its code name; undefined: jammy, which is 22.04
 * @throws Failure if the platform has no image of this suite
 */
export function ubuntu(suite: string = UBUNTU_SUITES[0]): Recipe {
  if (!UBUNTU_SUITES.some((known) => known === suite)) {
    throw new Failure(`LAB_UBUNTU_SUITE is ${JSON.stringify(suite)}; it is ${UBUNTU_SUITES.join(", ")}, or not set`);
  }
  return {
    suite,
    // some dependencies of cloud-init and MySQL are in universe
    components: "main universe",
    keyring: "/usr/share/keyrings/ubuntu-archive-keyring.gpg",
    kernel: "linux-image-virtual",
    packages: PACKAGES,
  };
}
