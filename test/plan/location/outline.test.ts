// @module-tag unit
import { describe, expect, it } from "vitest";
import { diagnose, edited, expectErrors, expectWarnings, load, networksOf, nodeOf, TRIAL } from "../trial";

describe("a location", () => {
  it("is a known data centre", () => {
    expectErrors(edited(["locationId: NA9", "locationId: §EU66"]), [['unknown location "EU66"', "Did you mean EU6?"]]);
    expectErrors(edited(["locationId: NA9", "locationId: §eu8"]), [['unknown location "eu8"', "Did you mean EU8?"]]);
    expectErrors(edited(["locationId: NA9", "locationId: §9"]), ["locationId is 9; it takes a text"]);
  });

  it("has an id", () => {
    expectErrors(edited(["locationId: NA9\n", "§"]), ["`locationId` is missing in a location"]);
  });

  it("in error makes no error of what refers to it", () => {
    const text = edited(
      ["locationId: EU6", "locationId: §EU66"],
      ["subnet: 10.2.0.0", "subnet: 10.2.0.0\n        accept: [EU6::databases]"],
    );
    expectErrors(text, ['unknown location "EU66"']);
  });

  it.each(["eu", "EU", "dd-eu"])("may state its region: %s", (region) => {
    expect(load(edited(["locationId: EU6", `locationId: EU6\nregionId: ${region}`])).locations[0]?.region).toBe("EU");
  });

  it("states no other region", () => {
    expectErrors(edited(["locationId: EU6", "locationId: EU6\nregionId: §dd-na"]), [
      'regionId is "dd-na", but EU6 is in region eu',
    ]);
    expectErrors(edited(["locationId: EU6", "locationId: AF3\nregionId: §eu"], ['"EU6::', '"AF3::']), [
      'regionId is "eu", but AF3 is in region af',
    ]);
  });

  it("has no keys but its own", () => {
    expectErrors(edited(["locationId: EU6", "locationId: EU6\n§blueprint: []"]), [
      ["unknown key `blueprint` in a location", "Did you mean blueprints?"],
    ]);
  });

  const says = (line: string) => edited(["locationId: EU6", `locationId: EU6\n${line}`]);

  it("may have an API of its own, which is that of its region", () => {
    expect(load(says("apiHost: api.example.com")).endpoints).toEqual({ EU: "https://api.example.com" });
    expectErrors(says('apiHost: §"https://x"'), ['apiHost is "https://x"; it takes the name of a host']);
    const two = says("apiHost: a.example").replace("locationId: NA9", "locationId: EU7\napiHost: §b.example");
    expectErrors(two, [
      ['apiHost is "b.example", and another location of region EU has https://a.example', "plans of their own"],
    ]);
    const same = edited(["defaults:\n", "defaults:\n  apiHost: a.example\n"]);
    expect(load(same).endpoints).toEqual({ EU: "https://a.example", NA: "https://a.example" });
  });

  it("may say what comes first, and where it is deployed from, which Terraform has no use for", () => {
    expect(load(says("basement: sql\nprepare: [beachhead: 10.10.10.9]")).warnings).toEqual([]);
    expectErrors(says("basement: §sql other"), [['unknown blueprint "other" in `basement`', "blueprints here: sql"]]);
    expectErrors(says("prepare: [beachhead: §here]"), [
      'beachhead is "here"; it takes an IPv4 address of the machine that deploys',
    ]);
  });

  it("may use a word of early releases, which is told", () => {
    const { warnings } = expectWarnings(says("§rub: [beachhead: 10.10.10.9]"), ["`rub` is an old name of `prepare`"]);
    expect(warnings[0]?.hints).toContain("write prepare:");
  });

  it("may say how many public addresses its network domains take that say nothing", () => {
    const text = edited(["{name: Trial, ipv4: 4}", "{name: Trial}"]);
    const many = (line: string, plan = text) =>
      load(plan.replace("locationId: EU6", `locationId: EU6\n${line}`)).locations;
    expect(many("ipv4: 8").map(({ domains }) => domains[0]?.ipv4)).toEqual([8, 2]);
    expect(many("ipv4: 8", TRIAL).map(({ domains }) => domains[0]?.ipv4)).toEqual([4, 4]);
    const byDefault = load(text.replace("defaults:\n", "defaults:\n  ipv4: auto\n"));
    expect(byDefault.locations.map(({ domains }) => domains[0]?.ipv4)).toEqual(["auto", "auto"]);
  });
});

describe("blueprints", () => {
  it("are a list of names", () => {
    expectErrors(edited(["  - sql:", "  §sql:"]), [["`blueprints` is not a list", "- name:"]]);
  });

  it("have one name an item", () => {
    expectErrors(edited(["      nodes:\n        - master-sql", "    §nodes:\n        - master-sql"]), [
      ["`nodes` stands beside `sql`, where an item of `blueprints` has one name", "indent it"],
    ]);
  });

  it("are there once at a location", () => {
    const again = "\n  - §sql:\n      ethernet: {name: other, subnet: 10.5.0.0}\n---\nlocationId: NA9";
    expectErrors(edited(["\n---\nlocationId: NA9", again]), ["two blueprints are called sql at one location"]);
  });

  it("have a domain and an ethernet, of their own or by default", () => {
    expectErrors(
      edited(["      ethernet:\n        name: databases\n        subnet: 10.1.0.0\n", ""], ["sql:", "§sql:"]),
      [["`ethernet` is missing in blueprint sql", "under `defaults`"]],
    );
    const marked = edited(["  domain: {name: Trial, ipv4: 4}\n", ""]).replaceAll("- sql:", "- §sql:");
    expectErrors(marked, ["`domain` is missing in blueprint sql", "`domain` is missing in blueprint sql"]);
  });

  it("miss nothing that is there under a mistyped name", () => {
    const unknown = (key: string) => `unknown key \`${key}\` in a blueprint`;
    expectErrors(edited(["      ethernet:", "      §etherner:"]), [[unknown("etherner"), "Did you mean ethernet?"]]);
    expectErrors(edited(["      nodes:", "      §noeds:"]), [[unknown("noeds"), "Did you mean nodes?"]]);
  });

  it("are not empty", () => {
    expectErrors(edited(["\n---\nlocationId: NA9", "\n  - §web:\n---\nlocationId: NA9"]), ["blueprint web is empty"]);
  });

  it("have no keys but their own", () => {
    expectErrors(edited(["      nodes:\n        - master", "      §node: []\n      nodes:\n        - master"]), [
      ["unknown key `node` in a blueprint", "Did you mean nodes?"],
    ]);
  });

  it("do not support multicloud yet", () => {
    expectErrors(edited(["      nodes:\n        - master", "      §multicloud: []\n      nodes:\n        - master"]), [
      "`multicloud` is not supported in this version",
    ]);
  });

  it.each([
    "listeners",
    "backends",
    "pools",
  ])("tell that %s is ignored, as plumbery does without a word", (directive) => {
    expectWarnings(
      edited([
        "      nodes:\n        - master",
        `      §${directive}: [http: {port: 80}]\n      nodes:\n        - master`,
      ]),
      [`\`${directive}\` is ignored, as in plumbery`],
    );
  });

  it("may have other names, which make nothing of their own", () => {
    const text = edited(["\n---\nlocationId: NA9", "\n  - all: sql\n---\nlocationId: NA9"]);
    expect(networksOf(load(text)).map(({ id }) => id)).toEqual(["EU6::databases", "NA9::databases"]);
  });

  it("may share a network, each with nodes of its own", () => {
    const text = edited([
      "\n---\nlocationId: NA9",
      "\n  - web:\n      ethernet: {name: databases}\n      nodes:\n        - web: {default: base}\n---\nlocationId: NA9",
    ]);
    const [databases, other] = networksOf(load(text));
    expect(databases?.nodes.map(({ name }) => name)).toEqual(["master-sql", "web"]);
    expect(other?.id).toBe("NA9::databases");
  });
});

describe("nodes", () => {
  it("are a list of names", () => {
    expectErrors(edited(["        - master-sql:", "        §master-sql:"]), ["`nodes` is not a list"]);
    expectErrors(edited(["        - master-sql:", "        - §[a]\n        - master-sql:"]), [
      ["an item of `nodes` has no name", "- name:"],
    ]);
  });

  it("may be a bare name: a node of which nothing is said", () => {
    const plan = expectWarnings(edited(["        - master-sql:", "        - §bare\n        - master-sql:"]), [
      "a node names no image, and gets Ubuntu 22.04 64-bit 2 CPU",
    ]);
    const bare = nodeOf(plan, "bare");
    expect(bare).toMatchObject({ description: "", disks: [{ unit: 0, gigabytes: 10 }], internet: undefined });
    expect([bare.cpu, bare.memoryGb, bare.monitoring]).toEqual([undefined, undefined, undefined]);
  });

  it("may be a range", () => {
    const text = edited(["        - master-sql:", "        - web-[8..11]: {default: base}\n        - master-sql:"]);
    expect(networksOf(load(text))[0]?.nodes.map(({ name }) => name)).toEqual([
      "web-8",
      "web-9",
      "web-10",
      "web-11",
      "master-sql",
    ]);
  });

  it("are there once in the plan, since their names are host names", () => {
    expectErrors(edited(["slave-sql", "§master-sql"]), [
      ["two nodes are called master-sql", "the other one is at plan.yaml:18:11"],
    ]);
    expectErrors(edited(["slave-sql", "§Master-SQL"]), [
      "the nodes master-sql and Master-SQL would have one host name",
    ]);
    expectErrors(
      edited([
        "        - master-sql:",
        "        - web1: {default: base}\n        - §web[1..2]: {default: base}\n        - master-sql:",
      ]),
      ["two nodes are called web1"],
    );
  });

  it("have names of which host names can be made", () => {
    for (const name of ["web 1", "web/1", "---", "w".repeat(64), "wéb"]) {
      expectErrors(edited(["slave-sql", `§${name}`]), [
        [`"${name}" is no name for a node`, "letters, digits and dashes"],
      ]);
    }
  });

  it("have names that mean nothing else", () => {
    for (const name of ["localhost", "node", "location", "ip6-localhost"]) {
      expectErrors(edited(["slave-sql", `§${name}`]), [
        `a node cannot be called ${name}: the name means something else`,
      ]);
    }
  });

  it.each([
    "web!1",
    "web[a..1]",
    "localhost",
  ])("that cannot be called %s make no error of what refers to them", (name) => {
    const text = edited(
      ["- master-sql:", `- §${name}: {default: base}\n        - master-sql:`],
      ['source: "EU6::master-sql"', "source: EU6::web1"],
      ["mysql: {group: db}", 'information: "{{ web2.private }}"'],
    );
    const uses = text.replace("web2.private", /^\w+$/.test(name) ? `${name}.private` : "web2.private");
    expect(diagnose(uses.replace("§", "")).map(({ message }) => message)).toEqual([expect.stringContaining(name)]);
  });

  it("that are no host names are those of the platform, and the machine's are told, once for a range", () => {
    const plan = expectWarnings(edited(["- master-sql:", "- §web_[1..2].eu: {default: base}\n        - master-sql:"]), [
      '"web_[1..2].eu" is no host name: the machine itself has dashes in it for what is neither letter nor digit',
    ]);
    expect(["web_1.eu", "web_2.eu"].map((name) => nodeOf(plan, name).hostName)).toEqual(["web-1-eu", "web-2-eu"]);
    expect(plan.warnings[0]?.hints.join()).toContain("web-1-eu and so on");
    const both = "- web_1: {default: base}\n        - §web-1: {default: base}\n        - master-sql:";
    expectErrors(edited(["- master-sql:", both]), ["the nodes web_1 and web-1 would have one host name"]);
  });

  it("that are a range are told once", () => {
    expectErrors(edited(["slave-sql", "§web![1..5]"]), ['"web![1..5]" is no name for a node']);
    expectErrors(edited(["slave-sql", "§web[1..5000]"]), ['the range "web[1..5000]" stands for 5000 nodes']);
    expectErrors(edited(["slave-sql", "§web[a..b]"]), ['"web[a..b]" is no range of nodes']);
  });
});

describe("networks", () => {
  it("stay apart in ids of Terraform", () => {
    const again =
      "\n  - web:\n      ethernet: {name: §Data-Bases, subnet: 10.5.0.0}\n  - app:\n      ethernet: {name: §data_bases, subnet: 10.6.0.0}\n---\nlocationId: NA9";
    expectErrors(edited(["\n---\nlocationId: NA9", again.replace("§", "")]), [
      "the networks Data-Bases and data_bases would have one id in Terraform, where dashes, dots and capitals make no difference",
    ]);
  });

  it("stay apart from the nodes beside them", () => {
    const node = "        - Databases: {default: base}\n        - master-sql:";
    expectErrors(edited(["name: databases", "name: §databases"], ["        - master-sql:", node]), [
      [
        "the node Databases and the network databases of one location would have one id in Terraform",
        "rename one of them",
      ],
    ]);
    // at another location it has an id of its own
    const elsewhere = edited(
      ["slave-sql", "web"],
      ["name: databases\n        subnet: 10.1.0.0", "name: web\n        subnet: 10.1.0.0"],
    );
    expect(load(elsewhere).locations[1]?.networks[0]?.nodes[0]?.name).toBe("web");
  });

  it("have plain names", () => {
    expectErrors(edited(["name: databases", 'name: §"my data"']), ['"my data" is no name for a network']);
    expectErrors(edited(["name: databases", 'name: §"a::b"']), ['"a::b" is no name for a network']);
  });

  it("without a name make no error of what refers to one", () => {
    const text = edited(
      ["        name: databases\n        subnet: 10.1", "        subnet: 10.1"],
      ["      ethernet:", "      §ethernet:"],
      ["subnet: 10.2.0.0", "subnet: 10.2.0.0\n        accept: [EU6::databases]"],
    );
    expectErrors(text, ["`name` is missing in an ethernet"]);
  });
});

it("tells each unsupported directive once, with all its places", () => {
  const text = edited().replaceAll("      ethernet:", "      multicloud: {}\n      ethernet:");
  const [found, ...others] = diagnose(text);
  expect(found).toMatchObject({
    at: { line: 14, column: 7 },
    message: "`multicloud` is not supported in this version",
  });
  expect(found?.hints).toEqual([
    expect.stringContaining("a stack of their own"),
    expect.stringMatching(/^also at \d+:7$/),
  ]);
  expect(others).toEqual([]);
});
