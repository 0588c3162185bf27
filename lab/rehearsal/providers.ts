import { providerMirror } from "../providers/mirror";
import { Failure } from "./failure";

/** The Terraform providers that a rehearsal runs with. */
export interface Providers {
  readonly kind: "stand-in" | "published";
  /** The CLI configuration that names them; undefined: what Terraform takes by itself. */
  readonly cliConfig: string | undefined;
  /** For the report. */
  readonly words: string;
}

/**
 * The stand-ins of this project, built where they are not there yet, or, with `LAB_PROVIDERS=published`, what the user's
 * own CLI configuration or the registry gives.
 * @throws Failure where LAB_PROVIDERS is something else, or the stand-ins cannot be built
 */
export async function providersFor(
  environment: NodeJS.ProcessEnv,
  root: string,
  log: (line: string) => void,
): Promise<Providers> {
  const { LAB_PROVIDERS: wanted, TF_CLI_CONFIG_FILE: own } = environment;
  if (wanted === "published") {
    return { kind: "published", cliConfig: own, words: `published, from ${own ?? "Terraform's own configuration"}` };
  }
  if (wanted !== undefined && wanted !== "" && wanted !== "stand-in") {
    throw new Failure(`LAB_PROVIDERS is ${JSON.stringify(wanted)}; it is published, stand-in, or not set`);
  }
  try {
    const { cliConfig } = await providerMirror({ root, log });
    return { kind: "stand-in", cliConfig, words: "the lab's stand-ins of the published ones (lab/providers)" };
  } catch (error) {
    throw new Failure("the stand-in providers could not be built", [
      error instanceof Error ? error.message : String(error),
      "LAB_PROVIDERS=published takes the published ones where the registry or a mirror has them",
    ]);
  }
}
