import { type Attempt, type FabricRule, matches } from "./rules";

/** What a rule has done so far. */
export interface RuleTally {
  rule: FabricRule;
  /** Packets that it let through or dropped. */
  packets: number;
  /** Of those that it let through, IPv6 headers included. */
  octets: number;
  /** Connections that it let begin. */
  flows: number;
  /** Whether the network domain has it now. */
  inForce: boolean;
}

const ACTIONS: readonly string[] = ["accept", "drop"];
const PROTOCOLS: readonly string[] = ["ip", "icmp", "tcp", "udp"];

/** The rules of one network domain with what they did; a rule that is gone stays in the account. */
export class DomainRules {
  private readonly known = new Map<string, RuleTally>();
  private ordered: readonly RuleTally[] = [];
  /** Packets that no rule was about, and that were dropped for it. */
  unmatched = 0;

  constructor(readonly id: string) {}

  get tallies(): readonly RuleTally[] {
    return [...this.known.values()];
  }

  /** Puts other rules into force. Throws, and keeps the old ones, where one is not understood. */
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

  /** The rule that decides about an attempt. Undefined: none is about it. */
  match(attempt: Attempt): RuleTally | undefined {
    return this.ordered.find(({ rule }) => matches(rule, attempt));
  }
}
