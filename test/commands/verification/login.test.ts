// @module-tag unit
import { describe, expect, it } from "vitest";
import { checkKeys, checkRefusals, checkSshd } from "../../../commands/verification/login";
import { fingerprintOf, type Transcript } from "../../../commands/verification/transcript";
import { sampleNode } from "../deployed-stack";
import { factsOf } from "./facts";

const node = sampleNode();
const OPEN: Transcript = {
  hostKey: fingerprintOf(node.host_key),
  offered: ["publickey"],
  authenticated: true,
  isPutOff: false,
  complaints: [],
};
const CLOSED: Transcript = { ...OPEN, authenticated: false, complaints: ["Permission denied (publickey)."] };

const SSHD = Object.fromEntries(
  ["root", "ubuntu"].flatMap((user) =>
    [
      ["permitrootlogin", "no"],
      ["passwordauthentication", "no"],
      ["kbdinteractiveauthentication", "no"],
      ["permitemptypasswords", "no"],
      ["pubkeyauthentication", "yes"],
      ["authenticationmethods", "publickey"],
    ].map(([keyword, value]) => [`sshd ${user} ${keyword}`, value as string]),
  ),
);

describe("logins", () => {
  it("pass where the key is let in, and nothing else", () => {
    const checks = [
      ...checkKeys(node, { transcript: OPEN, facts: factsOf({}), problem: "" }),
      ...checkSshd(node, factsOf({ ...SSHD, root_password: "L" })),
      ...checkRefusals(node, OPEN, CLOSED),
    ];
    expect(checks.filter(({ holds }) => !holds)).toEqual([]);
    expect(checks.map(({ topic }) => topic)).toEqual([...Array(2).fill("login"), ...Array(6).fill("sshd")]);
  });

  it("pass where a cloud-config lets in what is open, and nothing else", () => {
    const opened = {
      PermitRootLogin: "prohibit-password",
      PasswordAuthentication: "yes",
      AuthenticationMethods: "any",
    };
    const wanted = { sshd: opened, root_password: true };
    const values = Object.fromEntries(
      ["root", "ubuntu"].flatMap((user) => [
        [`sshd ${user} permitrootlogin`, "without-password"],
        [`sshd ${user} passwordauthentication`, "yes"],
        [`sshd ${user} authenticationmethods`, "any"],
      ]),
    );
    const facts = factsOf({ ...SSHD, ...values, root_password: "P" });
    const open = { ...OPEN, offered: ["publickey", "password"] };
    const holding = [...checkSshd(node, facts, wanted), ...checkRefusals(node, open, OPEN, wanted)];
    expect(holding.filter(({ holds }) => !holds)).toEqual([]);
    const others = [...checkSshd(node, facts), ...checkRefusals(node, open, OPEN)];
    expect(others.filter(({ holds }) => holds).map(({ what }) => what)).toEqual([
      "ways to log in that root is offered",
    ]);
  });

  it("do not pass where sudo is refused behind them, and say so", () => {
    const problem = "sudo: a password is required";
    expect(checkKeys(node, { transcript: OPEN, facts: undefined, problem })[1]).toMatchObject({
      holds: false,
      found: `the login, but no whole answer behind it: ${problem}`,
      remedy: expect.stringContaining("sudo -n true"),
    });
  });

  it("do not pass for one account where they do for the other", () => {
    const checks = checkSshd(
      node,
      factsOf({ ...SSHD, "sshd ubuntu passwordauthentication": "yes", root_password: "P" }),
    );
    expect(checks.filter(({ holds }) => !holds).map(({ what }) => what)).toEqual([
      "sshd for ubuntu",
      "password of root",
    ]);
  });

  it.each([
    ["permitrootlogin", "prohibit-password"],
    ["passwordauthentication", "yes"],
    ["kbdinteractiveauthentication", "yes"],
    ["permitemptypasswords", "yes"],
    ["pubkeyauthentication", "no"],
    ["authenticationmethods", "any"],
  ])("do not pass where sshd has %s %s for root", (keyword, value) => {
    const checks = checkSshd(node, factsOf({ ...SSHD, [`sshd root ${keyword}`]: value, root_password: "L" }));
    expect(checks.filter(({ holds }) => !holds).map(({ what }) => what)).toEqual(["sshd for root"]);
  });

  it("do not pass where root is let in", () => {
    expect(checkRefusals(node, OPEN, OPEN).filter(({ holds }) => !holds)).toMatchObject([
      { what: "login of root with the deployer's key", found: "let in" },
    ]);
  });

  it("do not pass where sshd could not start again", () => {
    expect(checkSshd(node, factsOf({ ...SSHD, sshd_error: "line 3: Bad configuration option" }))).toMatchObject([
      { holds: false, found: "line 3: Bad configuration option" },
    ]);
  });

  it("do not pass for refused where nobody answered", () => {
    const silent = { ...CLOSED, offered: [], complaints: ["Connection timed out"] };
    expect(checkRefusals(node, OPEN, silent).filter(({ holds }) => !holds)).toMatchObject([
      { what: "login of root with the deployer's key", found: "no answer: Connection timed out" },
    ]);
  });

  it("do not pass where a password is offered to root alone", () => {
    const offered = ["keyboard-interactive", "publickey"];
    expect(checkRefusals(node, OPEN, { ...CLOSED, offered }).filter(({ holds }) => !holds)).toMatchObject([
      { what: "ways to log in that root is offered", found: "keyboard-interactive, publickey" },
    ]);
  });
});
