import type { Backend } from "../../platform/backend";

type Remote = Exclude<Backend["type"], "local">;

/** Where Terraform takes the credentials of each backend from. */
const ENVIRONMENT: Readonly<Record<Remote, string>> = {
  pg: "PGUSER and PGPASSWORD, or PG_CONN_STR",
  s3: "AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY",
  http: "TF_HTTP_USERNAME and TF_HTTP_PASSWORD",
};

/** The same for settings that have a variable of their own. */
const OWN: Readonly<Record<string, string>> = {
  token: "AWS_SESSION_TOKEN",
  sse_customer_key: "AWS_SSE_CUSTOMER_KEY",
  web_identity_token: "the file that AWS_WEB_IDENTITY_TOKEN_FILE names",
  client_private_key_pem: "TF_HTTP_CLIENT_PRIVATE_KEY_PEM",
};

/** Names whose last words say that the value is a secret; paths of files that hold one, and what is said about one, are none. */
const SECRET_NAME =
  /(^|_)(password|passwd|passphrase|secret|token|credentials?|(access|secret|private|customer|api)_key)(_id|_pem|_base64)?$/;

/** `//user:password@host` of an address. */
const LOGIN = /\/\/[^/@\s]*:[^/@\s]+@/;

/** `password=...` of a connection to PostgreSQL, `private_token=...` of an address. */
const ASSIGNED = /(password\s*=|[?&;](\w|-)*(token|secret|api[-_]?key|access[-_]?key|signature|sig)=)\s*[^\s&;]/i;

/** Whether a text or number of a backend is a credential, by the name of its setting or by itself. */
export function isCredential(name: string, value: string | number): boolean {
  return SECRET_NAME.test(name) || LOGIN.test(String(value)) || ASSIGNED.test(String(value));
}

/** What Terraform takes a credential from instead, in words. */
export function credentialSource(type: Remote, name: string): string {
  return Object.hasOwn(OWN, name) ? (OWN[name] as string) : ENVIRONMENT[type];
}
