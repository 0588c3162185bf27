// @module-tag unit
import { describe, expect, it } from "vitest";
import { plainText } from "../cloud-config/structure";
import { edited, expectErrors, expectWarnings, load, nodeOf } from "../trial";

const FILES = {
  "setup.sh": "#!/bin/bash\necho {{ node.name }} {{ parameter.size }} {{ NA9::slave-sql.ipv6 }}\n",
  "odd.json": '{"a": "{{ node.name }}"}',
  "bad.sh": "#!/bin/bash\n\n  echo {{ nobody.public }} {{ parameter.sise }}\n",
};

const withPrepare = (prepare: string) =>
  edited(
    ["default: base\n", `default: base\n            prepare: ${prepare}\n`],
    ["defaults:", "parameters: {size: {information: x, type: str, default: big}}\ndefaults:"],
  );

const stepsOf = (prepare: string) =>
  nodeOf(load(withPrepare(prepare), { files: FILES }), "master-sql").prepare.map((step) =>
    step.kind === "echo"
      ? ["echo", plainText(step.message)]
      : [
          step.kind,
          step.path,
          step.content instanceof Uint8Array ? Buffer.from(step.content) : plainText(step.content),
          step.kind === "run" ? plainText(step.arguments) : step.destination,
        ],
  );

describe("prepare", () => {
  it("runs files with what is known in them, and words behind them", () => {
    const filled = "#!/bin/bash\necho master-sql big <ipv6:slave-sql@NA9>\n";
    expect(stepsOf("[run setup.sh a b, setup.sh, 'run setup.sh {{ node.public }} c']")).toEqual([
      ["run", "setup.sh", filled, "a b"],
      ["run", "setup.sh", filled, ""],
      ["run", "setup.sh", filled, "<public:master-sql@EU6> c"],
    ]);
  });

  it("puts files there, and takes them as they are where the plan or their beginning says so", () => {
    expect(
      stepsOf(
        "[put setup.sh /root/{{ node.name }}.sh, put_raw setup.sh, put odd.json, run_raw setup.sh x]".replace(
          "put setup.sh /root/{{ node.name }}.sh",
          "'put setup.sh /root/{{ node.name }}.sh'",
        ),
      ),
    ).toEqual([
      ["put", "setup.sh", expect.stringContaining("echo master-sql big"), "/root/master-sql.sh"],
      ["put", "setup.sh", Buffer.from(FILES["setup.sh"]), "./setup.sh"],
      ["put", "odd.json", Buffer.from(FILES["odd.json"]), "./odd.json"],
      ["run", "setup.sh", Buffer.from(FILES["setup.sh"]), "x"],
    ]);
  });

  it("tells messages", () => {
    expect(stepsOf("echo at {{ node.private }}")).toEqual([["echo", "at <private:master-sql@EU6>"]]);
  });

  it("is told where a line is only said, and where a file has no name", () => {
    expectWarnings(withPrepare("[§'setup.sh --fast']"), [
      'a step of `prepare` begins with "setup.sh", and is only said, as in plumbery',
    ]);
    expectErrors(withPrepare("[§put, §put_raw]"), ["`put` names no file", "`put_raw` names no file"]);
  });

  it("is told where it is in error, in files at their own lines", () => {
    expectErrors(
      withPrepare("[§run nothing.sh, §run, §/etc/passwd, §'put setup.sh a b', §'put setup.sh {{ node.id }}']"),
      [
        ["no file nothing.sh for `prepare`", "relative to the plan"],
        ["`run` names no file", "put FILE PATH"],
        ['`prepare` names the absolute path "/etc/passwd"', "relative"],
        '`put` takes a file and a path on the node, and there is "b" behind them',
        ["the path on the node is known only when the node stands", "put FILE PATH"],
      ],
      { files: FILES },
    );
    expect(() => load(withPrepare("run bad.sh"), { files: FILES })).toThrow("bad.sh:3:31  error  unknown parameter");
    const right = { "bad.sh": FILES["bad.sh"].replace("sise", "size") };
    expect(() => load(withPrepare("run bad.sh"), { files: right })).toThrow(
      'bad.sh:3:11  error  unknown node "nobody"',
    );
  });

  it("does nothing where no step runs, which is told", () => {
    const text = withPrepare("[run setup.sh]")
      .replace("            mysql: {group: db}\n", "            contextualise: never\n")
      .replace('{db: {source: "EU6::master-sql"', '{§db: {source: "NA9::slave-sql"')
      .replace("prepare:", "§prepare:");
    const plan = expectWarnings(
      text,
      [
        "the replication db has no replica: NA9::slave-sql is its only member",
        "`prepare` does nothing on a node on which no step runs",
      ],
      { files: FILES },
    );
    expect(nodeOf(plan, "master-sql").prepare).toEqual([]);
  });
});
