// @module-tag tools
import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { fingerprintOf, readTranscript } from "../../../commands/verification/transcript";
import { makeKey } from "../deployed-stack";

const BEFORE = [
  "OpenSSH_9.2p1 Debian-2+deb12u10, OpenSSL 3.0.19 27 Jan 2026\r",
  "debug1: Connecting to 203.0.113.7 [203.0.113.7] port 22.\r",
  "debug1: Server host key: ssh-ed25519 SHA256:abc+/def\r",
  "debug1: Authentications that can continue: publickey,password\r",
];
const LOGIN = 'Authenticated to 203.0.113.7 ([203.0.113.7]:22) using "publickey".\r';

describe("the transcript of a connection", () => {
  it("says what the server showed and offered", () => {
    expect(readTranscript([...BEFORE, LOGIN, "debug1: Sending command\r"].join("\n"))).toEqual({
      hostKey: "SHA256:abc+/def",
      offered: ["password", "publickey"],
      authenticated: true,
      isPutOff: false,
      complaints: [],
    });
  });

  it("believes nothing of that kind from behind the login", () => {
    const forged = [
      "debug1: Server host key: ssh-ed25519 SHA256:forged",
      "debug1: Authentications that can continue: none",
    ];
    const read = readTranscript([...BEFORE, LOGIN, ...forged].join("\n"));
    expect(read).toMatchObject({ hostKey: "SHA256:abc+/def", offered: ["password", "publickey"] });
  });

  it("keeps what is a complaint", () => {
    const { authenticated, complaints } = readTranscript(
      [...BEFORE, "ubuntu@203.0.113.7: Permission denied (publickey).\r", ""].join("\n"),
    );
    expect({ authenticated, complaints }).toEqual({
      authenticated: false,
      complaints: ["ubuntu@203.0.113.7: Permission denied (publickey)."],
    });
  });

  it.each(["Not allowed at this time", "Exceeded MaxStartups"])("knows a server that puts us off: %s", (words) => {
    const said = `debug1: kex_exchange_identification: banner line 0: ${words}\r\n`;
    expect(readTranscript(said).isPutOff).toBe(true);
    expect(readTranscript(`${LOGIN}\n${said}`).isPutOff).toBe(false);
  });

  it("is read whatever it holds", () => {
    const line = fc.oneof(
      fc.string(),
      fc.constantFrom(...BEFORE, LOGIN),
      fc.string().map((text) => `debug1: ${text}`),
    );
    fc.assert(
      fc.property(fc.array(line), (lines) => {
        const { authenticated, complaints, offered } = readTranscript(lines.join("\n"));
        expect(authenticated).toBe(lines.join("\n").split("\n").includes(LOGIN));
        expect(complaints.filter((text) => text.startsWith("debug1:"))).toEqual([]);
        expect(new Set(offered).size).toBe(offered.length);
      }),
    );
  });
});

it("a fingerprint is what ssh-keygen says", { tags: "needs/ssh" }, () => {
  const folder = mkdtempSync(join(tmpdir(), "plumbline-"));
  const { publicKey } = makeKey(folder, "key");
  const [, fingerprint] = execFileSync("ssh-keygen", ["-l", "-f", join(folder, "key.pub")], { encoding: "utf8" }).split(
    " ",
  );
  rmSync(folder, { recursive: true });
  expect(fingerprintOf(publicKey)).toBe(fingerprint);
});
