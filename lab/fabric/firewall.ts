import { networkOf } from "./address";
import type { Denial } from "./drops";
import { Flow, FlowTable, keysOf, opensConnection } from "./flows";
import { Ipv6Packet } from "./ipv6-packet";
import { type Opening, openingOf, reverse } from "./opening";
import { RuleSets } from "./rule-sets";
import type { FabricRule } from "./rules";
import type { DomainRules, RuleTally } from "./tally";
import { ECHO_REQUEST, FIRST_INFORMATIONAL, ICMPV6, TCP, type UpperLayer } from "./upper-layer";

/** How long after its start the firewall admits connections whose beginning it has not seen. */
const PICK_UP_MS = 60_000;

/**
 * The firewalls of all network domains. Traffic into a domain needs a rule that accepts it; traffic out of a domain
 * passes unless a rule drops it; packets of a known flow pass in both directions.
 */
export class Firewall {
  private readonly rules = new RuleSets();
  readonly flows: FlowTable;
  private pickUpUntil: number;

  constructor(private readonly now: () => number) {
    this.flows = new FlowTable(now);
    this.pickUpUntil = now() + PICK_UP_MS;
  }

  /**
   * Call it after machines were restored: for a minute, the firewall admits connections whose beginning it has not
   * seen.
   */
  pickUp(): void {
    this.pickUpUntil = this.now() + PICK_UP_MS;
  }

  get allDomains(): readonly DomainRules[] {
    return this.rules.all;
  }

  /** Replaces the rules of a network domain and cuts flows that the new rules forbid. */
  setRules(domainId: string, rules: readonly FabricRule[]): void {
    this.rules.of(domainId).set(rules);
    for (const flow of this.flows.all()) {
      if (flow.opening.from === domainId || flow.opening.to === domainId) {
        this.reconsider(flow);
      }
    }
  }

  /** Cuts the flows of a removed /64: the same /64 may return in another network domain. */
  cutNetwork(network: bigint): void {
    for (const flow of this.flows.all()) {
      if (networkOf(flow.opening.source) === network || networkOf(flow.opening.destination) === network) {
        this.flows.cut(flow);
      }
    }
  }

  private reconsider(flow: Flow): void {
    const decision = this.rules.decide(flow.opening);
    if ("denial" in decision) {
      this.flows.cut(flow);
    } else {
      flow.tallies = decision.tallies;
    }
  }

  /**
   * Judges a packet between two network domains. Undefined: it passes.
   * @param from network domain of the source; undefined: the Internet
   */
  judge(packet: Ipv6Packet, from: string | undefined, to: string | undefined): Denial | undefined {
    const { upper } = packet;
    if (upper === undefined) {
      return { reason: "malformed" };
    }
    if (upper.fragment?.isFirst === false) {
      return this.judgeLaterFragment(packet, upper, upper.fragment.id);
    }
    if (upper.protocol === ICMPV6 && upper.kind < FIRST_INFORMATIONAL) {
      return this.judgeError(packet, upper.start);
    }
    const keys = keysOf(packet, upper);
    let side = this.flows.find(keys[0]);
    // the answering side may not use the flow to open a connection of its own
    if (side !== undefined && opensConnection(upper) && (side.isReply || side.flow.isClosed)) {
      side = undefined;
    }
    if (side === undefined) {
      const begun = this.begin(packet, upper, keys, from, to);
      if ("reason" in begun) {
        return begun;
      }
      side = begun;
    }
    side.flow.carried(packet.length, upper.kind, side.isReply, this.now());
    if (upper.fragment !== undefined) {
      this.flows.followFragments(packet, upper.fragment.id, side.flow);
    }
    return undefined;
  }

  private judgeLaterFragment(packet: Ipv6Packet, upper: UpperLayer, id: string): Denial | undefined {
    const flow = this.flows.ofFragment(packet, id);
    if (flow === undefined) {
      return { reason: "fragment without a first one" };
    }
    flow.carried(packet.length, upper.kind, false, this.now());
    return undefined;
  }

  /** An ICMPv6 error passes if it is about a packet that its receiver sent in a known flow. */
  private judgeError(packet: Ipv6Packet, start: number): Denial | undefined {
    const quoted = Ipv6Packet.quotedAt(packet.bytes, start + 8, packet.end);
    const upper = quoted?.upper;
    const isKnown =
      quoted !== undefined &&
      upper !== undefined &&
      upper.fragment?.isFirst !== false &&
      quoted.sourceKey === packet.destinationKey &&
      this.flows.find(keysOf(quoted, upper)[0]) !== undefined;
    return isKnown ? undefined : { reason: "ICMPv6 error without a flow" };
  }

  private begin(
    packet: Ipv6Packet,
    upper: UpperLayer,
    keys: readonly [string, string],
    from: string | undefined,
    to: string | undefined,
  ): { readonly flow: Flow; readonly isReply: boolean } | Denial {
    if (upper.protocol === ICMPV6 && upper.kind !== ECHO_REQUEST) {
      return { reason: "ICMPv6 without a flow" };
    }
    const inMidstream = upper.protocol === TCP && !opensConnection(upper);
    if (inMidstream && this.now() > this.pickUpUntil) {
      return { reason: "TCP without a flow" };
    }
    const opening = openingOf(packet, upper, from, to);
    const decision = this.rules.decide(opening);
    if (!("denial" in decision)) {
      return this.admit(opening, keys, upper.protocol, decision.tallies, false);
    }
    // this packet may come from the answering side of the connection
    if (inMidstream) {
      const back = reverse(opening);
      const other = this.rules.decide(back);
      if (!("denial" in other)) {
        return this.admit(back, [keys[1], keys[0]], upper.protocol, other.tallies, true);
      }
    }
    if (decision.tally === undefined) {
      decision.domain.unmatched += 1;
    } else {
      decision.tally.packets += 1;
    }
    return decision.denial;
  }

  private admit(
    opening: Opening,
    keys: readonly [string, string],
    protocol: number,
    tallies: readonly RuleTally[],
    isReply: boolean,
  ): { readonly flow: Flow; readonly isReply: boolean } | Denial {
    const former = this.flows.find(keys[0]);
    if (former !== undefined) {
      this.flows.cut(former.flow);
    }
    const flow = new Flow(opening, tallies, keys, protocol);
    if (!this.flows.add(flow)) {
      return { reason: "too many flows" };
    }
    for (const tally of tallies) {
      tally.flows += 1;
    }
    return { flow, isReply };
  }
}
