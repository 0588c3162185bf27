import { nearest } from "../../plan/shape/nearest";
import { Failure } from "../cli/command";
import type { DeployedNode, Outputs } from "../terraform/outputs";

export type Nodes = Outputs["nodes"];
/** Where a node is, whether or not people log in there. */
export type Addresses = Outputs["unattended"][string];

/**
 * Finds the node that an operator means: by its full id, `LOCATION::NAME`, or by its name if that is unique. Throws a
 * Failure with the nearest names, or with the ids to choose from.
 */
export function chooseNode<Known extends Addresses>(
  nodes: Readonly<Record<string, Known>>,
  wanted: string,
): { readonly id: string; readonly node: Known } {
  const exact = nodes[wanted];
  if (exact !== undefined && Object.hasOwn(nodes, wanted)) {
    return { id: wanted, node: exact };
  }
  const ids = Object.keys(nodes).sort();
  const named = Object.entries(nodes).filter(([, { name }]) => name === wanted);
  const [only] = named;
  if (only !== undefined && named.length === 1) {
    return { id: only[0], node: only[1] };
  }
  if (named.length > 1) {
    throw new Failure(`${named.length} nodes are called ${JSON.stringify(wanted)}`, [
      `say which: ${named
        .map(([id]) => id)
        .sort()
        .join(", ")}`,
    ]);
  }
  const near = nearest(wanted, [...ids, ...Object.values(nodes).map(({ name }) => name)]);
  throw new Failure(`unknown node ${JSON.stringify(wanted)}`, [
    `nodes of this stack: ${ids.join(", ")}`,
    ...(near === undefined ? [] : [`did you mean ${near}?`]),
  ]);
}

/** The shortest unique name of a node: its host name, or its id if others have the same name. */
export function shortName(nodes: Nodes, id: string): string {
  const name = nodes[id]?.name;
  const namesakes = Object.values(nodes).filter((node) => node.name === name);
  return name !== undefined && namesakes.length === 1 ? name : id;
}

/** The address to log in at: public, or private if the node has no public one (reached through a VPN). */
export function loginAddress(node: DeployedNode): string {
  return node.public_ipv4 ?? node.private_ipv4;
}
