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

/** The values that a node is held against: what its cloud-config wants is in the place of the baseline's. */
export function expectedSshd({ sshd = {} }: { readonly sshd?: Readonly<Record<string, string>> | undefined }) {
  const otherwise = Object.entries(sshd).map(([keyword, value]) => [keyword.toLowerCase(), value]);
  return { ...EXPECTED_SSHD, ...Object.fromEntries(otherwise) } as Readonly<Record<string, string>>;
}
