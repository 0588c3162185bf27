// @module-tag unit
import { describe, expect, it } from "vitest";
import { edited, expectErrors, expectWarnings, load, nodeOf } from "../trial";

/** The trial plan with something more said about its first node. */
function withNode(...lines: readonly string[]): string {
  return edited(["default: base\n            glue: [internet 22]", ["default: base", ...lines].join("\n            ")]);
}

const master = (text: string) => nodeOf(load(text), "master-sql");

describe("a node", () => {
  it("has everything that it needs, and no more, by default", () => {
    expect(
      nodeOf(
        load(edited(["EU6::master-sql", "NA9::slave-sql"], ["mysql: {group: db}", "description: '#sql'"])),
        "master-sql",
      ),
    ).toEqual({
      id: "EU6::master-sql",
      name: "master-sql",
      hostName: "master-sql",
      formerNames: [],
      description: "#sql",
      image: "Ubuntu 22.04 64-bit 2 CPU",
      cpu: { count: 2 },
      memoryGb: 4,
      disks: [{ unit: 0, gigabytes: 10, speed: "STANDARD" }],
      internet: [{ protocol: "tcp", begin: 22, end: 22 }],
      cards: [],
      protected: false,
      contextualised: true,
      adopted: false,
      information: [],
      prepare: [],
      at: { file: "plan.yaml", line: 18, column: 11 },
    });
  });

  it("has no keys but its own", () => {
    expectErrors(withNode("§memry: 4", "§disk: [1 50]"), [
      ["unknown key `memry` in a node", "Did you mean memory?"],
      ["unknown key `disk` in a node", "Did you mean disks?"],
    ]);
  });

  it("has no step run on it where the plan says so, or its image takes none, which is told", () => {
    const noDatabase = (text: string) => text.replace(/^replications: .*\n/m, "").replaceAll(/mysql: .*/g, "");
    expect(master(noDatabase(withNode("contextualise: never"))).contextualised).toBe(false);
    const windows = noDatabase(withNode("appliance: Win2012 R2 Std 2 CPU", "disks: [0 50]"));
    expect(master(windows).contextualised).toBe(false);
    expect(load(windows).warnings).toMatchObject([
      { message: expect.stringContaining("takes no SSH"), hints: [expect.stringContaining("contextualise: never")] },
    ]);
    expect(load(noDatabase(withNode("appliance: Win2012", "disks: [0 50]", "contextualise: never"))).warnings).toEqual(
      [],
    );
    const other = noDatabase(withNode("appliance: CentOS 7"));
    expect(master(other).contextualised).toBe(true);
    expect(load(other).warnings).toMatchObject([{ message: expect.stringContaining("made for Debian and Ubuntu") }]);
    expectErrors(withNode("contextualise: §always"), ['contextualise is "always"']);
  });

  it("is adopted where the plan says so, and leaves it to itself", () => {
    const noDatabase = (text: string) => text.replace(/^replications: .*\n/m, "").replaceAll(/mysql: .*/g, "");
    expect(master(noDatabase(withNode("adopted: true", "contextualise: never"))).adopted).toBe(true);
    expect(master(noDatabase(withNode("adopted: false"))).adopted).toBe(false);
    expectErrors(noDatabase(withNode("§adopted: true")), [
      [
        "master-sql is adopted, and steps would run on it: they are made for new servers",
        "leave the node to yourself, with this line more: contextualise: never",
      ],
    ]);
    const windows = ["appliance: Win2012 R2 Std 2 CPU", "disks: [0 50]", "§windows: {cmds: [net user]}"];
    expectErrors(noDatabase(withNode("adopted: true", "contextualise: never", ...windows)), [
      [
        "`windows` on master-sql, which is adopted: its commands are for a new server, and its password is not known",
        "leave out `windows`",
      ],
    ]);
    expectErrors(withNode("adopted: §perhaps"), ['adopted is "perhaps"; it takes true or false']);
  });

  it("has no database where no step runs", () => {
    const text = edited(["mysql: {group", "contextualise: never\n            §mysql: {group"]);
    expectErrors(text, [
      [
        "`mysql` on master-sql, where no step runs: MySQL is set up by steps",
        "leave out `contextualise: never`, or `mysql`",
      ],
    ]);
  });

  it("misses nothing that is there under a mistyped name", () => {
    const bare = edited([
      "default: base\n            glue",
      "appliance: Ubuntu 22.04\n            cpu: 1\n            §memroy: 4\n            glue",
    ]);
    expectErrors(bare, [["unknown key `memroy` in a node", "Did you mean memory?"]]);
  });

  it("is monitored as the plan says", () => {
    expect(master(withNode("monitoring: advanced")).monitoring).toBe("ADVANCED");
    expectErrors(withNode("monitoring: §essential"), [
      ['monitoring is "essential"', "it takes: essentials, advanced. Did you mean essentials?"],
    ]);
  });

  it("may be protected", () => {
    expect(master(withNode("destroy: never")).protected).toBe(true);
    // plumbery stops no such node, and destroys none that runs
    expect(master(withNode("running: always")).protected).toBe(true);
    expectErrors(withNode("destroy: §always"), [['destroy is "always"', "it takes: never"]]);
  });

  it("tells all that is wrong with it at once", () => {
    expectErrors(withNode("cpu: §0", "memory: §1000", "disks: [§1 5]", "glue: [§internet ssh]"), [
      "cpu is 0; a node takes 1 to 32, then perhaps cores for each socket (1 or 2) and a speed",
      "memory is 1000 GB; a node takes 1 to 256",
      "disk 1 has 5 GB; a disk takes 10 to 1000",
      '"ssh" in glue "internet ssh" is no port',
    ]);
  });
});

describe("cpu", () => {
  it.each([
    ["8", { count: 8 }],
    ["'8'", { count: 8 }],
    ["32", { count: 32 }],
    ["4 2", { count: 4, coresPerSocket: 2 }],
    ["4 2 highperformance", { count: 4, coresPerSocket: 2, speed: "HIGHPERFORMANCE" }],
  ])("%s", (written, cpu) => {
    expect(master(withNode(`cpu: ${written}`)).cpu).toEqual(cpu);
  });

  const form = "a node takes 1 to 32, then perhaps cores for each socket (1 or 2) and a speed";
  it.each([
    ["0", `cpu is 0; ${form}`],
    ["33", `cpu is 33; ${form}`],
    ["-1", `cpu is -1; ${form}`],
    ["1.5", `cpu is 1.5; ${form}`],
    ["many", `cpu is "many"; ${form}`],
    ["[8]", `cpu is a list; ${form}`],
    ["true", `cpu is true; ${form}`],
    ["4 2 standard 1", `cpu is "4 2 standard 1"; ${form}`],
    ["4 3", '"3" cores for each socket in cpu "4 3"; a socket takes 1 or 2'],
    ["4 2 fast", 'unknown speed "fast" of cpu "4 2 fast"'],
  ])("not %s", (written, message) => {
    expectErrors(withNode(`cpu: §${written}`), [message]);
  });
});

describe("memory", () => {
  it.each([
    ["1", 1],
    ["256", 256],
    ["'32'", 32],
  ])("%s", (written, gigabytes) => {
    expect(master(withNode(`memory: ${written}`)).memoryGb).toBe(gigabytes);
  });

  it.each([
    ["0", "memory is 0 GB; a node takes 1 to 256"],
    ["257", "memory is 257 GB; a node takes 1 to 256"],
    ["0.5", "memory is 0.5 GB; a node takes 1 to 256"],
    ["32 GB", 'memory is "32 GB"; a node takes 1 to 256'],
    ["{a: 1}", "memory is a mapping; a node takes 1 to 256"],
  ])("not %s", (written, message) => {
    expectErrors(withNode(`memory: §${written}`), [message]);
  });

  it("shows how it was written where it comes from a parameter", () => {
    const text = withNode('memory: §"{{ parameter.size }}"').replace(
      "defaults:",
      "parameters:\n  size: {information: GB, type: int, default: 1024}\ndefaults:",
    );
    expectErrors(text, [["memory is 1024 GB; a node takes 1 to 256", "written as {{ parameter.size }}"]]);
  });
});

describe("the image", () => {
  it("is found by a part of its name, and brings disk 0", () => {
    expect(master(withNode("appliance: Ubuntu 24"))).toMatchObject({
      image: "Ubuntu 24.04 64-bit 2 CPU",
      disks: [{ unit: 0, gigabytes: 10 }],
    });
  });

  it("that is older than what the steps are made for is told", () => {
    const old =
      'image "Ubuntu 14.04 2 CPU" is older than Ubuntu 22.04, the first that the steps on a node are made for: `boot` fails there';
    const plan = expectWarnings(withNode("appliance: §Ubuntu 14"), [old]);
    expect(plan.warnings[0]?.hints.join()).toContain('images: {"Ubuntu 14": NAME}');
  });

  it("that is not known is taken for an exact name, which is told", () => {
    const unknown = 'image "Ubuntu 99" is not known here, and is taken for the exact name of one';
    const plan = expectWarnings(withNode("appliance: §Ubuntu 99"), [unknown]);
    expect(nodeOf(plan, "master-sql")).toMatchObject({ image: "Ubuntu 99", disks: [] });
    expect(plan.warnings[0]?.hints.join()).toContain("known images: Ubuntu 22.04 64-bit 2 CPU, ");
    expect(plan.warnings[0]?.hints.join()).toContain('images: {"Ubuntu 99": NAME}');
    expect(load(withNode("appliance: Ubuntu 22.04 64-bit 2 CPUs")).warnings[0]?.hints.join()).toContain(
      "Did you mean Ubuntu 22.04 64-bit 2 CPU?",
    );
  });

  it("that is not known has the size of its disk beside others", () => {
    expectErrors(withNode("appliance: Ubuntu 99", "disks: §[1 50]"), [
      [
        'the size of the disk of image "Ubuntu 99" is not known: Terraform would remove it where `disks` lists others alone',
        'images: {"Ubuntu 99": {name: "Ubuntu 99", disk: 10}}',
      ],
    ]);
  });

  it("is what `images` of the settings says of its words, once for a whole plan", () => {
    const mapped = (images: string, ...lines: string[]) => `images: ${images}\n${withNode(...lines)}`;
    const plan = load(mapped('{"Ubuntu 14": Ubuntu 24.04 64-bit 2 CPU}', "appliance: Ubuntu 14"));
    expect(nodeOf(plan, "master-sql")).toMatchObject({
      image: "Ubuntu 24.04 64-bit 2 CPU",
      disks: [{ gigabytes: 10 }],
    });
    expect(plan.warnings).toEqual([]);
    const own = load(mapped("{mine: {name: My image, disk: 20}}", "appliance: mine", "disks: [1 50]"));
    expect(nodeOf(own, "master-sql")).toMatchObject({
      image: "My image",
      disks: [{ unit: 0, gigabytes: 20 }, { unit: 1 }],
    });
    expect(own.warnings).toEqual([]);
  });

  it("of a node that names none is the plan's default, or the first that is known, which is told once for all nodes", () => {
    const bare = ["    appliance: Ubuntu 22.04 64-bit 2 CPU\n", ""] as const;
    const none = "a node names no image, and gets Ubuntu 22.04 64-bit 2 CPU";
    const plan = expectWarnings(edited(bare, ["master-sql:", "§master-sql:"]), [none]);
    expect(plan.warnings[0]?.hints.join()).toMatch(/also at \d+:11$/);
    expect(nodeOf(plan, "slave-sql").image).toBe("Ubuntu 22.04 64-bit 2 CPU");
    const chosen = load(`images: {default: Ubuntu 24.04 64-bit 2 CPU}\n${edited(bare)}`);
    expect(nodeOf(chosen, "slave-sql").image).toBe("Ubuntu 24.04 64-bit 2 CPU");
    expect(chosen.warnings).toEqual([]);
  });

  it.each([
    ["images: §x", ["`images` is a mapping from what `appliance` says to exact names of images"]],
    ["images: {a: §1}", ["an image must be a mapping"]],
    ["images: {a: {§nam: x}}", ["unknown key `nam` in an image"]],
    ["images: {a: {name: x, disk: §5}}", ["disk is 5 GB; it takes 10 to 1000"]],
  ])("is not chosen by %s", (line, errors) => {
    expectErrors(`${line}\n${edited()}`, errors);
  });

  it("may be any other by its exact name, with the size of its disk", () => {
    expect(master(withNode("appliance: My image", "disks: [0 20]"))).toMatchObject({
      image: "My image",
      disks: [{ unit: 0, gigabytes: 20, speed: "STANDARD" }],
    });
  });
});

describe("disks", () => {
  it("come in the order of their units, the image's first", () => {
    expect(master(withNode("disks: [3 30 economy, 1 1000 highperformance, 2 10]")).disks).toEqual([
      { unit: 0, gigabytes: 10, speed: "STANDARD" },
      { unit: 1, gigabytes: 1000, speed: "HIGHPERFORMANCE" },
      { unit: 2, gigabytes: 10, speed: "STANDARD" },
      { unit: 3, gigabytes: 30, speed: "ECONOMY" },
    ]);
  });

  it("may be larger than the image's, not smaller", () => {
    expect(master(withNode("disks: [0 40 economy]")).disks).toEqual([{ unit: 0, gigabytes: 40, speed: "ECONOMY" }]);
  });

  it.each([
    ["1", "disk 1 cannot be read"],
    ["1 50 standard now", 'disk "1 50 standard now" cannot be read'],
    ["one 50", 'disk "one 50" cannot be read'],
    ["1 9", "disk 1 has 9 GB; a disk takes 10 to 1000"],
    ["1 1001", "disk 1 has 1001 GB; a disk takes 10 to 1000"],
    ["10 50", "disk 10: units go from 0 to 9"],
    ["1 50 fast", 'unknown speed "fast" of disk 1'],
  ])("not %s", (written, message) => {
    expectErrors(withNode(`disks: [§${written}]`), [message]);
  });

  it("have units of their own", () => {
    expectErrors(withNode("disks: [1 50, §1 60]"), [["disk 1 is there twice", "a unit of its own"]]);
  });

  it("are made at their units, and a gap in them is told once, since plumbery would fill it", () => {
    const text = withNode("disks: [1 50, 4 20, 6 20]");
    expect(master(text).disks.map(({ unit }) => unit)).toEqual([0, 1, 4, 6]);
    expect(load(text).warnings).toMatchObject([
      { at: { line: 20, column: 27 }, message: expect.stringMatching(/^disk 4 leaves units 2, 3 empty: /) },
    ]);
    expect(load(withNode("disks: [2 20, 1 50, 0 20]")).warnings).toEqual([]);
  });

  it("of a node take the place of its class's", () => {
    const text = withNode("disks: [1 60]").replace("    memory: 4", "    memory: 4\n    disks: [1 50 economy, 2 20]");
    expect(master(text).disks.map(({ unit, gigabytes, speed }) => `${unit} ${gigabytes} ${speed}`)).toEqual([
      "0 10 STANDARD",
      "1 60 STANDARD",
      "2 20 STANDARD",
    ]);
  });
});

describe("glue to the internet", () => {
  it("opens the ports that it names", () => {
    expect(master(withNode("glue: [internet 22 :80 tcp:443 udp:137..138 1000..2000 icmp 22]")).internet).toEqual([
      { protocol: "tcp", begin: 22, end: 22 },
      { protocol: "tcp", begin: 80, end: 80 },
      { protocol: "tcp", begin: 443, end: 443 },
      { protocol: "udp", begin: 137, end: 138 },
      { protocol: "tcp", begin: 1000, end: 2000 },
      { protocol: "icmp" },
    ]);
  });

  it("gives an address and opens nothing where it names none", () => {
    expect(master(withNode("glue: [internet]")).internet).toEqual([]);
    expectWarnings(withNode("glue: [§internet]"), [
      "`internet` alone gives a public address and opens no port; plumbery opens all of TCP",
    ]);
  });

  it("says whom a range with SSH in it is for", () => {
    expectWarnings(withNode("glue: [internet 22 80, §internet 20..25, internet udp:20..25]"), [
      "the ports 20..25 have SSH among them: all of them are for `operators` alone, where the plan names any",
    ]);
  });

  it("is not there where the plan does not say so", () => {
    expect(master(withNode("monitoring: essentials")).internet).toBeUndefined();
  });

  it.each(["any", "0", "65536", "80..22", "tcp:x", "icmp:1", "sctp:5", "ssh"])("takes no port %s", (port) => {
    expectErrors(withNode(`glue: [§internet ${port}]`), [
      [`"${port}" in glue "internet ${port}" is no port`, "ports: 22, tcp:80"],
    ]);
  });
});

/** The same, with two more networks at the location; a node in the first has the address .9 there. */
const withFurther = (glue: string) =>
  withNode(glue).replace(
    "\n---\nlocationId: NA9",
    `
  - web:
      ethernet: {name: web, subnet: 10.5.0.0}
      nodes: [{front: {default: base, glue: [primary .9]}}]
  - back:
      ethernet: {name: back, subnet: 10.6.0.0}
---
locationId: NA9`,
  );
const cardsOf = (glue: string) => master(withFurther(glue)).cards.map(({ at: _, ...card }) => card);

describe("glue to a network", () => {
  it("fixes the node's address in its own network", () => {
    expect(master(withNode("glue: [primary .10]")).privateIpv4).toBe("10.1.0.10");
    expect(master(withNode("glue: [primary 10.1.0.254]")).privateIpv4).toBe("10.1.0.254");
    expect(master(withNode("glue: [databases .4]")).privateIpv4).toBe("10.1.0.4");
    expect(master(withNode("glue: [primary .20]").replace("10.1.0.0", "10.1.0.16/28")).privateIpv4).toBe("10.1.0.20");
  });

  it.each([
    ["10.2.0.10", "the address 10.2.0.10 is outside the network 10.1.0.0/24"],
    [".0", "the address 10.1.0.0 is reserved in the network 10.1.0.0/24"],
    [".1", "the address 10.1.0.1 is reserved in the network 10.1.0.0/24"],
    [".3", "the address 10.1.0.3 is reserved in the network 10.1.0.0/24"],
    [".255", "the address 10.1.0.255 is reserved in the network 10.1.0.0/24"],
    [".256", '".256" in `glue` is no address'],
    ["ten", '"ten" in `glue` is no address'],
  ])("takes no address %s", (address, message) => {
    expectErrors(withNode(`glue: [§primary ${address}]`), [[message, "nodes take 10.1.0.4 to 10.1.0.254"]]);
  });

  it("takes one address, and one that no other node has", () => {
    expectErrors(withNode("glue: [primary .10, §primary .11]"), [
      "a second address in the node's own network; it has one",
    ]);
    const other = "web:\n            default: base\n            glue: [primary .10]\n        - master-sql:";
    expectErrors(withNode("glue: [§primary .10]").replace("master-sql:", other), [
      "the address 10.1.0.10 is the one of web",
    ]);
  });

  it("names an address", () => {
    expectErrors(withNode("glue: [§primary]"), [["`glue: primary` names no address", ".10"]]);
  });

  it("gives the node cards in further networks, with an address that it names or any", () => {
    expect(cardsOf("glue: [web .10, back, primary .20, internet 22]")).toEqual([
      { network: "EU6::web", privateIpv4: "10.5.0.10" },
      { network: "EU6::back" },
    ]);
    expect(cardsOf("glue: back 10.6.0.77")).toEqual([{ network: "EU6::back", privateIpv4: "10.6.0.77" }]);
    expect(cardsOf("glue: EU6::back")).toEqual([{ network: "EU6::back" }]);
    expect(cardsOf("glue: eu::EU6::back .9")).toEqual([{ network: "EU6::back", privateIpv4: "10.6.0.9" }]);
  });

  it("has one card in each network, at an address that nothing else has", () => {
    expectErrors(withFurther("glue: [web .10, §web .11]"), [
      "a second network card in web; a node has one in each network",
    ]);
    expectErrors(withFurther("glue: [web .9]").replace("glue: [primary .9]", "glue: [§primary .9]"), [
      "the address 10.5.0.9 is the one of master-sql",
    ]);
    expectErrors(withFurther("glue: [§web vmxnet3]"), ['"vmxnet3" in `glue` is no address']);
    expectErrors(withFurther("glue: [§web 10.1.0.9]"), ["the address 10.1.0.9 is outside the network 10.5.0.0/24"]);
  });

  it("reaches no network that is elsewhere", () => {
    expectErrors(withFurther("glue: [§NA9::databases]"), [
      ["NA9::databases is in another network domain, and a network card is in a network of the node's own", "accept"],
    ]);
  });

  it("names something that is there", () => {
    expectErrors(withNode("glue: [§intrenet 22]"), [
      ['unknown network "intrenet" in `glue`', "Did you mean internet?"],
    ]);
    expectErrors(withNode("glue: [§primary .10 .11]"), ['glue "primary .10 .11" cannot be read']);
    expectErrors(withNode("glue: §5"), ["glue is 5; it takes lines such as: internet 22"]);
  });
});
