import { createInterface } from "node:readline/promises";
import type { Cancellation } from "../host/cancellation";
import { Failure, Interrupted } from "../host/failure";
import { runProgram } from "../host/program";
import { IMAGE_TOOLS, installCommand, type Lack, lackOf, programPath } from "../machines/image/host";
import { keyringsOf } from "../machines/image/prepare";
import type { Kind } from "./command-line";

/** Programs that a deployment needs on this machine, each with its Debian package. */
const DEPLOYMENT_TOOLS: Readonly<Record<string, string>> = { curl: "curl" };

/** Further programs, if there are machines to log in to. */
const LOGIN_TOOLS: Readonly<Record<string, string>> = {
  openssl: "openssl",
  ssh: "openssh-client",
  "ssh-keygen": "openssh-client",
};

const WITHOUT_MACHINES: readonly Kind[] = ["infrastructure", "faults"];

export interface InstallOptions {
  readonly environment: NodeJS.ProcessEnv;
  /** Whether to install without asking. */
  readonly yes: boolean;
  readonly cancellation: Cancellation;
  readonly print: (line: string) => void;
  /** Asks a question at the terminal; undefined: there is no terminal. @default this process's terminal */
  readonly ask?: ((question: string) => Promise<boolean>) | undefined;
}

/**
 * Installs missing packages that a kind of rehearsal needs, after somebody has agreed.
 * @throws Failure with the command to install them, if nobody has agreed or the installation fails
 */
export async function installMissing(kind: Kind, options: InstallOptions): Promise<void> {
  const { environment, yes, print } = options;
  const machines = !WITHOUT_MACHINES.includes(kind);
  const lack = machines
    ? lackOf(environment, { ...IMAGE_TOOLS, ...DEPLOYMENT_TOOLS, ...LOGIN_TOOLS }, keyringsOf(environment))
    : lackOf(environment, DEPLOYMENT_TOOLS, {});
  if (machines && lack.obstacles.length > 0) {
    throw new Failure("this machine cannot play the servers of a plan", problemsOf(lack));
  }
  if (lack.packages.length === 0) {
    return;
  }
  const isAble = process.getuid?.() === 0 && programPath("apt-get", environment) !== undefined;
  const ask = "ask" in options ? options.ask : terminalQuestion(options.cancellation);
  const words = `${lack.missing.join(", ")} missing on this machine`;
  const agreed = isAble && (yes || (await ask?.(`${words}: ${installCommand(lack.packages)}\nDo it now? [Y/n] `)));
  if (!agreed) {
    throw new Failure(words, [
      installCommand(lack.packages),
      ...(isAble ? ["or run this command with --yes, which does it"] : []),
    ]);
  }
  print(words);
  await install(lack.packages, options);
}

function problemsOf({ obstacles, packages, missing }: Lack): string[] {
  return [...obstacles, ...(packages.length > 0 && !missing.includes("apt-get") ? [installCommand(packages)] : [])];
}

/** Fetches apt's lists first: a new machine has none. */
async function install(
  packages: readonly string[],
  { environment, cancellation, print }: InstallOptions,
): Promise<void> {
  for (const words of [["update"], ["install", "--yes", "--no-install-recommends", ...packages]]) {
    print(`apt-get ${words.join(" ")}`);
    const { code, stdout, stderr } = await runProgram("apt-get", ["--quiet=2", ...words], {
      environment: { ...environment, DEBIAN_FRONTEND: "noninteractive" },
      cancellation,
    });
    if (code !== 0) {
      const said = `${stderr}\n${stdout}`.trim().split("\n").slice(-10);
      throw new Failure(`apt-get ${words.join(" ")} failed with status ${code}`, said);
    }
  }
}

/** A question at this process's terminal; undefined if there is none. */
function terminalQuestion(cancellation: Cancellation): InstallOptions["ask"] {
  if (!process.stdin.isTTY || !process.stdout.isTTY) {
    return undefined;
  }
  return async (question) => {
    const lines = createInterface({ input: process.stdin, output: process.stdout });
    // while readline reads a terminal, Ctrl-C is not a signal
    lines.on("SIGINT", () => cancellation.request());
    try {
      const answer = await lines.question(question, { signal: cancellation.asked });
      return /^\s*(y(es)?)?\s*$/i.test(answer);
    } catch {
      throw new Interrupted();
    } finally {
      lines.close();
    }
  };
}
