import * as v from "valibot";
import { DOMAIN_PLANS, PUBLIC_IPV4 } from "../../platform/limits";
import type { Findings } from "../findings/findings";
import type { NetworkDomain } from "../plan";
import { check } from "../shape/check";
import { formOf, withForm } from "../shape/json-schema";
import { matching, section, text, wholeNumber, word } from "../shape/schema";
import { placeOf } from "../yaml/places";
import { plain } from "../yaml/tree";
import type { DomainOutline } from "./outline";

/** Number of public addresses that a domain may use if a plan does not say, as in plumbery. */
const DEFAULT_IPV4 = 2;

const count = wholeNumber("ipv4", PUBLIC_IPV4, `it takes ${PUBLIC_IPV4.least} to ${PUBLIC_IPV4.most}, or auto`);

export const DOMAIN = section("a domain", {
  name: matching("name", /^.{1,75}$/, "75 characters at most"),
  description: v.optional(text("description")),
  service: v.optional(word("service", DOMAIN_PLANS)),
  ipv4: v.optional(
    withForm(
      v.lazy((input) => (input === "auto" ? v.literal("auto") : count)),
      () => ({ anyOf: [{ enum: ["auto"] }, formOf(count)] }),
    ),
  ),
});

/** Reads a network domain. Blueprints that name the same one describe it together; what they say must agree. */
export function readDomain(outline: DomainOutline, findings: Findings): NetworkDomain | undefined {
  let domain: (NetworkDomain & { readonly written: Record<string, unknown> }) | undefined;
  for (const { tree, at } of outline.descriptions) {
    const part = check(DOMAIN, tree, at, findings);
    if (part === undefined) {
      continue;
    }
    const { name, description = "", service = "ESSENTIALS", ipv4 = DEFAULT_IPV4 } = part.value;
    const written = plain(tree) as Record<string, unknown>;
    if (domain === undefined) {
      domain = {
        name,
        description,
        service,
        ipv4: ipv4 as number | "auto",
        at: placeOf(tree, part.at("name")),
        written,
      };
    } else {
      tellDifference(domain.written, written, `domain ${name}`, (key) => part.at(key), findings);
    }
  }
  if (domain === undefined) {
    return undefined;
  }
  const { written: _, ...read } = domain;
  return read;
}

/** Reports where a second description of the same thing differs from the first. What it leaves out does not differ. */
export function tellDifference(
  first: Readonly<Record<string, unknown>>,
  second: Readonly<Record<string, unknown>>,
  what: string,
  at: (key: string) => Parameters<Findings["error"]>[0],
  findings: Findings,
): void {
  for (const [key, value] of Object.entries(second)) {
    if (value !== undefined && JSON.stringify(first[key]) !== JSON.stringify(value)) {
      findings.error(
        at(key),
        `\`${key}\` of ${what} differs from what a blueprint above says`,
        "say it once, or the same each time",
      );
    }
  }
}
