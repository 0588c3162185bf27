import { Failure } from "../../host/failure";

/** A guest, in the words of its distribution's package archive. */
export interface Recipe {
  readonly suite: string;
  readonly components: string;
  /** Of the host. */
  readonly keyring: string;
  /** Suite of the same archive that has MySQL; undefined: the guest's own. */
  readonly mysqlSuite?: string;
  /** The package that always depends on the newest kernel. */
  readonly kernel: string;
  readonly packages: readonly string[];
}

/** What an Ubuntu of the platform has, as far as a deployment or somebody who looks at one uses it. */
const PACKAGES = [
  "apparmor",
  "ca-certificates",
  "cloud-guest-utils",
  "cloud-init",
  "curl",
  "dbus",
  "e2fsprogs",
  // cloud-init runs apt-get with it where it is there
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

/** Debian 13, with MySQL from the unstable suite: Debian's releases have none. */
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
 * Ubuntu with all that it has itself.
 * @param suite Its code name; undefined: jammy, which is 22.04.
 * @throws Failure where the suite is not one that the platform's images have
 */
export function ubuntu(suite: string = UBUNTU_SUITES[0]): Recipe {
  if (!UBUNTU_SUITES.some((known) => known === suite)) {
    throw new Failure(`LAB_UBUNTU_SUITE is ${JSON.stringify(suite)}; it is ${UBUNTU_SUITES.join(", ")}, or not set`);
  }
  return {
    suite,
    // cloud-init's and MySQL's dependencies are partly in universe
    components: "main universe",
    keyring: "/usr/share/keyrings/ubuntu-archive-keyring.gpg",
    kernel: "linux-image-virtual",
    packages: PACKAGES,
  };
}
