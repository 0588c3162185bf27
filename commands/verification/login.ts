import { loginAddress } from "../ssh-access/node-choice";
import type { DeployedNode, Expectations } from "../terraform/outputs";
import { type Check, judged, same } from "./check";
import { expectedSshd } from "./expected-sshd";
import type { Facts } from "./facts";
import type { Session } from "./session";
import { fingerprintOf, type Transcript } from "./transcript";

const SSHD = "see which file in /etc/ssh/sshd_config.d says so before 10-plumbline.conf: sshd takes the first";

/** Checks that the server is the one that Terraform made and accepts the deployer's key. */
export function checkKeys(node: DeployedNode, { transcript, facts, problem }: Session): Check[] {
  const at = `${loginAddress(node)} port ${node.ssh_port}`;
  const hostKey = {
    topic: "login" as const,
    what: "host key",
    remedy: "this is not the machine that was deployed: ask who rebuilt it before anything else",
  };
  const login = { topic: "login" as const, what: "login with the deployer's key", remedy: remedyOf(transcript) };
  const shown = transcript.hostKey;
  return [
    ...(shown === undefined ? [] : [same(hostKey, fingerprintOf(node.host_key), shown)]),
    judged(
      login,
      `${node.ssh_user} at ${at}, with sudo`,
      facts !== undefined
        ? `${node.ssh_user} at ${at}, with sudo`
        : transcript.authenticated
          ? `the login, but no whole answer behind it: ${problem}`
          : `no login: ${problem}`,
      facts !== undefined,
    ),
  ];
}

function remedyOf({ authenticated, offered, hostKey }: Transcript): string {
  if (authenticated) {
    return "see what the node says of it: npm run ssh -- NODE, then sudo -n true; a full disk is worth a look";
  }
  if (offered.length > 0) {
    return "put the deployer's public key back into authorized_keys, with an operator's key or at the console";
  }
  return hostKey === undefined
    ? "see that the server is started, that its NAT rule is there, and that your address may log in (operators of the plan)"
    : "see the host key";
}

/** What a node's cloud-config lets in. */
type Opened = Pick<Partial<Expectations>, "sshd" | "root_password">;

/** Checks sshd's configuration for root and for the login account. */
export function checkSshd(node: DeployedNode, facts: Facts, wanted: Opened = {}): Check[] {
  const error = facts.one("sshd_error");
  if (error !== undefined) {
    const remedy = "mend the file that it names in /etc/ssh, before the next restart locks everybody out";
    return [judged({ topic: "sshd", what: "configuration of sshd", remedy }, "one that sshd takes", error, false)];
  }
  const accounts = ["root", node.ssh_user].map((account) => {
    const values = expectedSshd(wanted);
    const found = Object.keys(values).map(
      // sshd prints the older of two names of one value
      (keyword) =>
        `${keyword} ${facts.one(`sshd ${account} ${keyword}`)?.replace("without-password", "prohibit-password") ?? "-"}`,
    );
    const expected = Object.entries(values).map(([keyword, value]) => `${keyword} ${value}`);
    return same({ topic: "sshd", what: `sshd for ${account}`, remedy: SSHD }, expected.join(", "), found.join(", "));
  });
  const password = facts.one("root_password");
  const locked = { topic: "sshd" as const, what: "password of root", remedy: "lock it: sudo passwd --lock root" };
  return wanted.root_password
    ? accounts
    : [...accounts, same(locked, "locked", password?.startsWith("L") ? "locked" : `not locked (${password})`)];
}

/** Checks from outside which login methods the server offers, and whether root can log in. */
export function checkRefusals(node: DeployedNode, own: Transcript, root: Transcript, wanted: Opened = {}): Check[] {
  const offers = (account: string, { offered }: Transcript) => {
    const check = { topic: "sshd" as const, what: `ways to log in that ${account} is offered`, remedy: SSHD };
    return expectedSshd(wanted).passwordauthentication === "yes" && offered.includes("password")
      ? judged(check, "publickey, password", offered.join(", "), offered.includes("publickey"))
      : same(check, "publickey", offered.join(", "));
  };
  const isRootLetIn = expectedSshd(wanted).permitrootlogin !== "no";
  const answered = root.offered.length > 0;
  return [
    offers(node.ssh_user, own),
    ...(answered ? [offers("root", root)] : []),
    // whose keys root has, its cloud-config says
    ...(isRootLetIn
      ? []
      : [
          same(
            { topic: "sshd", what: "login of root with the deployer's key", remedy: SSHD },
            "refused",
            root.authenticated ? "let in" : answered ? "refused" : `no answer: ${root.complaints.slice(-1).join()}`,
          ),
        ]),
  ];
}
