// @module-tag unit
import { describe, expect, it } from "vitest";
import type { Text } from "../../../plan/plan";
import { edited, expectErrors, load, nodeOf } from "../trial";

const withNode = (information: string) =>
  edited(["default: base\n", `default: base\n            information: ${information}\n`]);
const withPlan = (information: string) => edited(["defaults:", `information: ${information}\ndefaults:`]);
const withLocation = (information: string) =>
  edited(["locationId: EU6", `locationId: EU6\ninformation: ${information}`]);

/** A text without the places in it. */
function plainParts(texts: readonly Text[]): unknown[] {
  return texts.map(({ parts }) =>
    parts.map((part) =>
      typeof part === "string" ? part : part.kind === "node" ? `${part.node}.${part.attribute}` : part.kind,
    ),
  );
}

const master = (information: string) => plainParts(nodeOf(load(withNode(information)), "master-sql").information);

describe("information", () => {
  it("belongs to the plan, to locations and to nodes", () => {
    const text = withPlan("of the plan")
      .replace(
        "locationId: EU6\nblueprints:\n  - sql:",
        "locationId: EU6\ninformation: [of the location]\nblueprints:\n  - sql:\n      information: of the blueprint",
      )
      .replace("default: base\n", "default: base\n            information: of the node\n");
    const plan = load(text);
    expect(plainParts(plan.information)).toEqual([["of the plan"]]);
    expect(plan.locations.map(({ information }) => plainParts(information))).toEqual([
      [["of the location"], ["of the blueprint"]],
      [],
    ]);
    expect(plainParts(nodeOf(plan, "master-sql").information)).toEqual([["of the node"]]);
  });

  it("says where each text stands", () => {
    expect(nodeOf(load(withNode("[a, b]")), "master-sql").information.map(({ at }) => [at.line, at.column])).toEqual([
      [20, 27],
      [20, 30],
    ]);
  });

  it("takes texts and numbers, and drops a leading echo as plumbery does", () => {
    expect(master("[echo hello, 5]")).toEqual([["hello"], ["5"]]);
    expectErrors(withNode("[§{a: b}]"), ["`information` takes one text or a list of them, not a mapping"]);
  });

  it("keeps text that is no token", () => {
    expect(master("['a } {b}} $%']")).toEqual([["a } {b}} $%"]]);
  });
});

describe("tokens of nodes", () => {
  it.each([
    ["{{ node.public }}", "EU6::master-sql.public"],
    ["{{ node.private }}", "EU6::master-sql.private"],
    ["{{ node.ipv6 }}", "EU6::master-sql.ipv6"],
    ["{{ node.id }}", "EU6::master-sql.id"],
    ["{{node}}", "EU6::master-sql.private"],
    ["{{ master-sql.public }}", "EU6::master-sql.public"],
    ["{{ master-sql }}", "EU6::master-sql.private"],
    ["{{ NA9::slave-sql.ipv6 }}", "NA9::slave-sql.ipv6"],
    ["{{ na::NA9::slave-sql.ipv6 }}", "NA9::slave-sql.ipv6"],
    ["{{ dd-na::NA9::slave-sql }}", "NA9::slave-sql.private"],
  ])("%s", (token, reference) => {
    expect(master(`"a ${token} b"`)).toEqual([["a ", reference, " b"]]);
  });

  it("are texts where they are known", () => {
    expect(master('"{{ node.name }} at {{ location.id }}, not {{ NA9::slave-sql.name }}"')).toEqual([
      ["master-sql at EU6, not slave-sql"],
    ]);
  });

  it("say where they stand", () => {
    const [text] = nodeOf(load(withNode('"ssh {{ node.public }}"')), "master-sql").information;
    expect(text?.parts[1]).toMatchObject({ at: { file: "plan.yaml", line: 20, column: 34 } });
  });

  it("may stand in the information of a location or of the plan, with names", () => {
    expect(
      plainParts(load(withLocation('"{{ master-sql.public }} {{ location.id }}"')).locations[0]?.information ?? []),
    ).toEqual([["EU6::master-sql.public", " EU6"]]);
    expect(plainParts(load(withPlan('"{{ slave-sql.public }} {{ EU6::master-sql.ipv6 }}"')).information)).toEqual([
      ["NA9::slave-sql.public", " ", "EU6::master-sql.ipv6"],
    ]);
  });

  it("name a node where there is no own one", () => {
    expectErrors(withLocation('"{{ §node.public }}"'), [
      ['the token "node.public" stands for a node, and this is no information of one', "{{ NAME.public }}"],
    ]);
    expectErrors(withPlan('"{{ §node.public }}"'), [
      [
        'the token "node.public" stands for a node, and this is the information of the whole plan',
        "{{ LOCATION::NAME.public }}",
      ],
    ]);
  });

  it("name nodes and locations that are there", () => {
    expectErrors(withNode('"{{ §master-sq.public }}"'), [
      [
        'unknown node "master-sq" in the token "master-sq.public"',
        "nodes at EU6: master-sql. Did you mean master-sql?",
      ],
    ]);
    expectErrors(withNode('"{{ §slave-sql.public }}"'), [
      ['unknown node "slave-sql" in the token "slave-sql.public"', "write NA9::slave-sql"],
    ]);
    expectErrors(withNode('"x {{ §NA99::slave-sql }}"'), [
      ['unknown location "NA99" in the token "NA99::slave-sql"', "Did you mean NA9?"],
    ]);
    expectErrors(withNode('"{{ §eu::NA9::slave-sql }}"'), [
      'NA9 in the token "eu::NA9::slave-sql" is not in region eu',
    ]);
    expectErrors(withPlan('"{{ §slave.public }}"'), [
      ['unknown node "slave" in the token "slave.public"', "nodes: master-sql, slave-sql"],
    ]);
  });

  it("name attributes that there are", () => {
    expectErrors(withNode('"{{ §node.publik }}"'), [
      [
        'unknown attribute "publik" in the token "node.publik"',
        "attributes of a node: name, id, private, public, ipv6, private_host. Did you mean public?",
      ],
    ]);
  });

  it("have a public address only where the node has one", () => {
    const text = withNode('"{{ §NA9::slave-sql.public }}"').replace(
      "glue: [internet 22]\n            mysql: db\n",
      "mysql: db\n",
    );
    expectErrors(text, [
      ['the token "NA9::slave-sql.public" has no value: slave-sql has no public address', "glue: [internet 22]"],
    ]);
  });

  it("of a node in error are no error", () => {
    expectErrors(
      withNode('"{{ NA9::slave-sql.public }}"')
        .replace('"EU6::master-sql"', '"EU6::§nobody"')
        .replace('"EU6::§', '§"EU6::'),
      ['unknown node "nobody" in `source`'],
    );
  });

  it("survive parameters around them", () => {
    const text = withNode('"{{ {{ parameter.there }}::slave-sql.ipv6 }} and {{ {{ parameter.there }}::§nobody }}"')
      .replace("::§nobody", "::nobody")
      .replace("and {{ {{ parameter.there", "and {{ §{{ parameter.there")
      .replace("defaults:", "parameters:\n  there: {information: x, type: str, default: NA9}\ndefaults:");
    expectErrors(text, [['unknown node "nobody" in the token "NA9::nobody"', "nodes at NA9: slave-sql"]]);
  });
});

describe("tokens of what Terraform makes or is told", () => {
  it.each<[string, object]>([
    ["mysql_root.secret", { kind: "secret", name: "mysql_root" }],
    ["secret.mysql_root", { kind: "secret", name: "mysql_root" }],
    ["secret.x.sha256", { kind: "secret", name: "x", hash: "sha256" }],
    ["x.sha256.secret", { kind: "secret", name: "x.sha256" }],
    ["x.uuid", { kind: "uuid", name: "x" }],
    ["rsa_private.key", { kind: "key", name: "key", algorithm: "rsa", part: "private" }],
    ["key.ed25519_public", { kind: "key", name: "key", algorithm: "ed25519", part: "public" }],
    ["local.rsa_public", { kind: "operatorKey" }],
    ["shared.secret", { kind: "sharedSecret" }],
    ["credentials.name", { kind: "credentials", part: "user" }],
    ["environment.HOME", { kind: "environment", name: "HOME" }],
  ])("become references: %s", (token, reference) => {
    const [text] = nodeOf(load(withNode(`"see {{ ${token} }}"`)), "master-sql").information;
    expect(text?.parts).toEqual(["see ", { ...reference, at: { file: "plan.yaml", line: 20, column: 34 } }]);
  });

  it.each([
    ["plumbery.version", "17.5.22"],
    ["location.country", "DE"],
    ["shared.user", "root"],
  ])("are texts where they are known: %s", (token, text) => {
    expect(master(`"{{ ${token} }}"`)).toEqual([[text]]);
  });

  it("keep the operator's private key where it is", () => {
    expectErrors(withNode('"{{ §rsa_private.local }}"'), [
      [
        "the token \"rsa_private.local\" stands for the operator's own private key, which stays on the operator's machine",
        "{{ rsa_private.NAME }}",
      ],
    ]);
  });

  it("fetch nothing while the plan is read", () => {
    expectErrors(withNode('"{{ §https://discovery.example.com/new }}"'), [
      ["a page is fetched here whenever the plan is read, and each time may say something else", "PARAMETERS=FILE"],
    ]);
  });
});

describe("what is no token", () => {
  it("stands in quotes", () => {
    expect(master(`'- {{ "{{ playbook_dir }}" }} -'`)).toEqual([["- {{ playbook_dir }} -"]]);
    expect(master(`"{{ '{{ lookup(x) }} {{' }}{{ node.id }}"`)).toEqual([["{{ lookup(x) }} {{", "EU6::master-sql.id"]]);
    expect(master(`{{ "{{ item }}" }}`)).toEqual([["{{ item }}"]]);
  });

  it("keeps parameters out, too", () => {
    expect(master(`"{{ '{{ parameter.x }}' }}"`)).toEqual([["{{ parameter.x }}"]]);
  });

  it("is an error without them, which says how to write it", () => {
    const quoted = (name: string) => `{{ "{{ ${name} }}" }}`;
    expectErrors(withNode('"{{ §playbook_dir }}"'), [
      ['unknown node "playbook_dir" in the token "playbook_dir"', quoted("playbook_dir")],
    ]);
    expectErrors(withNode('"{{ §a b }}"'), ['the token "a b" names nothing']);
    expectErrors(withNode('"{{§}}"'), ['the token "" names nothing']);
    expectErrors(withNode('"{{ §locaton.id }}"'), [
      ['unknown node "locaton" in the token "locaton.id"', "or did you mean {{ location.id }}?"],
    ]);
    expectErrors(withNode('"{{ §sercet.db }} {{ §db.rsa_publik }} {{ §environmnt }}"'), [
      ['unknown node "sercet" in the token "sercet.db"', "or did you mean {{ secret.db }}?"],
      ['unknown node "db" in the token "db.rsa_publik"', "or did you mean {{ db.rsa_public }}?"],
      'unknown node "environmnt" in the token "environmnt"',
    ]);
    expectErrors(withNode("'{{ §range \"x\" }}'"), [
      ['the token "range "x"" names nothing', `{{ '{{ range "x" }}' }}`],
    ]);
    expectErrors(withNode('"x §{{ node.public"'), [["a token begins here and has no name, or no end", '{{ "{{" }}']]);
    expectErrors(withNode('"{{ §balancer.ip }}"'), [
      'the token "balancer.ip" stands for a balancer, and this is no information of one',
    ]);
  });

  it("is not known elsewhere in a plan", () => {
    expectErrors(edited(["default: base\n", 'default: base\n            description: §"{{ node.name }}"\n']), [
      ["description holds a token that is not a parameter", "`information`"],
    ]);
  });
});

describe("generations of what tokens ask for", () => {
  const withSecrets = (secrets: string) =>
    withNode('"{{ root.secret }} {{ x.uuid }} {{ shared.secret }}"').replace(
      "defaults:",
      `secrets: ${secrets}\ndefaults:`,
    );

  it("are the plan's", () => {
    expect(load(withSecrets("{root: 2, x: 3, shared_secret: 2}")).generations).toEqual({
      root: 2,
      x: 3,
      shared_secret: 2,
    });
    expectErrors(withSecrets("{§rot: 2}"), [["unknown secret rot in `secrets`", "Did you mean root?"]]);
  });
});
