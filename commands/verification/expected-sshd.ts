/**
 * The values of sshd that keep passwords and root out. Repeated on purpose from platform/baseline/sshd.ts: a
 * verification that imported the baseline would accept any change of it. A test compares the two.
 */
export const EXPECTED_SSHD: Readonly<Record<string, string>> = {
  permitrootlogin: "no",
  passwordauthentication: "no",
  kbdinteractiveauthentication: "no",
  permitemptypasswords: "no",
  pubkeyauthentication: "yes",
  authenticationmethods: "publickey",
};
