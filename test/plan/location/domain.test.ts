// @module-tag unit
import { describe, expect, it } from "vitest";
import { edited, expectErrors, load } from "../trial";

const withDomain = (domain: string) => edited(["{name: Trial, ipv4: 4}", domain]);
const domainOf = (domain: string) => load(withDomain(domain)).locations[0]?.domain;
const second = (domain: string) =>
  `\n  - web:\n      domain: ${domain}\n      ethernet: {name: web, subnet: 10.5.0.0}\n---\nlocationId: NA9`;

describe("a network domain", () => {
  it("needs a name alone", () => {
    expect(domainOf("{name: Trial}")).toEqual({
      name: "Trial",
      description: "",
      service: "ESSENTIALS",
      ipv4: 2,
      at: { file: "plan.yaml", line: 4, column: 18 },
    });
    expectErrors(withDomain("§{ipv4: 2}"), ["`name` is missing in a domain"]);
  });

  it("takes what plumbery takes", () => {
    expect(domainOf("{name: Trial, description: mine, service: advanced, ipv4: auto}")).toMatchObject({
      description: "mine",
      service: "ADVANCED",
      ipv4: "auto",
    });
  });

  it.each([
    ["{name: Trial, ipv4: §1}", "ipv4 is 1; it takes 2 to 128, or auto"],
    ["{name: Trial, ipv4: §129}", "ipv4 is 129; it takes 2 to 128, or auto"],
    ["{name: Trial, ipv4: §all}", 'ipv4 is "all"; it takes 2 to 128, or auto'],
    ["{name: Trial, service: §best}", 'service is "best"'],
    ["{name: §5}", "name is 5; it takes a text"],
    [`{name: §${"x".repeat(76)}}`, `name is "${"x".repeat(60)}…"; it takes 75 characters at most`],
    ['{name: §""}', "name is empty"],
    ['{name: §"{{ node.name }}"}', "name holds a token that is not a parameter"],
    ["{name: Trial, §domain: x}", "unknown key `domain` in a domain"],
    ["§[Trial]", "a domain must be a mapping"],
    ["§Trial", "a domain must be a mapping"],
  ])("does not take %s", (domain, message) => {
    expectErrors(withDomain(domain), [message]);
  });

  it("is one at each location in this version", () => {
    expectErrors(edited(["\n---\nlocationId: NA9", second("{name: §Other}")]), [
      ["a second network domain, Other, beside Trial at EU6", "give the blueprints the same one"],
    ]);
  });

  it("is described once, or each time the same", () => {
    expect(load(edited(["\n---\nlocationId: NA9", second("{name: Trial}")])).locations[0]?.networks).toHaveLength(2);
    expectErrors(edited(["\n---\nlocationId: NA9", second("{name: Trial, ipv4: §8}")]), [
      "`ipv4` of domain Trial differs from what a blueprint above says",
    ]);
  });
});
