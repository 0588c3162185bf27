// @module-tag unit
import { describe, expect, it } from "vitest";
import { diagnose, edited, expectErrors, load } from "../trial";

/** A public key of a type, with data that no private key fits. */
function publicKey(type: string, comment = "", inside = type): string {
  const name = Buffer.from(inside);
  const length = Buffer.alloc(4);
  length.writeUInt32BE(name.length);
  return [
    type,
    Buffer.concat([length, name, Buffer.alloc(36, 7)]).toString("base64"),
    ...(comment ? [comment] : []),
  ].join(" ");
}

const KEY = publicKey("ssh-ed25519", "someone at work");
const withKeys = (keys: string) => edited(["defaults:", `keys: ${keys}\ndefaults:`]);

describe("keys of operators", () => {
  it("stand in the plan", () => {
    expect(load(withKeys(`["${KEY}"]`)).keys).toEqual([
      { publicKey: KEY, at: { file: "plan.yaml", line: 3, column: 8 } },
    ]);
  });

  it("stand in files beside the plan, one a line", () => {
    const rsa = publicKey("ssh-rsa");
    const files = { "keys/team.pub": `# the team\n${KEY}\n\n${rsa}\n` };
    expect(load(withKeys("keys/team.pub"), { files }).keys.map(({ publicKey }) => publicKey)).toEqual([KEY, rsa]);
  });

  it("are there once, however often they are given", () => {
    const files = { "a.pub": `${KEY}\n`, "b.pub": `${KEY}\n` };
    expect(load(withKeys(`[a.pub, b.pub, "${KEY}"]`), { files }).keys).toHaveLength(1);
  });

  it.each(["ecdsa-sha2-nistp256", "sk-ssh-ed25519@openssh.com"])("may be of type %s", (type) => {
    expect(load(withKeys(`"${publicKey(type)}"`)).keys).toHaveLength(1);
  });

  it("are in files that exist", () => {
    expectErrors(withKeys("[§nowhere.pub]"), [["no file nowhere.pub for `keys`", "relative to the plan"]]);
  });

  it("are public: a private key is refused", () => {
    const files = { id_ed25519: "-----BEGIN OPENSSH PRIVATE KEY-----\n" };
    expectErrors(withKeys("[§id_ed25519]"), [["id_ed25519 in `keys` is a private key", "usually ends in .pub"]], {
      files,
    });
  });

  it("are of a type that sshd accepts, told with the line of their file", () => {
    const files = { "a.pub": `${KEY}\n${publicKey("ssh-dss")}\n` };
    const [error] = diagnose(withKeys("a.pub"), { files });
    expect(error).toMatchObject({
      message: '"ssh-dss" is no type of public key',
      at: { file: "a.pub", line: 2, column: 1 },
    });
  });

  it("have no options before them", () => {
    expect(diagnose(withKeys("a.pub"), { files: { "a.pub": `command="id" ${KEY}\n` } })).toMatchObject([
      { message: '"command="id"" is no type of public key' },
    ]);
  });

  it.each([
    ["cut off", "ssh-ed25519 AAAA"],
    ["of another type inside", publicKey("ssh-ed25519", "", "ssh-rsa")],
    ["without data", "ssh-ed25519"],
    ["not in base64", "ssh-ed25519 ???"],
  ])("are whole, not %s", (_, key) => {
    expectErrors(withKeys(`[§"${key}"]`), [["the ssh-ed25519 key is damaged", "one line"]]);
  });

  it("are in files that hold any", () => {
    expectErrors(withKeys("[§empty.pub]"), ["empty.pub in `keys` holds no key"], {
      files: { "empty.pub": "# none\n" },
    });
  });
});
