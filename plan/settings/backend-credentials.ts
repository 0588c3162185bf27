import type { Backend } from "../../platform/backend";

type Remote = Exclude<Backend["type"], "local">;

/** Where Terraform reads the credentials of each backend. */
const ENVIRONMENT: Readonly<Record<Remote, string>> = {
  pg: "PGUSER and PGPASSWORD, or PG_CONN_STR",
  s3: "AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY",
  http: "TF_HTTP_USERNAME and TF_HTTP_PASSWORD",
};

/** The same for settings with a variable of their own. */
const OWN: Readonly<Record<string, string>> = {
  token: "AWS_SESSION_TOKEN",
  sse_customer_key: "AWS_SSE_CUSTOMER_KEY",
  web_identity_token: "the file that AWS_WEB_IDENTITY_TOKEN_FILE names",
  client_private_key_pem: "TF_HTTP_CLIENT_PRIVATE_KEY_PEM",
};

/**
 * Names whose last words say that the value is a secret. Paths of files with a secret, and facts about one, are not
 * secrets.
 */
const SECRET_NAME =
  /(^|_)(password|passwd|passphrase|secret|token|credentials?|(access|secret|private|customer|api)_key)(_id|_pem|_base64)?$/;

/** `//user:password@host` in an address. */
const LOGIN = /\/\/[^/@\s]*:[^/@\s]+@/;

/** `password=...` in a connection to PostgreSQL, `private_token=...` in an address. */
const ASSIGNED = /(password\s*=|[?&;](\w|-)*(token|secret|api[-_]?key|access[-_]?key|signature|sig)=)\s*[^\s&;]/i;

/** Whether a text or number of a backend is a credential, judged by the name of its setting or by the value itself. */
export function isCredential(name: string, value: string | number): boolean {
  return SECRET_NAME.test(name) || LOGIN.test(String(value)) || ASSIGNED.test(String(value));
}

/** Where Terraform reads a credential instead, in words. */
export function credentialSource(type: Remote, name: string): string {
  return Object.hasOwn(OWN, name) ? (OWN[name] as string) : ENVIRONMENT[type];
}
