import fc from "fast-check";
import { BASE_KEY } from "./keys";

/** Mostly what is right, now and then what is near a border. */
const mostly = <Value>(right: fc.Arbitrary<Value>, odd: fc.Arbitrary<unknown>, weight = 8): fc.Arbitrary<unknown> =>
  fc.oneof({ weight, arbitrary: right as fc.Arbitrary<unknown> }, { weight: 1, arbitrary: odd });

const long = (length: number) => "a".repeat(length);

/** What means something to constructs, to JavaScript, to the platform or to the names of others. */
const WORDS = [
  "Default",
  "Resource",
  "constructor",
  "toString",
  "valueOf",
  "hasOwnProperty",
  "__proto__",
  "operators",
  "CCDEFAULT",
  "localhost",
  "node",
  "location",
  "EU6",
  "firewall rules",
  "null",
  "true",
  "ümlaut",
  "a b",
  "a.b",
  "a_b",
  "a-b",
  "-a",
  "a-",
  "1",
  "007",
  "",
  " ",
  "{{ node.name }}",
  "${x}",
  long(32),
  long(33),
  long(63),
  long(64),
  long(65),
  long(75),
  long(76),
];

/** Names that others become part of: `db-admin` beside `db`. */
const CHILDREN = ["db-admin", "db-nat", "db-boot", "db-host-key", "db-ipv6", "db-configure-files", "db-tcp-22"];

const TEXTS = [
  "plain",
  "two\nlines\n",
  'say "hello" \\ ${var.x} %{ if }',
  "42",
  "ends in $",
  "$ {{ node.ipv6 }}$",
  "\r{{ node.ipv6 }}",
  "${{{ node.id }}}",
  "{{ node.public }}",
  "{{ node }} } {",
  "日本 🔧",
  "${TfToken[TOKEN.0]}",
  "\u0007",
  "#{TfToken[TOKEN.0]}",
  "String Map Token Value",
];

const word = fc.constantFrom(...WORDS);
const text = fc.constantFrom(...TEXTS);
const maybe = (key: string, value: fc.Arbitrary<unknown>) =>
  fc.option(value, { nil: undefined, freq: 2 }).map((given) => (given === undefined ? {} : { [key]: given }));
const together = (...parts: fc.Arbitrary<object>[]) =>
  fc.tuple(...parts).map((given) => Object.assign({}, ...given) as Record<string, unknown>);

const userNames = [
  "app",
  "reader",
  "event_scheduler",
  "Event_Scheduler",
  "root",
  "mysql.x",
  "system user",
  "a-b",
  "a_b",
  "admin",
];
const users = fc.dictionary(
  fc.oneof(fc.constantFrom(...userNames), fc.constantFrom(...WORDS)).filter((name) => name !== "__proto__"),
  mostly(
    fc.constantFrom(["ALL"], ["SELECT"], ["select", "Insert"]),
    fc.constantFrom([], ["FILE"], ["SELECT, "], "", null),
  ),
  { maxKeys: 3 },
);

const options = [
  "max_connections",
  "Max-Connections",
  "validate_password.policy",
  "loose_validate_password.policy",
  "loose-x",
  "read_only",
  "skip_ssl",
  "1x",
  "x y",
];
const settings = fc.dictionary(
  fc.oneof(fc.constantFrom(...options), fc.constantFrom("sort_buffer_size", "constructor", "toString", "__x")),
  fc.oneof(
    fc.constantFrom<unknown>(
      500,
      0,
      true,
      false,
      "ON",
      "${x}",
      "a#b",
      'a"b',
      "a b",
      " a",
      "%{x}",
      "",
      "ends in $",
      null,
      [1],
    ),
    text,
  ),
  { maxKeys: 2 },
);

const clients = fc.array(
  fc.constantFrom(
    "databases",
    "NA9::databases",
    "1::2/128",
    "1:2::/128",
    "2001:db8::/48",
    "::/16",
    "::/0",
    "2001:DB8:0::/48",
    "10.0.0.0/8",
    "::1",
    "nowhere",
  ),
  { maxLength: 3 },
);

const mysql = fc.oneof(
  together(
    fc.constant({ role: "source" }),
    mostly(fc.constantFrom("db01", "a", "A_1", long(64)), fc.oneof(word, fc.constantFrom("sys", "Plumbline", 1))).map(
      (database) => ({ database }),
    ),
    maybe("users", users),
    maybe("settings", settings),
    maybe("clients", clients),
  ),
  together(
    fc.constant({ role: "replica" }),
    mostly(fc.constantFrom("EU6::db", "db"), fc.constantFrom("NA9::db", "EU6::", "x")).map((source) => ({ source })),
    maybe("reseed", mostly(fc.constantFrom("again", "42", "a.b-c"), fc.constantFrom("a b", "$(x)", long(65), 7))),
    maybe("settings", settings),
    maybe("clients", clients),
  ),
);

const node = together(
  mostly(fc.constant("Ubuntu 22.04 64-bit 2 CPU"), fc.constantFrom("Ubuntu", "${x}", "no such image", "")).map(
    (appliance) => ({ appliance }),
  ),
  mostly(fc.constantFrom<unknown>(1, 32, "4", "2 1", "2 2 standard"), fc.constantFrom<unknown>(0, 33, 1.5, "2 3")).map(
    (cpu) => ({ cpu }),
  ),
  mostly(fc.constantFrom<unknown>(1, 256, "4"), fc.constantFrom<unknown>(0, 257, "x")).map((memory) => ({ memory })),
  maybe(
    "disks",
    mostly(
      fc.constantFrom<unknown>([], ["1 10"], ["9 1000 economy"], ["0 20"]),
      fc.constantFrom(["1 9"], ["10 50"], ["1 50", "1 60"], ["0 1001"]),
    ),
  ),
  maybe(
    "glue",
    mostly(
      fc.constantFrom<unknown>(["internet 22"], ["internet"], ["internet 22 tcp:20..30 udp:1 icmp"]),
      fc.constantFrom(
        ["internet 22 22"],
        ["internet 0"],
        ["internet 65535"],
        ["primary 10.1.0.200"],
        ["primary 10.1.0.1"],
      ),
    ),
  ),
  maybe("description", text),
  maybe("information", fc.array(text, { maxLength: 2 })),
  maybe("monitoring", fc.constantFrom("essentials", "ADVANCED")),
  maybe("mysql", mysql),
);

const nodeName = mostly(fc.constantFrom("db", "other", "web[1..2]"), fc.oneof(word, fc.constantFrom(...CHILDREN)), 2);
const networkName = mostly(fc.constantFrom("databases", "web"), fc.oneof(word, fc.constantFrom(...CHILDREN)), 4);

const location = (locationId: string, subnet: string) =>
  fc
    .record({
      name: networkName,
      nodes: fc.array(fc.tuple(nodeName, node), { minLength: 1, maxLength: 3 }),
      domain: mostly(fc.constantFrom("Trial", long(75)), fc.oneof(word, text)),
      description: fc.option(text, { nil: undefined }),
      accept: mostly(
        fc.constantFrom<unknown>([], ["EU6::databases"], [{ from: "EU6::databases", tcp: [443, "1..2"], icmp: true }]),
        fc.constantFrom(["NA9::web"], [{ from: "databases" }]),
      ),
      information: fc.option(
        text.filter((one) => !one.includes("node")),
        { nil: undefined },
      ),
    })
    .map(({ name, nodes, domain, description, accept, information }) => ({
      locationId,
      ...(information === undefined ? {} : { information }),
      blueprints: [
        {
          all: {
            domain: { name: domain, ipv4: "auto", ...(description === undefined ? {} : { description }) },
            ethernet: { name, subnet, accept, ...(description === undefined ? {} : { description }) },
            nodes: nodes.map(([nodeName, given]) => ({ [String(nodeName)]: given })),
          },
        },
      ],
    }));

const settingsDocument = together(
  maybe(
    "name",
    mostly(fc.constantFrom("trial", "a", long(63)), fc.oneof(word, fc.constantFrom("Trial", "1a", long(64)))),
  ),
  fc.constant({ operators: ["192.0.2.0/24"] }),
  maybe(
    "ntp",
    mostly(
      fc.constantFrom("a.example.com", "192.0.2.1", "2001:db8::1", "::"),
      fc.constantFrom(":::", "1.2.3", "999.1.1.1", "a b", "-a"),
    ),
  ),
  maybe(
    "certificates",
    mostly(
      fc.constantFrom(
        { days: 2, renewBefore: 1 },
        { days: 90, renewBefore: 10 },
        { days: 36500, authorityDays: 36500 },
      ),
      fc.constantFrom({ days: 30 }, { days: 0 }, { authorityDays: 1 }),
    ),
  ),
  maybe(
    "secrets",
    fc.constantFrom({ admin: 2 }, { replicator: 1_000_000 }, { constructor: 2 }, { app: 2 }, { admin: 0 }),
  ),
  maybe(
    "keys",
    fc.array(
      fc.constantFrom(...TEXTS, ...WORDS).map((comment) => `${BASE_KEY} ${comment}`),
      { maxLength: 2 },
    ),
  ),
  maybe(
    "information",
    fc.array(
      text.filter((one) => !one.includes("node")),
      { maxLength: 2 },
    ),
  ),
  maybe(
    "backend",
    mostly(
      fc.constantFrom<object>(
        { type: "local" },
        { type: "s3", bucket: "42", endpoints: { s3: "x" }, list: ["[", "7"] },
      ),
      fc.constantFrom({ type: "pg", conn_str: "${x}" }, { type: "http", password: 1 }),
    ),
  ),
);

/** The text of a plan that is nearly right, in JSON, which is YAML. */
export const anyPlan: fc.Arbitrary<string> = fc
  .tuple(settingsDocument, location("EU6", "10.1.0.0"), fc.option(location("NA9", "10.2.0.0"), { nil: undefined }))
  .map((documents) =>
    documents
      .filter((document) => document !== undefined)
      .map((document) => JSON.stringify(document, null, 1))
      .join("\n---\n"),
  );
