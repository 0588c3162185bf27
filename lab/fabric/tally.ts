import { type Attempt, type FabricRule, matches } from "./rules";

/** What a rule has done so far. */
export interface RuleTally {
  rule: FabricRule;
  /** Packets that it admitted or dropped. */
  packets: number;
  /** Octets of admitted packets, including IPv6 headers. */
  octets: number;
  /** Connections that it allowed to open. */
  flows: number;
  /** Whether the network domain currently has it. */
  inForce: boolean;
}

const ACTIONS: readonly string[] = ["accept", "drop"];
const PROTOCOLS: readonly string[] = ["ip", "icmp", "tcp", "udp"];

/** The rules of one network domain with their counts. A removed rule stays in the report. */
export class DomainRules {
  private readonly known = new Map<string, RuleTally>();
  private ordered: readonly RuleTally[] = [];
  /** Packets dropped because no rule matched. */
  unmatched = 0;

  constructor(readonly id: string) {}

  get tallies(): readonly RuleTally[] {
    return [...this.known.values()];
  }

  /** Replaces the rules. Throws, and keeps the old ones, if one is not understood. */
  set(rules: readonly FabricRule[]): void {
    const wrong = rules.flatMap((rule) => this.problemsOf(rule));
    if (wrong.length > 0) {
      throw new Error(`network domain ${this.id} keeps its rules: ${wrong.join("; ")}`);
    }
    for (const tally of this.ordered) {
      tally.inForce = false;
    }
    this.ordered = rules.map((rule) => {
      const tally = this.known.get(rule.id) ?? { rule, packets: 0, octets: 0, flows: 0, inForce: true };
      tally.rule = rule;
      tally.inForce = true;
      this.known.set(rule.id, tally);
      return tally;
    });
  }

  private problemsOf(rule: FabricRule): string[] {
    const { name, action, protocol, ipVersion, networkDomainId } = rule;
    return [
      ACTIONS.includes(action) ? "" : `rule ${name}: action is ${action}; ${ACTIONS.join(", ")} are known`,
      PROTOCOLS.includes(protocol) ? "" : `rule ${name}: protocol is ${protocol}; ${PROTOCOLS.join(", ")} are known`,
      [4, 6].includes(ipVersion) ? "" : `rule ${name}: IP version is ${ipVersion}; 4 and 6 are known`,
      networkDomainId === this.id ? "" : `rule ${name} is of network domain ${networkDomainId}`,
    ].filter((problem) => problem !== "");
  }

  /** The first matching rule. Undefined: no rule matches. */
  match(attempt: Attempt): RuleTally | undefined {
    return this.ordered.find(({ rule }) => matches(rule, attempt));
  }
}
