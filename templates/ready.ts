import template from "./expectations.ejs";
import type { HostEntry } from "./hosts";
import { type NodeFile, nodeFile } from "./node-file";
import { render } from "./render";

/** What `ready` compares a node with: bash assignments, which the script beside it reads. */
export function readyFile(props: {
  /** Host name; empty: it is not looked at. */
  readonly name: string;
  /** Account that people log in with. */
  readonly loginUser: string;
  /** Nodes whose names must resolve to their IPv6 addresses. */
  readonly peers: readonly HostEntry[];
  /** Whether the clock must be synchronised. */
  readonly ntp: boolean;
  /** Sum of all disks in gigabytes, including the image's: the size to which the root file system has grown. */
  readonly disksGb: number;
  /**
   * Values of sshd in the place of the baseline's.
   * @default - none
   */
  readonly sshd?: Readonly<Record<string, string>>;
  /**
   * Whether root may have a password.
   * @default false
   */
  readonly rootPassword?: boolean;
}): NodeFile {
  const { name, loginUser, peers, ntp, disksGb, sshd = {}, rootPassword = false } = props;
  return nodeFile({
    name: "ready/expectations",
    target: "what ready expects of the node",
    text: (fill) =>
      render(template, {
        name,
        loginUser,
        peers: peers.map((peer) => ({ name: peer.name, ipv6: fill(peer.ipv6) })),
        ntp,
        disksGb,
        sshd,
        rootPassword,
      }),
  });
}
