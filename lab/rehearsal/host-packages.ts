import { createInterface } from "node:readline/promises";
import { IMAGE_TOOLS, installCommand, type Lack, lackOf } from "../machines/image/host";
import { keyringsOf } from "../machines/image/prepare";
import type { Kind } from "./command-line";
import type { Ending } from "./ending";
import { Failure, Interrupted } from "./failure";
import { runProgram } from "./program";

/** Programs that a deployment to machines takes of the machine it runs on, and the package of Debian that each is in. */
const DEPLOYMENT_TOOLS: Readonly<Record<string, string>> = {
  curl: "curl",
  openssl: "openssl",
  ssh: "openssh-client",
  "ssh-keygen": "openssh-client",
};

/** Kinds of rehearsals without machines: they take nothing that Debian packages. */
const WITHOUT_MACHINES: readonly Kind[] = ["infrastructure", "faults"];

export interface InstallOptions {
  readonly environment: NodeJS.ProcessEnv;
  /** Whether nobody is asked. */
  readonly yes: boolean;
  readonly ending: Ending;
  readonly print: (line: string) => void;
  /** Puts a question to whoever sits at the terminal; undefined: nobody does. @default this process's own terminal */
  readonly ask?: ((question: string) => Promise<boolean>) | undefined;
}

/**
 * Installs the packages that a kind of rehearsal takes of this machine and that are missing, once somebody has agreed.
 * @throws Failure where they are not to be installed, with the command that does it, or cannot be
 */
export async function installMissing(kind: Kind, options: InstallOptions): Promise<void> {
  if (WITHOUT_MACHINES.includes(kind)) return;
  const { environment, yes, print } = options;
  const programs = { ...IMAGE_TOOLS, ...DEPLOYMENT_TOOLS };
  const lack = lackOf(environment, programs, keyringsOf(environment));
  if (lack.obstacles.length > 0) throw new Failure("this machine cannot play the servers of a plan", problemsOf(lack));
  if (lack.packages.length === 0) return;
  const ask = "ask" in options ? options.ask : terminalQuestion(options.ending);
  print(`${lack.missing.join(", ")} missing on this machine`);
  if (!yes && !(await ask?.(`${installCommand(lack.packages)}\nDo it now? [Y/n] `))) {
    throw new Failure("programs of Debian are missing on this machine", [
      ...problemsOf(lack),
      ...(ask === undefined ? ["or run this command with --yes, which does it"] : []),
    ]);
  }
  await install(lack.packages, options);
}

function problemsOf({ obstacles, packages, missing }: Lack): string[] {
  return [...obstacles, ...(packages.length > 0 && !missing.includes("apt-get") ? [installCommand(packages)] : [])];
}

/** apt's own lists are fetched first: on a new machine there are none. */
async function install(packages: readonly string[], { environment, ending, print }: InstallOptions): Promise<void> {
  for (const words of [["update"], ["install", "--yes", "--no-install-recommends", ...packages]]) {
    print(`apt-get ${words.join(" ")}`);
    const { code, stdout, stderr } = await runProgram("apt-get", ["--quiet=2", ...words], {
      environment: { ...environment, DEBIAN_FRONTEND: "noninteractive" },
      ending,
    });
    if (code !== 0) {
      const said = `${stderr}\n${stdout}`.trim().split("\n").slice(-10);
      throw new Failure(`apt-get ${words.join(" ")} failed with status ${code}`, said);
    }
  }
}

/** A question at this process's terminal; undefined where there is none. */
function terminalQuestion(ending: Ending): InstallOptions["ask"] {
  if (!process.stdin.isTTY || !process.stdout.isTTY) return undefined;
  return async (question) => {
    const lines = createInterface({ input: process.stdin, output: process.stdout });
    // at a terminal that is read line by line, Ctrl-C is no signal
    lines.on("SIGINT", () => ending.request());
    try {
      const answer = await lines.question(question, { signal: ending.asked });
      return /^\s*(y(es)?)?\s*$/i.test(answer);
    } catch {
      throw new Interrupted();
    } finally {
      lines.close();
    }
  };
}
