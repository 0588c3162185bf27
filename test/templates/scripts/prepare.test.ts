// @module-tag tools
// @module-tag needs/namespaces
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { filledText } from "../../../templates/filled-text";
import { fileName } from "../../../templates/node-file";
import { type Preparation, preparationFiles } from "../../../templates/prepare";
import { renderScript } from "../../../templates/scripts/script";
import { filled, NamespaceNode } from "../namespace-node";
import { value } from "../values";

describe("what is prepared on a node", () => {
  let node: NamespaceNode;

  beforeEach(async () => {
    node = await NamespaceNode.start();
    node.must("id ubuntu || useradd --create-home --shell /bin/bash ubuntu");
  });
  afterEach(() => node.stop());

  function prepare(...list: readonly Preparation[]) {
    const files = preparationFiles(list).map((file) => [
      fileName(file),
      "bytes" in file
        ? Buffer.from(file.bytes).toString("latin1")
        : filled(file, { pw: "it's\nS3cret", at: "2001:db8::1", shorter: "abc", longer: "abcdef" }),
    ]);
    node.upload("prepare", { ...Object.fromEntries(files), "prepare.sh": renderScript("prepare") });
    return node.run("bash /home/ubuntu/.plumbline/prepare/prepare.sh");
  }
  const secret = { ...value("pw"), isSecret: true };

  it("is done in its order, in the home of root, with words as a shell reads them", () => {
    const outcome = prepare(
      { kind: "echo", message: filledText`hello ${value("at")}` },
      {
        kind: "run",
        path: "scripts/a b.sh",
        content: 'pwd >place\nprintf "%s\\n" "$@" >>place\n',
        words: "one 'two three'",
      },
      { kind: "put", path: "x", content: new Uint8Array([65, 13, 10, 66]), destination: "./scripts/x" },
      { kind: "put", path: "y", content: filledText`pw=${secret}`, destination: "/opt/new/y" },
    );
    expect(outcome).toMatchObject({ status: 0, stderr: "" });
    expect(outcome.stdout).toContain("prepare: hello 2001:db8::1\n");
    expect(node.read("/root/place")).toBe("/root\none\ntwo three\n");
    expect(node.must("od -An -c /root/scripts/x; stat -c '%a %U' /root/scripts/x /opt/new/y")).toBe(
      "   A  \\r  \\n   B\n644 root\n600 root\n",
    );
    expect(node.must("ls -A /home/ubuntu/.plumbline/prepare; ls -d /root/plumbline-* || true")).toBe(
      "list\nprepare.sh\n",
    );
  });

  it("fails with what a script says, and shows no secret of it", () => {
    const script = filledText`#!/bin/bash\necho "${secret}"; exit 7\n`;
    const { status, stderr } = prepare(
      { kind: "run", path: "a.sh", content: script, words: "" },
      { kind: "put", path: "x", content: "x", destination: "x" },
    );
    expect(status).toBe(1);
    expect(stderr).toBe(
      "(secret)\n(secret)\nprepare: a.sh ended with status 7, see above\n" +
        "prepare: to do: mend it and apply again: what is prepared is then done again, from the first line on\n",
    );
    expect(node.run("test -e /root/x").status).toBe(1);
  });

  it("leaves nothing of what comes after a failure, and shows no part of a secret that is part of another", () => {
    const longer = { ...value("longer"), isSecret: true };
    const shorter = { ...value("shorter"), isSecret: true };
    const { stderr } = prepare(
      { kind: "run", path: "a.sh", content: filledText`printf 'a\\0b ${longer}\n'; exit 7 # ${shorter}\n`, words: "" },
      { kind: "put", path: "x", content: filledText`pw=${secret}`, destination: "x" },
    );
    expect(stderr).toMatch(/^ab \(secret\)\nprepare: a.sh ended with status 7/);
    expect(node.must("ls -A /home/ubuntu/.plumbline/prepare")).toBe("list\nprepare.sh\n");
  });
});
