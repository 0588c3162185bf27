import { join } from "node:path";
import type { Cancellation } from "../../host/cancellation";
import { Failure } from "../../host/failure";
import { providerMirror } from "../../providers/mirror";
import { findPublished, type Missing } from "./published";

/** The Terraform providers that a rehearsal runs with. */
export interface Providers {
  readonly kind: "stand-in" | "published";
  /** The CLI configuration that names them; undefined: Terraform's own choice. */
  readonly cliConfig: string | undefined;
  /** Which providers and why, for the line of progress. */
  readonly summary: string;
  /** For the report. */
  readonly words: string;
}

export interface ProviderChoice {
  readonly environment: NodeJS.ProcessEnv;
  /** The project's folder. */
  readonly root: string;
  /** The rehearsal's folder: published providers are stored inside it. */
  readonly folder: string;
  readonly cancellation: Cancellation;
  /** Receives one line of progress at a time. */
  readonly log: (line: string) => void;
}

/** How long a registry may be silent before it counts as unreachable. */
const PATIENCE_MS = 2000;

/**
 * The published providers, if Terraform finds all of them in the versions of the bindings; otherwise this project's
 * stand-ins, which are built if necessary. Never a mixture. `LAB_PROVIDERS` forces one of the two.
 * @throws Failure if LAB_PROVIDERS is another word, or what it asks for is not available
 */
export async function providersFor(choice: ProviderChoice): Promise<Providers> {
  const { LAB_PROVIDERS: wanted, TF_CLI_CONFIG_FILE: own } = choice.environment;
  if (wanted !== undefined && wanted !== "" && wanted !== "published" && wanted !== "stand-in") {
    throw new Failure(`LAB_PROVIDERS is ${JSON.stringify(wanted)}; it is published, stand-in, or not set`);
  }
  if (wanted === "stand-in") {
    return standIns(choice);
  }
  const forced = wanted === "published";
  const search = { ...choice, folder: join(choice.folder, "providers"), patienceMs: forced ? undefined : PATIENCE_MS };
  const finding = await findPublished(search);
  if (finding.kind === "found") {
    return {
      kind: "published",
      cliConfig: finding.cliConfig,
      summary: `published: ${finding.from}`,
      words: `published (${finding.from}): ${finding.packages.join(", ")}`,
    };
  }
  if (!forced) {
    return standIns(choice, finding);
  }
  if (finding.overrides.length > 0) {
    // asked for explicitly: use the user's own configuration unchanged
    const words = `published, but for development overrides of ${finding.overrides.join(", ")}`;
    return { kind: "published", cliConfig: own, summary: words, words };
  }
  throw new Failure(`the published providers are not to be had: ${finding.reason}`, [
    ...finding.details,
    "without LAB_PROVIDERS, the lab's stand-ins take their place",
  ]);
}

async function standIns({ root, log }: ProviderChoice, why?: Missing): Promise<Providers> {
  for (const detail of why?.details ?? []) {
    log(`not the published providers: ${detail}`);
  }
  try {
    const { cliConfig } = await providerMirror({ root, log });
    const because = why === undefined ? "LAB_PROVIDERS=stand-in" : why.reason;
    return {
      kind: "stand-in",
      cliConfig,
      summary: why === undefined ? "stand-in" : `stand-in: ${why.reason}`,
      words: `the lab's stand-ins of the published ones (lab/providers): ${because}`,
    };
  } catch (error) {
    throw new Failure("the stand-in providers could not be built", [
      error instanceof Error ? error.message : String(error),
      ...(why === undefined ? [] : [`they are needed, because the published ones are not to be had: ${why.reason}`]),
    ]);
  }
}
