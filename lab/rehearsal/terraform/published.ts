import { existsSync, mkdirSync, readdirSync, realpathSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { join, relative, resolve, sep } from "node:path";
import { Cancellation } from "../../host/cancellation";
import { Interrupted } from "../../host/failure";
import { type Outcome, runProgram } from "../../host/program";
import { cliConfiguration, isStandIn } from "../../providers/mirror";
import { STAND_INS } from "../../providers/stand-ins";

export interface Search {
  readonly environment: NodeJS.ProcessEnv;
  /** The project's folder: its `terraform.d/plugins` is one of the places where Terraform looks. */
  readonly root: string;
  /** A folder for the search, created anew. It keeps what was found, and is removed if something is missing. */
  readonly folder: string;
  readonly cancellation: Cancellation;
  /** How long a search may be silent. @default Terraform's own limits */
  readonly patienceMs?: number | undefined;
  /** Receives one line of progress at a time. */
  readonly log: (line: string) => void;
}

/** All providers in the versions of the bindings. */
export interface Found {
  readonly kind: "found";
  /** A CLI configuration that names exactly what was found. */
  readonly cliConfig: string;
  /** Their source, in a few words. */
  readonly from: string;
  /** Each with its version and what Terraform says about its signature. */
  readonly packages: readonly string[];
}

/** At least one is missing, or cannot be identified as the published one. */
export interface Missing {
  readonly kind: "missing";
  /** In a few words, e.g. `no registry at hand`. */
  readonly reason: string;
  /** Terraform's output, by line. */
  readonly details: readonly string[];
  /** Providers that the user's CLI configuration replaces by a development build, e.g. `hashicorp/null`. */
  readonly overrides: readonly string[];
}

/** The user's settings that a search needs: sources of providers, tokens and time limits. */
const SEARCH_VARIABLES = /^TF_(CLI_CONFIG_FILE$|TOKEN_|REGISTRY_)/;

/** Terraform's package cache in its working folder; it has the layout of a mirror. */
const PACKAGES = join(".terraform", "providers");

type StandIn = (typeof STAND_INS)[number];

/** Before its first line Terraform asks no registry; a busy machine may take its time. */
const LONGEST_START_MS = 30_000;

/** A download reports nothing until it is complete. */
const LONGEST_DOWNLOAD_MS = 120_000;

/**
 * Looks for the published providers. Terraform itself searches, in its own folder, so that everything applies that
 * applies to Terraform: CLI configuration, implied mirrors, network mirrors, the registry. It takes all or none.
 * @throws Failure if Terraform is missing; Interrupted after cancellation
 */
export async function findPublished(search: Search): Promise<Found | Missing> {
  const { root, folder } = search;
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const implied = join(resolve(root), "terraform.d");
  if (existsSync(implied)) {
    symlinkSync(implied, join(folder, "terraform.d"));
  }
  // Terraform continues after the first missing provider and downloads the others: so the rarest is requested alone
  // first
  const rarest = STAND_INS.filter(({ type }) => type === "ddcloud");
  const installed: string[] = [];
  for (const wanted of [rarest, STAND_INS]) {
    writeFileSync(join(folder, "main.tf.json"), configuration(wanted));
    const missing = await ask(search, wanted, installed);
    if (missing !== undefined) {
      rmSync(folder, { recursive: true });
      return missing;
    }
  }
  return found(folder, installed);
}

function configuration(wanted: readonly StandIn[]): string {
  const providers = wanted.map(({ type, namespace, version }) => [type, { source: `${namespace}/${type}`, version }]);
  return JSON.stringify({ terraform: { required_providers: Object.fromEntries(providers) } });
}

async function ask(search: Search, wanted: readonly StandIn[], installed: string[]): Promise<Missing | undefined> {
  const outcome = await init(search);
  if (outcome === "silent") {
    const detail = `no sign of life from the registry or a mirror for ${(search.patienceMs ?? 0) / 1000} s`;
    return { kind: "missing", reason: "no registry at hand", details: [detail], overrides: [] };
  }
  const overrides = overridesIn(outcome);
  if (overrides.length > 0) {
    const detail = `the CLI configuration has development overrides of ${overrides.join(", ")}: they have no version`;
    return { kind: "missing", reason: "development overrides", details: [detail], overrides };
  }
  if (outcome.code !== 0) {
    return { kind: "missing", ...whatIsMissing(outcome, wanted), overrides };
  }
  if (packagesIn(search.folder).some(isStandIn)) {
    const detail = "the CLI configuration names the lab's own stand-ins";
    return { kind: "missing", reason: detail, details: [detail], overrides };
  }
  installed.push(...[...outcome.stdout.matchAll(/^- Installed (.+)$/gm)].map(([, words = ""]) => words));
  return undefined;
}

/** Runs `terraform init` and ends it after silence. Terraform prints a line for each provider that it looks for. */
async function init({ environment, folder, cancellation, patienceMs, log }: Search): Promise<Outcome | "silent"> {
  const limited = new Cancellation();
  const end = (): void => limited.request();
  let timer: NodeJS.Timeout | undefined;
  const waitFor = (milliseconds: number): void => {
    clearTimeout(timer);
    if (patienceMs !== undefined) {
      timer = setTimeout(end, milliseconds);
    }
  };
  cancellation.asked.addEventListener("abort", end);
  if (cancellation.asked.aborted) {
    end();
  }
  waitFor(LONGEST_START_MS);
  try {
    return await runProgram(
      environment.TERRAFORM_BINARY_NAME || "terraform",
      ["init", "-input=false", "-no-color", "-backend=false"],
      {
        folder,
        environment: searching(environment),
        cancellation: limited,
        onLine: (line) => {
          const installing = /^- (Install(?:ing|ed) .+)/.exec(line)?.[1];
          if (installing !== undefined) {
            log(installing.replace("I", "i"));
          }
          waitFor(installing === undefined ? (patienceMs ?? 0) : LONGEST_DOWNLOAD_MS);
        },
      },
    );
  } catch (error) {
    if (!(error instanceof Interrupted) || cancellation.asked.aborted) {
      throw error;
    }
    return "silent";
  } finally {
    clearTimeout(timer);
    cancellation.asked.removeEventListener("abort", end);
  }
}

function searching(environment: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const heard = Object.entries(environment).filter(([name]) => !name.startsWith("TF_") || SEARCH_VARIABLES.test(name));
  return { ...Object.fromEntries(heard), TF_IN_AUTOMATION: "1", CHECKPOINT_DISABLE: "1" };
}

function overridesIn({ stdout, stderr }: Outcome): string[] {
  const [, told = ""] = `${stdout}\n${stderr}`.split("Provider development overrides are in effect");
  return STAND_INS.map(({ namespace, type }) => `${namespace}/${type}`).filter((name) =>
    told.includes(` - ${name} in`),
  );
}

/** Terraform names each provider that it cannot get, and the reason. */
function whatIsMissing({ stdout, stderr }: Outcome, wanted: readonly StandIn[]): { reason: string; details: string[] } {
  // Terraform wraps and frames its lines
  const text = `${stderr}\n${stdout}`.replace(/[│╷╵\s]+/g, " ");
  const wrong = /problems with the CLI configuration: (.+?) As a result of the above problems/.exec(text)?.[1];
  if (wrong !== undefined) {
    return { reason: "the CLI configuration is in error", details: [wrong] };
  }
  const errors = [...text.matchAll(/Error: (.+?)(?= To see which modules| Error: | Initializing |$)/g)]
    .map(([, error = ""]) => error.replace(/^Failed to query available provider packages /, "").trim())
    .sort();
  const missing = wanted.filter(({ namespace, type }) =>
    errors.some((error) => error.includes(`${namespace}/${type}`)),
  );
  const versions = missing.map(({ type, version }) => `${type} ${version}`).join(", ");
  if (missing.length === 0) {
    return { reason: "terraform init fails", details: errors };
  }
  const unreachable = errors.some((error) => /dial |no such host|could not connect|request failed|timeout/.test(error));
  return unreachable
    ? { reason: "no registry at hand", details: errors.slice(0, 1) }
    : { reason: `no source has ${versions}`, details: errors };
}

/** Folders of the packages, without symbolic links: Terraform links to unpacked mirrors. */
function packagesIn(folder: string): string[] {
  const names = (path: string): string[] => readdirSync(path).map((name) => join(path, name));
  // host, namespace, type, version, system
  const packages = names(join(folder, PACKAGES)).flatMap(names).flatMap(names).flatMap(names).flatMap(names);
  return packages.map((path) => realpathSync(path));
}

function found(folder: string, installed: readonly string[]): Found {
  const cliConfig = join(folder, "terraform.rc");
  writeFileSync(cliConfig, cliConfiguration(join(resolve(folder), PACKAGES)));
  const own = realpathSync(folder);
  const packages = packagesIn(folder);
  const mirrors = packages
    .filter((path) => relative(own, path).startsWith(`..${sep}`))
    .map((path) => resolve(path, "../../../../.."));
  const from = [...new Set(mirrors), ...(mirrors.length < packages.length ? ["installed by Terraform"] : [])];
  return { kind: "found", cliConfig, from: from.join(", "), packages: [...installed].sort() };
}
