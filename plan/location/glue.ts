import { isLogin, LOGIN_PORT } from "../../platform/baseline/login";
import type { Position } from "../findings/diagnostic";
import type { Findings } from "../findings/findings";
import { idOf, type KnownLocation, type Names } from "../names/names";
import type { Card, Inbound } from "../plan";
import { nearest } from "../shape/nearest";
import { placeOf } from "../yaml/places";
import type { Entry, Tree } from "../yaml/tree";
import { type NetworkAddresses, takeAddress } from "./fixed-address";
import type { Glue } from "./node-shape";
import { withoutRepeats } from "./ports";

/** What a node is glued to. */
export interface NodeGlue {
  /** Undefined: not to the Internet. */
  readonly internet: readonly Inbound[] | undefined;
  /** The fixed address of its primary card. */
  readonly privateIpv4: string | undefined;
  readonly cards: readonly Card[];
  /** What the lines say, by the field of a node that they make. */
  readonly lines: ReadonlyMap<Field, Tree>;
}

type Field = "internet" | "privateIpv4";

export interface GlueContext {
  readonly location: KnownLocation;
  /** Name of the node's own network. */
  readonly network: string;
  /** The addresses of all networks of the network domain, by their names. */
  readonly addresses: ReadonlyMap<string, NetworkAddresses>;
  readonly names: Names;
}

/** What a node says, and its lines of `glue` by what they make of it. */
export function withLines(tree: Tree, lines: NodeGlue["lines"]): Tree {
  if (tree.kind !== "mapping" || lines.size === 0) {
    return tree;
  }
  const made = [...lines].map(([field, value]): [string, Entry] => [field, { key: value.at, value }]);
  return { ...tree, entries: new Map([...tree.entries, ...made]) };
}

/**
 * Reads what the lines of `glue` of a node mean.
 * @param written the lines, which their shape has made
 * @param tree the same lines as they stand in the plan: one, or a list of them
 */
export function readGlue(
  written: readonly Glue[],
  tree: Tree | undefined,
  context: GlueContext,
  node: string,
  findings: Findings,
): NodeGlue {
  let internet: Inbound[] | undefined;
  let privateIpv4: string | undefined;
  const cards: Card[] = [];
  const lines = new Map<Field, Tree & { kind: "list" }>();
  const note = (field: Field, line: Tree) =>
    lines.set(field, { kind: "list", items: [...(lines.get(field)?.items ?? []), line], at: line.at });
  for (const [index, glue] of written.entries()) {
    const line = (tree?.kind === "list" ? tree.items[index] : tree) as Tree;
    if (glue.kind === "internet") {
      note("internet", line);
      tellPorts(glue.ports, line.at, findings);
      internet = withoutRepeats([...(internet ?? []), ...glue.ports]);
    } else if (glue.network === "primary" || glue.network === context.network) {
      note("privateIpv4", line);
      if (privateIpv4 !== undefined) {
        findings.error(line.at, "a second address in the node's own network; it has one");
      }
      privateIpv4 = readPrimary(glue, context, node, line.at, findings) ?? privateIpv4;
    } else {
      const card = readCard(glue, context, node, line, findings);
      const other = cards.find(({ network }) => network === card?.network);
      if (other !== undefined) {
        findings.error(line.at, `a second network card in ${glue.network}; a node has one in each network`);
      } else if (card !== undefined) {
        cards.push(card);
      }
    }
  }
  return { internet, privateIpv4, cards, lines };
}

function tellPorts(ports: readonly Inbound[], at: Position, findings: Findings): void {
  if (ports.length === 0) {
    findings.warning(
      at,
      "`internet` alone gives a public address and opens no port; plumbery opens all of TCP",
      "name the ports: internet 22 80",
    );
  }
  for (const port of ports) {
    if (port.protocol === "tcp" && isLogin(port) && port.begin < port.end) {
      findings.warning(
        at,
        `the ports ${port.begin}..${port.end} have SSH among them: all of them are for \`operators\` alone, where the plan names any`,
        `write what is for everybody as ranges without ${LOGIN_PORT}`,
      );
    }
  }
}

function readPrimary(
  { address, network }: Glue & { kind: "network" },
  context: GlueContext,
  node: string,
  at: Position,
  findings: Findings,
): string | undefined {
  if (address === undefined) {
    findings.error(at, `\`glue: ${network}\` names no address`, "it takes one such as .10 or 10.1.0.10");
    return undefined;
  }
  const addresses = context.addresses.get(context.network);
  return addresses && takeAddress(address, addresses, `the one of ${node}`, at, "`glue`", findings);
}

function readCard(
  { network: written, address }: Glue & { kind: "network" },
  context: GlueContext,
  node: string,
  line: Tree,
  findings: Findings,
): Card | undefined {
  const network = findNetwork(written, context, line.at, findings);
  const addresses = network === undefined ? undefined : context.addresses.get(network);
  if (network === undefined || addresses === undefined) {
    return undefined;
  }
  const privateIpv4 = address && takeAddress(address, addresses, `the one of ${node}`, line.at, "`glue`", findings);
  return {
    network: idOf(context.location, network),
    ...(privateIpv4 && { privateIpv4 }),
    at: placeOf(line),
  };
}

/** The name of a network at the node's location; what stands for none is told. */
function findNetwork(
  written: string,
  { location, network, addresses, names }: GlueContext,
  at: Position,
  findings: Findings,
): string | undefined {
  if (written.includes("::")) {
    const id = names.network(written, location, at, "`glue`");
    const name = id?.slice(id.lastIndexOf("::") + 2);
    if (id === undefined || name === undefined || (id === idOf(location, name) && addresses.has(name))) {
      return name;
    }
    tellOtherDomain(id, network, at, findings);
    return undefined;
  }
  if (addresses.has(written)) {
    return written;
  }
  if (location.networks.has(written)) {
    tellOtherDomain(idOf(location, written), network, at, findings);
    return undefined;
  }
  if (location.complete) {
    const known = ["internet", "primary", ...addresses.keys()];
    const near = nearest(written, known);
    findings.error(
      at,
      `unknown network "${written}" in \`glue\``,
      `it takes internet and ports, primary and an address, or a network and perhaps an address; networks at ${location.id}: ${[...addresses.keys()].join(", ")}${near === undefined ? "" : `. Did you mean ${near}?`}`,
    );
  }
  return undefined;
}

function tellOtherDomain(id: string, network: string, at: Position, findings: Findings): void {
  findings.error(
    at,
    `${id} is in another network domain, and a network card is in a network of the node's own`,
    `let it in instead, with \`accept\` under the ethernet of ${network}`,
  );
}
