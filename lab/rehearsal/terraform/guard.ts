import { existsSync, readdirSync, readFileSync, realpathSync } from "node:fs";
import { dirname, join, relative, resolve, sep } from "node:path";
import { LAB_ACCOUNT } from "../../cloud/cloud";
import { Failure } from "../../host/failure";

/** A run of Terraform that is about to start. */
export interface GuardedRun {
  /** Terraform's working folder. */
  readonly stack: string;
  /** The folder that must contain everything of a rehearsal. */
  readonly rehearsal: string;
  readonly environment: NodeJS.ProcessEnv;
}

/** The files that Terraform reads in a stack's folder: its synthesized configuration, and the forced backend. */
export const CONFIGURATION = "cdk.tf.json";
export const BACKEND_OVERRIDE = "backend_override.tf.json";

const ALLOWED_VARIABLES = new Set([
  "TF_CLI_CONFIG_FILE",
  "TF_IN_AUTOMATION",
  "TF_PLUGIN_CACHE_DIR",
  "TF_VAR_endpoints",
  "TF_VAR_retry_delay",
  "TF_VAR_ssh_port",
]);

const ENDPOINT_OF_REGION = /^\$\{lookup\(var\.endpoints, "([A-Z]+)", null\)\}$/;

type Backends = Readonly<Record<string, { readonly path?: unknown }>>;

interface Configuration {
  readonly terraform?: { readonly backend?: Backends };
  readonly provider?: { readonly ddcloud?: readonly { readonly cloudcontrol_endpoint?: unknown }[] };
}

/**
 * Checks what Terraform would really use, just before it runs.
 * @throws Failure with every way in which the run could touch a real deployment
 */
export function refuseRealDeployment(run: GuardedRun): void {
  const problems = [...endpointProblems(run), ...environmentProblems(run), ...fileProblems(run), ...stateProblems(run)];
  if (problems.length > 0) {
    throw new Failure("refused: this run of Terraform could touch a real deployment", problems);
  }
}

/**
 * Whether a base URL certainly leads to this machine. A name does not, not even localhost, because a resolver can
 * answer anything.
 */
export function isLoopback(endpoint: string): boolean {
  if (!URL.canParse(endpoint)) {
    return false;
  }
  const { protocol, hostname, username, password } = new URL(endpoint);
  const isLocal = /^127\.\d{1,3}\.\d{1,3}\.\d{1,3}$/.test(hostname) || hostname === "[::1]";
  return protocol === "http:" && isLocal && username === "" && password === "";
}

function endpointProblems({ stack, environment }: GuardedRun): string[] {
  const endpoints = readEndpoints(environment.TF_VAR_endpoints);
  if (endpoints === undefined) {
    return ["TF_VAR_endpoints is no map from region to base URL: the public endpoints would be used"];
  }
  const given = Object.entries(endpoints)
    .filter(([, endpoint]) => !isLoopback(endpoint))
    .map(([region, endpoint]) => `the endpoint of ${region} is ${endpoint}; a loopback address is expected`);
  const providers = read(join(stack, CONFIGURATION)).provider?.ddcloud ?? [];
  const written = providers.flatMap(({ cloudcontrol_endpoint: endpoint }) => {
    const region = ENDPOINT_OF_REGION.exec(String(endpoint))?.[1];
    if (region === undefined) {
      return isLoopback(String(endpoint))
        ? []
        : [`a provider has the endpoint ${endpoint}; a loopback address is expected`];
    }
    return endpoints[region] === undefined ? [`region ${region} has no endpoint: its public one would be used`] : [];
  });
  return [...given, ...written];
}

function readEndpoints(text: string | undefined): Readonly<Record<string, string>> | undefined {
  try {
    const read = JSON.parse(text ?? "");
    const isMap = typeof read === "object" && read !== null && !Array.isArray(read);
    return isMap && Object.values(read).every((value) => typeof value === "string") ? read : undefined;
  } catch {
    return undefined;
  }
}

function environmentProblems({ environment }: GuardedRun): string[] {
  const strange = Object.keys(environment)
    .filter((name) => name.startsWith("TF_") && !ALLOWED_VARIABLES.has(name))
    .map((name) => `the environment variable ${name} is set`);
  const isOurs = environment.MCP_USER === LAB_ACCOUNT.user && environment.MCP_PASSWORD === LAB_ACCOUNT.password;
  return isOurs ? strange : [...strange, "MCP_USER and MCP_PASSWORD are not those of the lab"];
}

/** The file that `npm run orphans` asks for, and whether a text contains nothing but `import` blocks. */
const ADOPTION = "adopted.tf";
const IMPORT_BLOCKS = /^(import \{\n {2}to = ddcloud_\w+\.\w+\n {2}id = "[0-9a-f-]+"\n\}\n)+$/;

/** A file of variables would take precedence over the environment; another configuration file could add a provider. */
function fileProblems({ stack }: GuardedRun): string[] {
  return readdirSync(stack)
    .filter((file) => /\.(tf|tf\.json|tofu|tofu\.json|tfvars|tfvars\.json)$/.test(file))
    .filter((file) => file !== CONFIGURATION && file !== BACKEND_OVERRIDE)
    .filter((file) => file !== ADOPTION || !IMPORT_BLOCKS.test(readFileSync(join(stack, file), "utf8")))
    .map((file) => `${file} lies in the stack's folder and is none of the rehearsal's`);
}

function stateProblems({ stack, rehearsal }: GuardedRun): string[] {
  const initialised = join(stack, ".terraform", "terraform.tfstate");
  const chosen: [string, Backends][] = [["the configuration", backendOf(stack)]];
  if (existsSync(initialised)) {
    const { backend } = JSON.parse(readFileSync(initialised, "utf8"));
    chosen.push([".terraform", backend ? { [backend.type]: backend.config } : {}]);
  }
  return chosen.flatMap(([where, backends]) => {
    const [type = "none"] = Object.keys(backends);
    if (type !== "local") {
      return [`the backend in ${where} is ${type}; local is expected`];
    }
    const path = String(backends.local?.path ?? "terraform.tfstate");
    return isBelow(resolve(stack, path), rehearsal) ? [] : [`the state in ${where} is ${path}, not below ${rehearsal}`];
  });
}

/** Merges files as Terraform does: a backend in an override file replaces the other one. */
function backendOf(stack: string): Backends {
  const override = join(stack, BACKEND_OVERRIDE);
  const forced = existsSync(override) ? read(override).terraform?.backend : undefined;
  return forced ?? read(join(stack, CONFIGURATION)).terraform?.backend ?? {};
}

function read(file: string): Configuration {
  return JSON.parse(readFileSync(file, "utf8"));
}

function isBelow(file: string, folder: string): boolean {
  const path = relative(realpathSync(folder), realPath(file));
  return path !== "" && path !== ".." && !path.startsWith(`..${sep}`);
}

/** A path without symbolic links, of a file that need not exist yet. */
function realPath(file: string): string {
  return existsSync(file) ? realpathSync(file) : join(realPath(dirname(file)), relative(dirname(file), file));
}
