import { authorizedKeysFile } from "../../../templates/authorized-keys";
import { firewallFile } from "../../../templates/firewall";
import { hostsFile } from "../../../templates/hosts";
import { readyFile } from "../../../templates/ready";
import { renderScript } from "../../../templates/scripts/script";
import { filled, NamespaceNode } from "../namespace-node";
import { value } from "../values";

export const KEY = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIBxLB3qFz0+EVCgC7f859lXw5A4rUqR3FqTnjfnlpn/I deployer";
const PEER = { name: "slave-sql", ipv6: value("slave") };

/** What differs from one upload to the next. */
export interface Changes {
  readonly slave?: string;
  readonly operators?: readonly string[];
}

/** A node as it is when `configure` and `ready` come to it. */
export async function startBootedNode(): Promise<NamespaceNode> {
  const node = await NamespaceNode.start();
  node.must("id ubuntu || useradd --create-home --shell /bin/bash ubuntu");
  // the C library gives no IPv6 address to a machine that has none
  node.must("ip address add 2001:db8:a::1/128 dev lo");
  node.write("/etc/hosts", "127.0.0.1 localhost\n# by hand\n10.0.0.9 printer\n");
  // systemctl enables without a system that runs, but starts nothing
  node.stub(
    "systemctl",
    `echo "$*" >>/run/calls
case $* in
*enable*) exec /usr/bin/systemctl "$@" ;;
'is-active --quiet plumbline-firewall.service') test -e /run/started ;;
'start plumbline-firewall.service') touch /run/started; eval "$(sed -n s/^ExecStart=//p /etc/systemd/system/plumbline-firewall.service)" ;;
esac`,
  );
  upload(node);
  return node;
}

/** Uploads both steps, as Terraform does. */
export function upload(node: NamespaceNode, changes: Changes = {}): void {
  const { slave = "2001:DB8:B:0:0:0:0:2", operators = [KEY.replace("deployer", "ann")] } = changes;
  const values = { slave, master: "2001:db8:a:0:0:0:0:1", deployer: KEY };
  const ports = [
    { protocol: "tcp", begin: 3306, end: 3306 },
    { protocol: "icmp", begin: 0, end: 0 },
  ] as const;
  const files = {
    hosts: hostsFile({ self: { name: "master-sql", ipv6: value("master") }, peers: [PEER] }),
    "authorized-keys": authorizedKeysFile({ loginUser: "ubuntu", deployer: value("deployer"), operators }),
    "firewall.nft": firewallFile({
      ssh: undefined,
      inbound: [],
      accept: [{ from: value("slave"), comment: "slave", ports }],
    }),
  };
  const texts = Object.entries(files).map(([name, file]) => [name, filled(file, values)] as const);
  node.upload("configure", { "configure.sh": renderScript("configure"), ...Object.fromEntries(texts) });
  const expectations = filled(
    readyFile({ name: "node", loginUser: "ubuntu", peers: [PEER], ntp: true, disksGb: 10 }),
    values,
  );
  node.upload("ready", { "ready.sh": renderScript("ready"), expectations });
}

/** All that either step could change, with the inodes and times of files. */
export function state(node: NamespaceNode): string {
  const places = "/etc/hosts /home/ubuntu/.ssh /etc/plumbline /etc/systemd/system";
  return node.must(`nft list ruleset; find ${places} -printf '%p %i %T@ %M %u\\n'`);
}
