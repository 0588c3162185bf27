import template from "./expectations.ejs";
import type { HostEntry } from "./hosts";
import { late, nodeFile } from "./late";
import type { NodeFile } from "./node-file";
import { render } from "./render";

/** What `ready` holds a node against: bash assignments, read by the script that lies beside it. */
export function readyFile(props: {
  /** Host name. */
  readonly name: string;
  /** Nodes whose names must resolve to their IPv6 addresses. */
  readonly peers: readonly HostEntry[];
  /** Whether the clock must be synchronised. */
  readonly ntp: boolean;
  /** Sum of all disks in gigabytes, the image's included: what the root file system has grown to. */
  readonly disksGb: number;
}): NodeFile {
  const { name, ntp, disksGb } = props;
  const peers = props.peers.map((peer) => ({ name: peer.name, ipv6: late(peer.ipv6) }));
  return nodeFile({
    name: "ready/expectations",
    becomes: "what ready expects of the node",
    text: render(template, { name, peers, ntp, disksGb }),
  });
}
