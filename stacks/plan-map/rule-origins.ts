import type { RuleCause } from "../../constructs/network/firewall-rules";
import { INTERNET } from "../../constructs/network/peer";
import type { ElementOrigin } from "../../constructs/stack/origin";
import type { Port } from "../../constructs/words/port";
import type { Position } from "../../plan/findings/diagnostic";
import type * as plan from "../../plan/plan";
import type { NetworkContext, NodeContext, PlanIndex } from "./plan-index";
import { firstText, originsOfRead, positionTexts } from "./position-texts";

/** Where a rule of the platform's firewall comes from: `glue`, `accept`, `clients` or a replication. */
export function ruleOrigin(
  { acceptance, port, family }: RuleCause,
  context: NetworkContext | NodeContext,
  index: PlanIndex,
): ElementOrigin {
  const { from, to } = acceptance;
  const asked =
    "node" in context ? askedByNode(from, port, context, index) : askedByNetwork(from, port, context.network);
  const ids = [from, to].map((peer) =>
    peer === INTERNET ? [] : peer.kind === "address" ? index.idOfNode(peer.id) : index.idOfNetwork(peer.id),
  );
  const range = (id: string | undefined) => index.network(id ?? "")?.network.at.origins("subnet") ?? [];
  const source = from === INTERNET ? undefined : from;
  return {
    at: firstText(asked.at),
    attributes: {
      "/provider": positionTexts(context.location.at.own),
      "/name": positionTexts(...ids, asked.from, asked.ports),
      "/protocol": positionTexts(asked.ports),
      ...(port === undefined || port.protocol === "icmp" ? {} : { "/destination_port": positionTexts(asked.ports) }),
      // within a network domain, the ranges of IPv4 are known
      ...(family === "ipv4" && source !== undefined
        ? { "/source_network": positionTexts(range(source.id)), "/destination_network": positionTexts(range(to.id)) }
        : {}),
      // a range is a client that the plan gives as such
      ...(source?.domain === undefined && source !== undefined ? { "/source_network": positionTexts(asked.from) } : {}),
    },
  };
}

/** What asks for a rule: the line of the plan, what it says about the other end, and about the port. */
interface Asked {
  readonly at: readonly Position[];
  readonly from: readonly Position[];
  readonly ports: readonly Position[];
}

function askedByNode(
  from: RuleCause["acceptance"]["from"],
  port: Port | undefined,
  { node }: NodeContext,
  index: PlanIndex,
): Asked {
  if (from === INTERNET) {
    const inbound = (node.internet ?? []).find((one) => isPort(one, port));
    const ports = inbound === undefined ? [] : originsOfRead(inbound);
    return { at: ports, from: [], ports };
  }
  const client = node.mysql?.clients.find((one) => ("network" in one ? one.network : one.cidr) === from.id);
  if (client !== undefined && from.kind === "network") {
    const said = originsOfRead(client);
    return { at: said, from: said, ports: [] };
  }
  // the other member names the group itself
  return { at: index.node(from.id)?.node.mysql?.at.own ?? [], from: [], ports: [] };
}

function askedByNetwork(
  from: RuleCause["acceptance"]["from"],
  port: Port | undefined,
  { accept }: plan.Network,
): Asked {
  const lines = accept.filter((one) => from !== INTERNET && one.from === from.id);
  for (const { traffic, at } of lines) {
    if (traffic === "everything") {
      if (port === undefined) {
        return { at: at.own, from: at.own, ports: [] };
      }
      continue;
    }
    const ports =
      port?.protocol === "icmp"
        ? traffic.icmp
          ? at.origins("icmp")
          : undefined
        : traffic.ports.filter((one) => isPort(one, port)).map((one) => originsOfRead(one))[0];
    if (ports !== undefined) {
      return { at: at.own, from: at.own, ports };
    }
  }
  return { at: [], from: [], ports: [] };
}

function isPort(one: plan.Inbound, port: Port | undefined): boolean {
  return (
    one.protocol === port?.protocol && (one.protocol === "icmp" || (one.begin === port.begin && one.end === port.end))
  );
}
