// @module-tag unit
import { describe, expect, it } from "vitest";
import { edited, expectErrors, load } from "../trial";

const withDomain = (domain: string) => edited(["{name: Trial, ipv4: 4}", domain]);
const domainOf = (domain: string) => load(withDomain(domain)).locations[0]?.domains[0];
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

  it("may stand beside others at a location, each with its own networks and addresses", () => {
    const other = (domain: string) => edited(["\n---\nlocationId: NA9", second(domain)]);
    const [eu6] = load(other("{name: Other, ipv4: auto}")).locations;
    expect(eu6?.domains.map(({ name, ipv4 }) => [name, ipv4])).toEqual([
      ["Trial", 4],
      ["Other", "auto"],
    ]);
    expect(eu6?.networks.map(({ id, domain }) => [id, domain])).toEqual([
      ["EU6::databases", "Trial"],
      ["EU6::web", "Other"],
    ]);
    const same = other("{name: Other}").replace("10.5.0.0", "10.1.0.0");
    // private addresses of two domains meet in the VPN alone
    expect(load(same).warnings).toEqual([]);
  });

  it("shares no network with another one", () => {
    const text = edited(["\n---\nlocationId: NA9", second("{name: Other}")]).replace("{name: web", "{name: §databases");
    expectErrors(text, [
      ["network databases is in network domain Trial already, and here in Other", "by its name within the location"],
    ]);
  });

  it("has no card in the network of another one", () => {
    const text = edited(["\n---\nlocationId: NA9", second("{name: Other}")]).replace(
      "glue: [internet 22]",
      "glue: [internet 22, §web]",
    );
    expectErrors(text, [
      ["EU6::web is in another network domain, and a network card is in a network of the node's own", "`accept`"],
    ]);
  });

  it("is described once, or each time the same", () => {
    expect(load(edited(["\n---\nlocationId: NA9", second("{name: Trial}")])).locations[0]?.networks).toHaveLength(2);
    expectErrors(edited(["\n---\nlocationId: NA9", second("{name: Trial, ipv4: §8}")]), [
      "`ipv4` of domain Trial differs from what a blueprint above says",
    ]);
  });
});
