// @module-tag unit
import { describe, expect, it } from "vitest";
import { edited, expectErrors, expectWarnings, load, networksOf } from "../trial";

const withAccept = (accept: string) => edited(["subnet: 10.1.0.0", `subnet: 10.1.0.0\n        accept: ${accept}`]);
const acceptOf = (accept: string) =>
  networksOf(load(withAccept(accept)))[0]?.accept.map(({ from, traffic }) => ({ from, traffic }));

describe("accept", () => {
  it.each([
    "NA9::databases",
    "na::NA9::databases",
    "dd-na::NA9::databases",
  ])("opens everything to a network: %s", (from) => {
    expect(acceptOf(`[${from}]`)).toEqual([{ from: "NA9::databases", traffic: "everything" }]);
    expect(acceptOf(from)).toHaveLength(1);
  });

  it("opens named ports to a network", () => {
    expect(acceptOf('[{from: "NA9::databases", tcp: [443, "8000..8010", 443], udp: 53, icmp: true}]')).toEqual([
      {
        from: "NA9::databases",
        traffic: {
          ports: [
            { protocol: "tcp", begin: 443, end: 443 },
            { protocol: "tcp", begin: 8000, end: 8010 },
            { protocol: "udp", begin: 53, end: 53 },
          ],
          icmp: true,
        },
      },
    ]);
  });

  it("finds networks of the same location by their name", () => {
    const web = "\n  - web:\n      ethernet: {name: web, subnet: 10.5.0.0}\n---\nlocationId: NA9";
    const plan = load(withAccept("[web]").replace("\n---\nlocationId: NA9", web));
    expect(networksOf(plan)[0]?.accept.map(({ from }) => from)).toEqual(["EU6::web"]);
  });

  it("says the same once", () => {
    expect(acceptOf("[NA9::databases, NA9::databases]")).toHaveLength(1);
  });

  it("names networks and locations that are there", () => {
    expectErrors(withAccept("[§NA9::database]"), [
      ['unknown network "database" in `accept`', "networks at NA9: databases. Did you mean databases?"],
    ]);
    expectErrors(withAccept("[§NA99::databases]"), [
      ['unknown location "NA99" in `accept`', "locations of this plan: EU6, NA9. Did you mean NA9?"],
    ]);
    expectErrors(withAccept('[{from: §"NA99::databases", icmp: true}]'), ['unknown location "NA99" in `from`']);
    expectErrors(withAccept("[§dd-eu::NA9::databases]"), [
      ["NA9 in `accept` is not in region dd-eu", "its region is na"],
    ]);
    expectErrors(withAccept("[§a::b::c::d]"), ['"a::b::c::d" in `accept` is no name']);
    expectErrors(withAccept("[§'NA9::']"), ['"NA9::" in `accept` is no name']);
  });

  it("tells the name beside other mistakes in the same place", () => {
    expectErrors(withAccept("[{from: §NA99::databases, tcp: [§0]}]"), [
      'unknown location "NA99" in `from`',
      "tcp is 0; it takes ports from 1 to 65535, and ranges such as 8000..8010",
    ]);
  });

  it.each([
    ["[§{from: NA9::databases}]", "`accept` from NA9::databases opens nothing"],
    ["[§{from: NA9::databases, icmp: false}]", "`accept` from NA9::databases opens nothing"],
    ["[§{tcp: 80}]", "`from` is missing in `accept`"],
    [
      "[{from: NA9::databases, tcp: §65536}]",
      "tcp is 65536; it takes ports from 1 to 65535, and ranges such as 8000..8010",
    ],
    [
      "[{from: NA9::databases, udp: [§9..8]}]",
      'udp is "9..8"; it takes ports from 1 to 65535, and ranges such as 8000..8010',
    ],
    [
      "[{from: NA9::databases, tcp: [§udp:5]}]",
      'tcp is "udp:5"; it takes ports from 1 to 65535, and ranges such as 8000..8010',
    ],
    ["[{from: NA9::databases, icmp: §maybe}]", 'icmp is "maybe"; it takes true or false'],
    ["[{from: NA9::databases, §ports: 80}]", "unknown key `ports` in `accept`"],
    ["[§5]", "`accept` takes networks, such as EU6::databases or {from: EU6::databases, tcp: [443]}"],
    ['[§"{{ node.name }}::databases"]', "`accept` holds a token that is not a parameter"],
  ])("does not take %s", (accept, message) => {
    expectErrors(withAccept(accept), [message]);
  });

  it("needs nothing for a network itself, which is odd", () => {
    const plan = expectWarnings(withAccept("[§databases, NA9::databases]"), [
      "databases accepts traffic from itself, which passes no firewall anyway",
    ]);
    expect(networksOf(plan)[0]?.accept).toHaveLength(1);
  });
});
