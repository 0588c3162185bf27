/**
 * The values of sshd that keep passwords and root out. The baseline of a node says the same in platform/baseline/sshd.ts: it
 * is said again here, since a verification that read it there would follow it wherever it went. A test compares the two.
 */
export const EXPECTED_SSHD: Readonly<Record<string, string>> = {
  permitrootlogin: "no",
  passwordauthentication: "no",
  kbdinteractiveauthentication: "no",
  permitemptypasswords: "no",
  pubkeyauthentication: "yes",
  authenticationmethods: "publickey",
};
