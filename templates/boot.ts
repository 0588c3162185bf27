import { createHash } from "node:crypto";
import { Refusal } from "../platform/refusal";
import datasource from "./99-plumbline.cfg.ejs";
import { type CloudConfigPart, mergeCloudConfig } from "./cloud-config";
import { type FilledTree, filledTree, holdsSecret, isFilledList } from "./filled-text";
import { filledYaml } from "./filled-yaml";
import { type CloudConfig, GUEST_PROGRAM, type GuestBoot, guestBoot } from "./guest/guest-boot";
import { expiryProblems, isRootLetIn, sshdOpening } from "./guest/logins";
import { reconciled } from "./guest/own-settings";
import { type Fill, type NodeFile, nodeFile } from "./node-file";
import { render } from "./render";
import firstBoot from "./scripts/first-boot.sh.ejs";
import { sshdFile } from "./sshd";

/** Packages that the steps themselves need on a node. */
const PACKAGES = ["nftables"];

/** An addition to the script of the first boot, which runs as root after the packages are installed. */
export interface FirstBootScript {
  /** Functions of bash. */
  readonly functions: string;
  /** Lines of its `main`, which stops at the first one that fails. */
  readonly commands: string;
  /**
   * Packages that it installs in a way of its own, so that cloud-init must not.
   * @default - none
   */
  readonly installs?: readonly string[];
}

export interface BootProps {
  /** Host name, one label. */
  readonly node: string;
  /** Account that Terraform and operators log in with. */
  readonly loginUser: string;
  /** NTP servers; empty: those of the distribution. */
  readonly ntp: readonly string[];
  /** Packages to install, besides those that the steps need. */
  readonly packages: readonly string[];
  /** Additions to the script of the first boot, in this order. */
  readonly scripts: readonly FirstBootScript[];
  /** Additions to user-data, in this order. */
  readonly userData: readonly { readonly by: string; readonly values: (fill: Fill) => CloudConfigPart["values"] }[];
  /**
   * What the plan or the program wants of cloud-init, be it otherwise than the node's own.
   * @default - nothing
   */
  readonly cloudConfig?: CloudConfig | undefined;
}

/**
 * What cloud-init reads on a node's first boot, as a NoCloud seed. A function of the node alone, and of what is added to
 * it. A secret is in it only where a cloud-config has one that no file can hold; then there is another text of it, with
 * which the node goes on when its first boot is over.
 * Source: https://cloudinit.readthedocs.io/en/latest/reference/modules.html
 * @throws Refusal where additions to user-data contradict each other or the node's own, or no step could log in any more
 */
export function bootFiles(props: BootProps): readonly NodeFile[] {
  const { cloudConfig } = props;
  const guest = cloudConfig && guestBoot(cloudConfig);
  const problems = cloudConfig ? expiryProblems(props.loginUser, cloudConfig) : [];
  if (problems.length > 0) {
    throw new Refusal(problems.join("\n"));
  }
  const { own, wanted } = reconciled(ownConfig(props, guest), userDataOf(guest, props.scripts));
  const textOf = (ownPart: CloudConfig, wantedPart: CloudConfig) => (fill: Fill) => {
    const parts = [
      { by: "base", values: filledMapping(ownPart, fill) },
      ...(guest ? [{ by: "cloud-config", values: filledMapping(wantedPart, fill) }] : []),
      ...props.userData.map(({ by, values }) => ({ by, values: values(fill) })),
    ];
    return `#cloud-config\n${filledYaml(mergeCloudConfig(parts))}`;
  };
  const userData = nodeFile({
    name: "boot/user-data",
    target: "/var/lib/cloud/seed/nocloud/user-data",
    text: textOf(own, wanted),
    inQuotes: true,
  });
  const hash = createHash("sha256").update(userData.text).digest("hex");
  return [
    userData,
    nodeFile({
      name: "boot/meta-data",
      target: "/var/lib/cloud/seed/nocloud/meta-data",
      // cloud-init takes another id for another first boot; the same text always has the same id
      text: filledYaml({ "instance-id": `plumbline-${hash.slice(0, 32)}`, "local-hostname": props.node }),
    }),
    nodeFile({
      name: "boot/99-plumbline.cfg",
      target: "/etc/cloud/cloud.cfg.d/99-plumbline.cfg",
      text: render(datasource, {}),
    }),
    ...(guest?.files ?? []),
    ...(guest && (guest.beginsEarly || holdsSecret(own) || holdsSecret(wanted))
      ? [settledUserData(textOf, own, wanted, guest)]
      : []),
  ];
}

/** What a cloud-config leaves to cloud-init, without the packages that scripts of the first boot install. */
function userDataOf(guest: GuestBoot | undefined, scripts: readonly FirstBootScript[]): CloudConfig {
  const { packages, ...others } = guest?.userData ?? {};
  const installed = new Set<FilledTree>(scripts.flatMap(({ installs = [] }) => installs));
  const left = isFilledList(packages) ? packages.filter((name) => !installed.has(name)) : packages;
  return left === undefined ? others : { ...others, packages: left };
}

type TextOf = (own: CloudConfig, wanted: CloudConfig) => (fill: Fill) => string;

/** What cloud-init starts from once the first boot is over: it repeats nothing of what had a secret. */
function settledUserData(textOf: TextOf, own: CloudConfig, wanted: CloudConfig, guest: GuestBoot): NodeFile {
  const { bootcmd, ...once } = Object.fromEntries(Object.entries(own).filter(([, value]) => !holdsSecret(value)));
  return nodeFile({
    name: "boot/settled-user-data",
    target: "user-data after the first boot",
    text: textOf(
      { ...once, ...(bootcmd !== undefined && guest.hasBootCommands ? { bootcmd } : {}) },
      Object.fromEntries(Object.entries(wanted).filter(([, value]) => !holdsSecret(value))),
    ),
    inQuotes: true,
  });
}

function filledMapping(config: CloudConfig, fill: Fill): CloudConfigPart["values"] {
  return filledTree(config, fill) as CloudConfigPart["values"];
}

function ownConfig(props: BootProps, guest: GuestBoot | undefined): CloudConfig {
  const beginsEarly = guest && (guest.beginsEarly || guest.hasBootCommands);
  return {
    hostname: props.node,
    preserve_hostname: false,
    manage_etc_hosts: false,
    // every image has it, and every node then has the same messages
    locale: "C.UTF-8",
    // without `default` in `users`, the image makes no account with its own name
    users: [{ name: props.loginUser, lock_passwd: true, shell: "/bin/bash", sudo: "ALL=(ALL) NOPASSWD:ALL" }],
    disable_root: true,
    ssh_pwauth: false,
    // keeps the host key, which Terraform made and every connection pins
    ssh_deletekeys: false,
    ssh_genkeytypes: ["ed25519"],
    apt: { conf: 'Acquire::Retries "3";\nDPkg::Lock::Timeout "600";\n' },
    package_update: true,
    package_upgrade: true,
    // a restart in the middle of the last stage would come before the script below
    package_reboot_if_required: false,
    packages: [...new Set([...PACKAGES, ...props.packages])].sort(),
    ntp: { enabled: true, ...(props.ntp.length > 0 ? { servers: [...props.ntp] } : {}) },
    write_files: [
      // not yet under a name that sshd reads: keywords that sshd does not know would keep it from starting
      {
        path: "/etc/ssh/sshd_config.d/10-plumbline.conf.new",
        owner: "root:root",
        permissions: "0644",
        content: sshdFile(sshdOpening(props.cloudConfig)),
      },
      {
        path: "/var/lib/plumbline/first-boot.sh",
        owner: "root:root",
        permissions: "0700",
        content: render(firstBoot, {
          scripts: props.scripts,
          rootIsLetIn: isRootLetIn(props.cloudConfig),
          guest: guest && GUEST_PROGRAM,
        }),
      },
    ],
    ...(beginsEarly ? { bootcmd: [["python3", GUEST_PROGRAM, "bootcmd"]] } : {}),
    // without -e, plain sh reports only the status of the last command
    runcmd: ["set -e", ["bash", "/var/lib/plumbline/first-boot.sh"]],
  };
}
