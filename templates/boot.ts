import { createHash } from "node:crypto";
import { stringify } from "yaml";
import { LOGIN_USER } from "../platform/baseline/login";
import datasource from "./99-plumbline.cfg.ejs";
import { type NodeFile, nodeFile } from "./node-file";
import { render } from "./render";
import firstBoot from "./scripts/first-boot.sh.ejs";
import { sshdFile } from "./sshd";

/** Packages that the steps themselves need on a node. */
const PACKAGES = ["nftables"];

/** Installed by the script of the first boot, which knows what to do where that goes wrong. */
const MYSQL = "mysql-server";

/**
 * What cloud-init reads on a node's first boot, as a NoCloud seed. A function of the node alone: it holds no secret and
 * no peer, so that neither ever asks for another first boot.
 * Source: https://cloudinit.readthedocs.io/en/latest/reference/modules.html
 */
export function bootFiles(props: {
  /** Host name, one label. */
  readonly node: string;
  /** NTP servers; empty: those of the distribution. */
  readonly ntp: readonly string[];
  /** Packages to install, beside those that the steps need. */
  readonly packages: readonly string[];
}): readonly NodeFile[] {
  const userData = `#cloud-config\n${yaml(cloudConfig(props))}`;
  const hash = createHash("sha256").update(userData).digest("hex");
  return [
    nodeFile({ name: "boot/user-data", target: "/var/lib/cloud/seed/nocloud/user-data", text: userData }),
    nodeFile({
      name: "boot/meta-data",
      target: "/var/lib/cloud/seed/nocloud/meta-data",
      // another id is another first boot to cloud-init; the same text never is
      text: yaml({ "instance-id": `plumbline-${hash.slice(0, 32)}`, "local-hostname": props.node }),
    }),
    nodeFile({
      name: "boot/99-plumbline.cfg",
      target: "/etc/cloud/cloud.cfg.d/99-plumbline.cfg",
      text: render(datasource, {}),
    }),
  ];
}

function cloudConfig(props: { node: string; ntp: readonly string[]; packages: readonly string[] }): object {
  return {
    hostname: props.node,
    preserve_hostname: false,
    manage_etc_hosts: false,
    // in every image, and the same messages on every node
    locale: "C.UTF-8",
    // a `users` without `default` makes no account of the image's own name
    users: [{ name: LOGIN_USER, lock_passwd: true, shell: "/bin/bash", sudo: "ALL=(ALL) NOPASSWD:ALL" }],
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
    packages: [...new Set([...PACKAGES, ...props.packages.filter((name) => name !== MYSQL)])].sort(),
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
        content: render(firstBoot, { mysql: props.packages.includes(MYSQL) }),
      },
    ],
    // plain sh without -e tells the status of the last command only
    runcmd: ["set -e", ["bash", "/var/lib/plumbline/first-boot.sh"]],
  };
}

const written = new Map<string, string>();

/**
 * A mapping, entry by entry: most entries are the same for all nodes, and are written once. cloud-init reads YAML 1.1, in
 * which a bare `no` or `12:30` is not text.
 */
function yaml(mapping: object): string {
  return Object.entries(mapping)
    .map(([key, value]) => {
      const entry = JSON.stringify([key, value]);
      const text = written.get(entry) ?? stringify({ [key]: value }, { version: "1.1", lineWidth: 0 });
      written.set(entry, text);
      return text;
    })
    .join("");
}
