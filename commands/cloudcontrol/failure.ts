import { Failure } from "../cli/command";
import { ENDPOINTS_VARIABLE } from "./endpoints";
import type { CloudControlOptions, Resource } from "./resource";

/** An unexpected answer. */
interface OddAnswer {
  readonly status: number;
  readonly text: string;
  /** The header Content-Type. */
  readonly type: string;
  /** Its body as an object, if it is one. */
  readonly answer?: Resource | undefined;
}

/** Readable names of Node's network error codes. */
const CAUSES: Readonly<Record<string, string>> = {
  ECONNREFUSED: "nothing listens there",
  ECONNRESET: "the connection ended without an answer",
  UND_ERR_SOCKET: "the connection ended without an answer",
  EHOSTUNREACH: "there is no route to it",
  ENETUNREACH: "there is no route to it",
  ENOTFOUND: "its host name is unknown",
  EAI_AGAIN: "its host name cannot be looked up now",
  ETIMEDOUT: "the connection was not answered",
  UND_ERR_CONNECT_TIMEOUT: "the connection was not answered",
};

const CERTIFICATE = /CERT|SIGNED|ISSUER|ALTNAME/;

/** HTTP 401. */
export function refusedCredentials({ region, endpoint }: CloudControlOptions): Failure {
  return new Failure(`region ${region} refuses the credentials in MCP_USER and MCP_PASSWORD`, [
    `asked: ${endpoint} (HTTP 401)`,
    "export name and password again, in single quotes where they hold $, ! or spaces; an account that was locked or is of",
    "another reseller is refused in the same way",
  ]);
}

/** No answer at all. */
export function connectionFailure(options: CloudControlOptions, error: unknown, timeoutMs: number): Failure {
  const { name = "", cause } = error as Error & { cause?: { code?: string; message?: string } };
  const code = cause?.code ?? "";
  const reason =
    name === "TimeoutError"
      ? `no answer within ${timeoutMs / 1000} s`
      : CERTIFICATE.test(code)
        ? `its certificate is not trusted (${code})`
        : (CAUSES[code] ?? hidden(options, cause?.message ?? (error as Error).message));
  return new Failure(`region ${options.region} cannot be reached at ${options.endpoint}: ${reason}`, [
    CERTIFICATE.test(code)
      ? "where a proxy opens connections, NODE_EXTRA_CA_CERTS=FILE names the authority that it signs with"
      : `look at network, name server and firewall: curl -v ${options.endpoint}/oec/0.9/myaccount`,
    ...whereFrom(options),
  ]);
}

/** An error of the API, or an answer that is not the API's. */
export function answerFailure(options: CloudControlOptions, { status, text, type, answer }: OddAnswer): Failure {
  const { region, endpoint } = options;
  const code = answer?.responseCode ?? /resultCode>([^<]+)</.exec(text)?.[1];
  const message = answer?.message ?? /resultDetail>([^<]+)</.exec(text)?.[1];
  if (code !== undefined) {
    return new Failure(`region ${region} answers ${code}: ${hidden(options, String(message ?? ""))}`, [
      `asked: ${endpoint} (HTTP ${status})`,
    ]);
  }
  const what = type === "" ? "" : ` with ${type.split(";")[0]}`;
  return new Failure(`what answers at ${endpoint} is not the API of region ${region}: HTTP ${status}${what}`, [
    ...(text.trim() === "" ? [] : [`it says: ${hidden(options, text)}`]),
    "a proxy or a log-in page may stand in between",
    ...whereFrom(options),
  ]);
}

function whereFrom({ region, endpoint, env = {} }: CloudControlOptions): string[] {
  const proxy = ["https_proxy", "HTTPS_PROXY", "http_proxy", "HTTP_PROXY"].find((name) => env[name]);
  const isGiven = (env[ENDPOINTS_VARIABLE] ?? "").includes(endpoint);
  return [
    ...(isGiven ? [`this endpoint of ${region} comes from ${ENDPOINTS_VARIABLE}`] : []),
    ...(proxy !== undefined && !env.NODE_USE_ENV_PROXY
      ? [
          `${proxy} is set: Terraform goes through it, this command only with NODE_USE_ENV_PROXY=1 and Node 22.21 or 24`,
          "or later",
        ]
      : []),
  ];
}

/** The beginning of a text on one line, without the password: some proxies repeat the request. */
function hidden({ user, password }: CloudControlOptions, text: string): string {
  const secrets = [password, Buffer.from(`${user}:${password}`).toString("base64")].filter((secret) => secret !== "");
  const shown = secrets.reduce((rest, secret) => rest.replaceAll(secret, "***"), text);
  const line = shown
    .replace(/<[^>]*>/g, " ")
    .replace(/\s+/g, " ")
    .trim();
  return line.length > 160 ? `${line.slice(0, 160)} ...` : line;
}
