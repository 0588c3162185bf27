import { createHash } from "node:crypto";
import datasource from "./99-plumbline.cfg.ejs";
import { type CloudConfigPart, mergeCloudConfig } from "./cloud-config";
import { filledYaml } from "./filled-yaml";
import { type Fill, type NodeFile, nodeFile } from "./node-file";
import { render } from "./render";
import firstBoot from "./scripts/first-boot.sh.ejs";
import { sshdFile } from "./sshd";

/** Packages that the steps themselves need on a node. */
const PACKAGES = ["nftables"];

/** What somebody adds to the script of the first boot, which runs as root once the packages are installed. */
export interface FirstBootScript {
  /** Functions of bash. */
  readonly functions: string;
  /** Lines of its `main`, which ends at the first that fails. */
  readonly commands: string;
}

export interface BootProps {
  /** Host name, one label. */
  readonly node: string;
  /** Account that Terraform and operators log in with. */
  readonly loginUser: string;
  /** NTP servers; empty: those of the distribution. */
  readonly ntp: readonly string[];
  /** Packages to install, beside those that the steps need. */
  readonly packages: readonly string[];
  /** What is added to the script of the first boot, in this order. */
  readonly scripts: readonly FirstBootScript[];
  /** What is added to user-data, in this order. */
  readonly userData: readonly { readonly by: string; readonly values: (fill: Fill) => CloudConfigPart["values"] }[];
}

/**
 * What cloud-init reads on a node's first boot, as a NoCloud seed. A function of the node alone, and of what is added to
 * it: it holds no secret, so that none ever asks for another first boot.
 * Source: https://cloudinit.readthedocs.io/en/latest/reference/modules.html
 * @throws Refusal where additions to user-data contradict each other or the node's own
 */
export function bootFiles(props: BootProps): readonly NodeFile[] {
  const userData = nodeFile({
    name: "boot/user-data",
    target: "/var/lib/cloud/seed/nocloud/user-data",
    text: (fill) => {
      const added = props.userData.map(({ by, values }) => ({ by, values: values(fill) }));
      return `#cloud-config\n${filledYaml(mergeCloudConfig([{ by: "base", values: ownConfig(props) }, ...added]))}`;
    },
  });
  const hash = createHash("sha256").update(userData.text).digest("hex");
  return [
    userData,
    nodeFile({
      name: "boot/meta-data",
      target: "/var/lib/cloud/seed/nocloud/meta-data",
      // another id is another first boot to cloud-init; the same text never is
      text: filledYaml({ "instance-id": `plumbline-${hash.slice(0, 32)}`, "local-hostname": props.node }),
    }),
    nodeFile({
      name: "boot/99-plumbline.cfg",
      target: "/etc/cloud/cloud.cfg.d/99-plumbline.cfg",
      text: render(datasource, {}),
    }),
  ];
}

function ownConfig(props: BootProps): CloudConfigPart["values"] {
  return {
    hostname: props.node,
    preserve_hostname: false,
    manage_etc_hosts: false,
    // in every image, and the same messages on every node
    locale: "C.UTF-8",
    // a `users` without `default` makes no account of the image's own name
    users: [{ name: props.loginUser, lock_passwd: true, shell: "/bin/bash", sudo: "ALL=(ALL) NOPASSWD:ALL" }],
    disable_root: true,
    ssh_pwauth: false,
    // the host key is the one that Terraform made and every connection pins
    ssh_deletekeys: false,
    ssh_genkeytypes: ["ed25519"],
    apt: { conf: 'Acquire::Retries "3";\nDPkg::Lock::Timeout "600";\n' },
    package_update: true,
    package_upgrade: true,
    // in the middle of the last stage it would come before the script below
    package_reboot_if_required: false,
    packages: [...new Set([...PACKAGES, ...props.packages])].sort(),
    ntp: { enabled: true, ...(props.ntp.length > 0 ? { servers: [...props.ntp] } : {}) },
    write_files: [
      // not yet under a name that sshd reads: words that it does not know would keep it from starting
      {
        path: "/etc/ssh/sshd_config.d/10-plumbline.conf.new",
        owner: "root:root",
        permissions: "0644",
        content: sshdFile(),
      },
      {
        path: "/var/lib/plumbline/first-boot.sh",
        owner: "root:root",
        permissions: "0700",
        content: render(firstBoot, { scripts: props.scripts }),
      },
    ],
    // plain sh without -e tells the status of the last command only
    runcmd: ["set -e", ["bash", "/var/lib/plumbline/first-boot.sh"]],
  };
}
