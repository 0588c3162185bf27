import type { Denial } from "./drops";
import type { Opening } from "./opening";
import { DomainRules, type RuleTally } from "./tally";

/** What the rules decide about the first packet of a flow. */
export type Decision =
  | { readonly tallies: readonly RuleTally[] }
  | { readonly denial: Denial; readonly tally: RuleTally | undefined; readonly domain: DomainRules };

/** The rules of all network domains. */
export class RuleSets {
  private readonly domains = new Map<string, DomainRules>();

  get all(): readonly DomainRules[] {
    return [...this.domains.values()];
  }

  /** Asks the rules of the source's domain, then those of the destination's domain. Counts nothing. */
  decide(opening: Opening): Decision {
    const { from, to } = opening;
    const tallies: RuleTally[] = [];
    if (from !== undefined && from !== to) {
      const domain = this.of(from);
      const tally = domain.match({ ...opening, isExternal: false });
      if (tally?.rule.action === "drop") {
        return denied(domain, tally);
      }
      tallies.push(...(tally ? [tally] : []));
    }
    if (to !== undefined) {
      const domain = this.of(to);
      const tally = domain.match({ ...opening, isExternal: from !== to });
      if (tally?.rule.action !== "accept") {
        return denied(domain, tally);
      }
      tallies.push(tally);
    }
    return { tallies };
  }

  of(id: string): DomainRules {
    const known = this.domains.get(id);
    if (known !== undefined) {
      return known;
    }
    const domain = new DomainRules(id);
    this.domains.set(id, domain);
    return domain;
  }
}

function denied(domain: DomainRules, tally: RuleTally | undefined): Decision {
  const networkDomainId = domain.id;
  const denial =
    tally === undefined
      ? { reason: "no rule matched", networkDomainId }
      : { reason: "dropped by rule", networkDomainId, rule: tally.rule.name };
  return { denial, tally, domain };
}
