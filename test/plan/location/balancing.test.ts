// @module-tag unit
import { describe, expect, it } from "vitest";
import { edited, expectErrors, expectWarnings, load, networksOf } from "../trial";

const DOMAIN = "domain: {name: Trial, ipv4: 4}";
const NODES = "      nodes:\n        - master-sql:";

/** The trial plan with more said in its first blueprint, in a domain that has a load balancer. */
const withBlueprint = (...lines: readonly string[]) =>
  edited(
    [DOMAIN, "domain: {name: Trial, ipv4: 4, service: advanced}"],
    [NODES, `${lines.map((line) => `      ${line}\n`).join("")}${NODES}`],
  );
const WATCHED = "pool: {healthMonitor: tcp}";
const firstOf = (text: string) => networksOf(load(text))[0] ?? expect.fail("no network");

describe("balancers", () => {
  it("listen for HTTP at port 80 of a public address, unless they say otherwise", () => {
    const { balancers } = firstOf(withBlueprint("balancers: [web, {dns: {port: 53, protocol: UDP}}]", WATCHED));
    expect(balancers.map(({ at: _, blueprint: __, ...balancer }) => balancer)).toEqual([
      {
        id: "EU6::sql::web",
        label: "sql web",
        name: "web.sql.eu6.balancer",
        port: { protocol: "tcp", begin: 80, end: 80 },
        pool: "EU6::sql",
        information: [],
      },
      {
        id: "EU6::sql::dns",
        label: "sql dns",
        name: "dns.sql.eu6.balancer",
        port: { protocol: "udp", begin: 53, end: 53 },
        pool: "EU6::sql",
        information: [],
      },
    ]);
  });

  it.each([
    "http",
    "https",
    "tcp",
  ])("take TCP connections for %s, which the platform does not look into", (protocol) => {
    const text = withBlueprint(`balancers: [web: {protocol: ${protocol}, port: "443"}]`, WATCHED);
    expect(firstOf(text).balancers[0]?.port).toEqual({ protocol: "tcp", begin: 443, end: 443 });
  });

  it("listen at an address that they name", () => {
    const text = withBlueprint("balancers: [web: {address: 10.1.0.50}]", WATCHED);
    expect(firstOf(text).balancers[0]?.address).toBe("10.1.0.50");
  });

  it("say in their information where they listen", () => {
    const information = "{{ balancer.name }} is at {{ balancer.ip }}:{{ balancer.port }}";
    const text = withBlueprint(`balancers: [web: {information: "${information}"}]`, WATCHED);
    expect(firstOf(text).balancers[0]?.information[0]?.parts).toEqual([
      "web.sql.eu6.balancer is at ",
      { kind: "balancer", balancer: "EU6::sql::web", attribute: "ip", at: expect.anything() },
      ":80",
    ]);
  });

  it("are wrong where they say what none is", () => {
    expectErrors(
      withBlueprint(
        "balancers:",
        "  - web:",
        "      port: §0",
        "      protocol: §ftp",
        "      address: §10.1",
        WATCHED,
      ),
      [
        ["port is 0; it takes one from 1 to 65535", ""],
        ['protocol is "ftp"', "it takes: http, https, tcp, udp"],
        "address is 10.1; it takes an IPv4 address, such as 10.1.0.50",
      ],
    );
    expectErrors(withBlueprint("balancers: [web: {§ports: 80}]", WATCHED), [
      ["unknown key `ports` in a balancer", "Did you mean port?"],
    ]);
    const long = "a".repeat(70);
    expectErrors(withBlueprint(`balancers: [§${long}]`, WATCHED), [
      `"${long}.sql.eu6.balancer" is too long for a name in the platform, which takes 75 characters`,
    ]);
    expectErrors(withBlueprint("balancers: [web-1, §web_1]", WATCHED), [
      [
        "the balancers web-1.sql.eu6.balancer and web_1.sql.eu6.balancer would have one id in Terraform, where dashes, dots and capitals make no difference",
        "rename one of them",
      ],
    ]);
  });

  it("send nobody anything without a pool, which is told", () => {
    const plan = expectWarnings(withBlueprint("§balancers: [web]"), [
      "the balancers of blueprint sql send nobody anything: there is no pool",
    ]);
    expect(networksOf(plan)[0]).toMatchObject({ pools: [], balancers: [{ id: "EU6::sql::web" }] });
    expect(networksOf(plan)[0]?.balancers[0]?.pool).toBeUndefined();
  });

  it("each take a public address of the domain, unless they name one", () => {
    const four = "balancers: [a, b, c, d]";
    expectErrors(withBlueprint(four, WATCHED).replace("name: Trial", "name: §Trial"), [
      [
        "1 nodes and 4 balancers of network domain Trial want a public address; its `ipv4` allows 4",
        "set ipv4: 6 (addresses come in pairs), or auto",
      ],
    ]);
    expect(firstOf(withBlueprint("balancers: [a, b, c, {d: {address: 10.1.0.50}}]", WATCHED)).balancers).toHaveLength(
      4,
    );
  });
});

it("needs a network domain of the service plan advanced", () => {
  const text = withBlueprint("balancers: [§web]", WATCHED).replace(", service: advanced", "");
  expectErrors(text, [
    [
      "balancer web.sql.eu6.balancer in network domain Trial, whose service plan essentials has no load balancer",
      "service: advanced",
    ],
  ]);
});

describe("a pool", () => {
  it("has the blueprint's nodes as members", () => {
    const more = "\n  - other:\n      ethernet: {name: databases}\n      nodes: [{lone: {default: base}}]";
    const text = withBlueprint("balancers: [web]", "pool: {healthMonitor: none, description: front}");
    expect(firstOf(text.replace("\n---\nlocationId: NA9", `${more}\n---\nlocationId: NA9`)).pools).toEqual([
      {
        id: "EU6::sql",
        name: "sql.eu6.pool",
        description: "front",
        method: "ROUND_ROBIN",
        persistent: false,
        members: ["EU6::master-sql"],
        at: expect.anything(),
      },
    ]);
  });

  it.each([
    ["round_robin", "ROUND_ROBIN", false],
    ["least_connections", "LEAST_CONNECTIONS_MEMBER", false],
    ["persistent_ip", "ROUND_ROBIN", true],
  ])("chooses a member by %s", (algorithm, method, persistent) => {
    const text = withBlueprint("balancers: [web]", `pool: {algorithm: ${algorithm}, healthMonitor: http}`);
    expect(load(text).warnings).toEqual([]);
    expect(firstOf(text).pools[0]).toMatchObject({ method, persistent, healthMonitor: "http" });
  });

  it.each([
    ["random", "ROUND_ROBIN"],
    ["weighted_round_robin", "ROUND_ROBIN"],
    ["weighted_least_connections", "LEAST_CONNECTIONS_MEMBER"],
    ["shortest_response", "LEAST_CONNECTIONS_MEMBER"],
  ])("chooses by what comes nearest to %s, which is told", (algorithm, method) => {
    const text = withBlueprint("balancers: [web]", `pool: {algorithm: ${algorithm}, healthMonitor: none}`);
    const { warnings } = load(text);
    expect(warnings).toMatchObject([
      { message: expect.stringContaining(`the platform has no algorithm ${algorithm}: `) },
    ]);
    expect(firstOf(text).pools[0]?.method).toBe(method);
  });

  it("that nobody watches is told, until the plan says how it is", () => {
    expectWarnings(withBlueprint("balancers: [web]", "pool: §{algorithm: round_robin}"), [
      "nobody watches the members of the pool of blueprint sql, as in plumbery: one that is down goes on getting connections",
    ]);
    expect(load(withBlueprint("balancers: [web]", "pool: {healthMonitor: none}")).warnings).toEqual([]);
  });

  it("for which nothing listens is not made, which is told", () => {
    const plan = expectWarnings(withBlueprint("pool: §{algorithm: round_robin}"), [
      "nothing listens for the pool of blueprint sql, so it is not made",
    ]);
    expect(networksOf(plan)[0]?.pools).toEqual([]);
  });
});
