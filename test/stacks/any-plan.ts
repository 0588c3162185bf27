import fc from "fast-check";
import { BASE_KEY } from "./keys";
import { WORDS_OF_OTHERS } from "./names";

/** Mostly what is right, now and then what is near a border. */
const mostly = <Value>(right: fc.Arbitrary<Value>, odd: fc.Arbitrary<unknown>, weight = 30): fc.Arbitrary<unknown> =>
  fc.oneof({ weight, arbitrary: right as fc.Arbitrary<unknown> }, { weight: 1, arbitrary: odd });

const long = (length: number) => "a".repeat(length);

/** What means something to constructs, to JavaScript, to the platform or to the names of others. */
const WORDS = [
  ...WORDS_OF_OTHERS,
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
  "{{ node }} } {",
  "日本 🔧",
  "${TfToken[TOKEN.0]}",
  "#{TfToken[TOKEN.0]}",
  "String Map Token Value",
];

const word = fc.constantFrom(...WORDS);
const text = mostly(
  fc.constantFrom(...TEXTS),
  fc.constantFrom("\u0007", "{{ node.public }}", "{{"),
) as fc.Arbitrary<string>;
const maybe = (key: string, value: fc.Arbitrary<unknown>) =>
  fc.option(value, { nil: undefined, freq: 2 }).map((given) => (given === undefined ? {} : { [key]: given }));
const together = (...parts: fc.Arbitrary<object>[]) =>
  fc.tuple(...parts).map((given) => Object.assign({}, ...given) as Record<string, unknown>);

const plainText = text.filter((one) => !one.includes("{{")) as fc.Arbitrary<string>;

const userName = mostly(
  fc.constantFrom("app", "reader", "a-b", "constructor", "toString", "valueOf", long(32)),
  fc.oneof(
    word,
    fc.constantFrom("event_scheduler", "Event_Scheduler", "root", "mysql.x", "system user", "admin", "a_b"),
  ),
) as fc.Arbitrary<string>;
const users = fc
  .uniqueArray(
    fc.tuple(
      userName.filter((name) => name !== "__proto__"),
      mostly(
        fc.constantFrom(["ALL"], ["SELECT"], ["select", "Insert"]),
        fc.constantFrom([], ["FILE"], ["SELECT, "], "", null),
      ),
    ),
    { maxLength: 3, selector: ([name]) => name.toLowerCase() },
  )
  .map(Object.fromEntries);

const optionName = mostly(
  fc.constantFrom(
    "max_connections",
    "Sort-Buffer-Size",
    "loose_validate_password.policy",
    "a.b",
    "constructor",
    "loose-x",
  ),
  fc.constantFrom("read_only", "skip_ssl", "1x", "x y", "__x", "ümlaut"),
) as fc.Arbitrary<string>;
const optionValue = mostly(
  fc.constantFrom<unknown>(500, 0, true, false, "ON", "${x}", "%{x}", "a b", "", "ends in $", "$${", "\\", "'"),
  fc.oneof(fc.constantFrom<unknown>("a#b", 'a"b', " a", null, [1]), text),
);
const settings = fc.dictionary(optionName, optionValue, { maxKeys: 2 });

const clients = fc.array(
  mostly(
    fc.constantFrom("databases", "1::2/128", "1:2::/128", "1::2:0:3/128", "1:0:2::3/128", "2001:db8::/48", "::/16"),
    fc.constantFrom("::/0", "2001:DB8:0::/48", "10.0.0.0/8", "::1", "nowhere", "1::2/64"),
  ),
  { maxLength: 4 },
);

const database = mostly(
  fc.constantFrom("db01", "a", "A_1", long(64)),
  fc.oneof(
    word.filter((name) => name !== "__proto__"),
    fc.constantFrom("sys", "Plumbline", "1"),
  ),
) as fc.Arbitrary<string>;

/** A group of this name, whose source is one of the two members. */
const group = together(
  mostly(fc.constantFrom("EU6::db", "NA9::copy"), fc.constantFrom("NA9::db", "EU6::", "x", "db", ["EU6::db"])).map(
    (source) => ({ source }),
  ),
  fc
    .tuple(
      database,
      fc.option(mostly(fc.constant("persons.sql"), fc.constantFrom("../x.sql", "nowhere.sql", "")), { nil: undefined }),
    )
    .map(([name, populate]) => ({ databases: { [name]: populate === undefined ? null : { populate } } })),
  maybe("users", users),
  maybe("was", mostly(fc.constantFrom<unknown>("former", ["b", "c"]), fc.constantFrom<unknown>("sql", "A b", 7))),
);
const groupName = mostly(
  fc.constantFrom("sql", "eu6", "node", "a-b", long(32)),
  fc.constantFrom("Sql", "1", "a_b", long(33)),
) as fc.Arbitrary<string>;

const member = (name: string) =>
  fc.oneof(
    { weight: 1, arbitrary: fc.constant<unknown>(name) },
    {
      weight: 3,
      arbitrary: together(
        fc.constant({ group: name }),
        maybe("reseed", mostly(fc.constantFrom("again", "42", "a.b-c"), fc.constantFrom("a b", "$(x)", long(65), 7))),
        maybe("settings", settings),
        maybe("clients", clients),
      ),
    },
  );

const backup = mostly(
  fc.constantFrom<unknown>("essentials", "ADVANCED", {
    plan: "enterprise",
    clients: [{ type: "${x}", email: ["a@example.com"], trigger: "ON_SUCCESS" }, {}],
  }),
  fc.constantFrom<unknown>("gold", { plan: "essentials", clients: {} }, [], { clients: [] }),
  90,
);

/** What a blueprint says of balancing. */
const balancing = together(
  maybe(
    "balancers",
    mostly(
      fc.constantFrom<unknown>(
        ["http"],
        [{ "a.b ${x}": { port: 8080, protocol: "udp" } }, { other: null }],
        [{ web: { address: "10.1.0.99", information: "{{ balancer.name }} {{ balancer.ip }}:{{ balancer.port }}" } }],
      ),
      fc.constantFrom<unknown>([], ["a-b", "a_b"], [{ web: { port: 0 } }], { web: {} }, [long(76)]),
      90,
    ),
  ),
  maybe(
    "pool",
    mostly(
      fc.constantFrom<unknown>({ algorithm: "persistent_ip", healthMonitor: "tcp" }, { description: "${x}" }),
      fc.constantFrom<unknown>({ algorithm: "dice" }, [], "x"),
      90,
    ),
  ),
  maybe("listeners", fc.constant([{ http: { port: 80 } }])),
);

/** Tokens of all kinds, and what only looks like one. */
const token = mostly(
  fc.constantFrom(
    ...["{{ node.ipv6 }}", "{{ node }}", "{{ node.private_host }}", "{{ EU6::db.ipv6 }}", "{{ a.secret }}"],
    ...[
      "{{ secret.a.sha256 }}",
      "{{ a-b.uuid }}",
      "{{ rsa_private.k }}",
      "{{ k.rsa_public }}",
      "{{ ed25519_private.k }}",
    ],
    ...["{{ local.rsa_public }}", "{{ environment.HOME }}", "{{ credentials.password }}", "{{ shared.secret }}"],
    ...["{{ location.country }}", "{{ plumbery.version }}", '{{ "{{ item }}" }}', "{{ '{{' }}"],
  ),
  fc.constantFrom(
    "{{ nobody.public }}",
    "{{ https://x/y }}",
    "{{ balancer.ip }}",
    "{{ playbook_dir }}",
    "{{ rsa_private.local }}",
  ),
  60,
) as fc.Arbitrary<string>;

/** Any text that a cloud-config may hold: what YAML, Terraform, a shell and cdktf would take for something else. */
const configText = fc
  .array(
    fc.oneof(
      fc.constantFrom(...TEXTS.filter((one) => !one.includes("{{"))),
      token,
      fc.constantFrom(" # no comment", ": ", "- ", "\t", "0644", "yes", "=", "12:30:00", "'"),
    ),
    {
      minLength: 1,
      maxLength: 4,
    },
  )
  .map((parts) => parts.join(""));

const cloudConfig = together(
  maybe("hostname", fc.constantFrom("{{ node.name }}", "web")),
  maybe("packages", fc.array(fc.constantFrom<unknown>("ntp", "curl", "php5", ["git", "1.0"]), { maxLength: 3 })),
  maybe(
    "users",
    fc.array(
      fc.constantFrom<unknown>(
        "default",
        { name: "web", "ssh-authorized-keys": ["{{ k.rsa_public }}"] },
        { name: "root" },
      ),
      { maxLength: 2 },
    ),
  ),
  maybe(
    "write_files",
    fc.array(
      configText.map((content) => ({ path: "/home/ubuntu/x", content, permissions: "0400" })),
      { maxLength: 2 },
    ),
  ),
  maybe(
    "runcmd",
    fc.array(fc.oneof<fc.Arbitrary<unknown>[]>(configText, fc.array(configText, { maxLength: 3 })), { maxLength: 3 }),
  ),
  maybe("bootcmd", fc.array(configText, { maxLength: 2 })),
  maybe(
    "a key",
    fc.oneof<fc.Arbitrary<unknown>[]>(configText, fc.constantFrom<unknown>(0, -1, 1.5, 1e21, true, null, [], {})),
  ),
  maybe("disable_root", fc.boolean()),
  maybe("ssh_pwauth", fc.boolean()),
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
      fc.constantFrom<unknown>(
        ["internet 22"],
        ["internet"],
        ["internet 22 tcp:20..30 udp:1 icmp"],
        ["back"],
        ["internet 80", "back"],
      ),
      fc.constantFrom<unknown>(
        "back .20",
        ["back .20", "back .21"],
        ["NA9::back"],
        ["back vmxnet3"],
        ["nowhere .4"],
        ["internet 22 22"],
        ["internet 0"],
        ["internet 65535"],
        ["primary 10.1.0.200"],
        ["primary 10.1.0.1"],
      ),
    ),
  ),
  maybe("backup", backup),
  maybe("description", plainText),
  maybe("information", fc.array(text, { maxLength: 2 })),
  maybe("monitoring", fc.constantFrom("essentials", "ADVANCED")),
  maybe("destroy", mostly(fc.constant("never"), fc.constantFrom("always", null))),
  maybe("cloud-config", mostly(cloudConfig, fc.constantFrom<unknown>([], "x", null))),
  maybe("default", mostly(fc.constant("small"), fc.constantFrom("large", ""))),
);

/** What is said of a node that has no database. */
const plainNode = fc
  .tuple(
    node,
    maybe("contextualise", mostly(fc.constant("never"), fc.constantFrom("always", true))),
    fc.integer({ max: 3, min: 0 }),
  )
  .map(([given, contextualise, guest]) => ({
    ...given,
    ...contextualise,
    // an image that is not in the library says how large its disk is
    ...(guest === 1 ? { appliance: "Win2012 R2 Std 2 CPU", disks: ["0 50"] } : {}),
    ...(guest === 2 ? { appliance: "Debian 13 ${x}", disks: ["0 10", "1 50"] } : {}),
  }));

/** The first node of a location has MySQL; the others have names that may come near what it makes. */
const nodes = (first: string, mysql: fc.Arbitrary<unknown>) =>
  fc
    .tuple(
      fc.tuple(node, mysql).map(([given, mysql]) => [first, { ...given, mysql }] as const),
      fc.uniqueArray(
        fc.tuple(
          mostly(
            fc.constantFrom("other", "web[1..2]", "operators", "CCDEFAULT", "007", long(63), ...CHILDREN),
            word,
            12,
          ) as fc.Arbitrary<string>,
          plainNode,
        ),
        { maxLength: 3, selector: ([name]) => name },
      ),
    )
    .map(([one, others]) => [one, ...others]);

const location = (locationId: string, subnet: string, first: string, mysql: fc.Arbitrary<unknown>) =>
  fc
    .record({
      name: mostly(fc.constant("databases"), fc.oneof(word, fc.constantFrom("operators", "web.1", "db_nat")), 12),
      nodes: nodes(first, mysql),
      domain: mostly(fc.constantFrom("Trial", long(75), "${x} $"), fc.oneof(word, text)),
      description: fc.option(plainText, { nil: undefined }),
      accept: mostly(
        fc.constantFrom<unknown>([], [{ from: "EU6::databases", tcp: [443, "1..2"], icmp: true }]),
        fc.constantFrom<unknown>(["NA9::web"], [{ from: "databases" }], ["EU6::databases"]),
      ),
      information: fc.option(plainText, { nil: undefined }),
      service: fc.option(mostly(fc.constantFrom("essentials", "ADVANCED"), word), { nil: undefined }),
      balancing,
      reserved: fc.option(
        mostly(
          fc.constantFrom<unknown>([], [`${subnet.replace(/\d+$/, "")}50`]),
          fc.constantFrom<unknown>(["10.9.9.9"], 7),
          90,
        ),
        { nil: undefined },
      ),
      ipv4: mostly(fc.constantFrom<unknown>("auto", 8, "128"), fc.constantFrom<unknown>(0, 1, 129, "some")),
    })
    .map(({ name, nodes, domain, description, accept, information, service, balancing, reserved, ipv4 }) => ({
      locationId,
      ...(information === undefined ? {} : { information }),
      blueprints: [
        {
          all: {
            domain: {
              name: domain,
              ipv4,
              // only this plan has a load balancer
              ...("balancers" in balancing ? { service: "advanced" } : service === undefined ? {} : { service }),
              ...(description === undefined ? {} : { description }),
            },
            ethernet: {
              name,
              subnet,
              accept,
              ...(reserved === undefined ? {} : { reserved }),
              ...(description === undefined ? {} : { description }),
            },
            nodes: nodes.map(([named, given]) => ({ [named]: given })),
            ...balancing,
          },
        },
        {
          behind: {
            domain: { name: domain },
            ethernet: { name: "back", subnet: subnet.replace(".0.0", ".200.0") },
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
      plainText.map((comment) => `${BASE_KEY} ${comment}`),
      { maxLength: 2 },
    ),
  ),
  maybe(
    "information",
    fc.array(
      fc.oneof(
        text.filter((one) => !one.includes("node")),
        fc.constantFrom("{{ a.secret }}", "see {{ secret.a.md5 }}", "{{ k.rsa_private }}", "{{ environment.HOME }}"),
      ),
      { maxLength: 2 },
    ),
  ),
  maybe("links", mostly(fc.constant({ "a ${title}": "https://example.com/${x}" }), fc.constant(["x"]))),
  maybe(
    "parameters",
    mostly(
      fc.constant({ size: { type: ["1..256"], information: "gigabytes", default: 4 } }),
      fc.constant<unknown>({ size: 4 }),
    ),
  ),
  fc.constant({
    defaults: { small: { cpu: 1, memory: 2, description: "#small", "cloud-config": { packages: ["ntp"] } } },
  }),
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
export const anyPlan: fc.Arbitrary<string> = groupName
  .chain((name) =>
    fc.tuple(
      together(
        settingsDocument,
        group.map((given) => ({ replications: { [name]: given } })),
      ),
      location("EU6", "10.1.0.0", "db", member(name)),
      fc.option(location("NA9", "10.2.0.0", "copy", member(name)), { nil: undefined }),
    ),
  )
  .map((documents) =>
    documents
      .filter((document) => document !== undefined)
      .map((document) => JSON.stringify(document, null, 1))
      .join("\n---\n"),
  );
