// @module-tag tools
// @module-tag needs/namespaces
// @module-tag needs/sshd
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { SSHD_VALUES } from "../../platform/baseline/sshd";
import { sshdFile } from "../../templates/sshd";
import { NamespaceNode } from "./namespace-node";

it("names every value once, one a line", () => {
  const lines = sshdFile().trimEnd().split("\n");
  expect(lines).toHaveLength(Object.keys(SSHD_VALUES).length);
  expect(lines).toContain("PermitRootLogin no");
});

describe("the values of sshd", () => {
  let node: NamespaceNode;
  beforeAll(async () => {
    node = await NamespaceNode.start();
    node.must("ssh-keygen -A");
    node.write("/etc/ssh/sshd_config.d/10-plumbline.conf", sshdFile());
    // an image, or cloud-init, may say otherwise after it
    node.write("/etc/ssh/sshd_config.d/50-image.conf", "PermitRootLogin yes\nPasswordAuthentication yes\n");
  });
  afterAll(() => node.stop());

  it("are words that sshd knows", () => {
    expect(node.run("sshd -t")).toMatchObject({ stderr: "", status: 0 });
  });

  it.each(["root", "ubuntu"])("are in force for %s", (user) => {
    const lines = node.must(`sshd -T -C user=${user},host=any.example,addr=2001:db8::1`).split("\n");
    for (const [keyword, value] of Object.entries(SSHD_VALUES)) {
      expect(lines).toContain(`${keyword.toLowerCase()} ${value}`);
    }
  });
});
