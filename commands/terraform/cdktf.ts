import { spawn } from "node:child_process";
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Failure, type Invocation, UsageError } from "../cli/command";
import { ownFile } from "../cli/own-program";
import { attendSignals, type EndingSignal, exitCodeOf } from "../cli/signals";
import { linesOf } from "../planned/refusal";
import { closeStateFolder } from "./state-folder";
import { terraformBinary } from "./terraform";
import { TerraformProcesses } from "./terraform-processes";
import { readVerdict, type Verdict } from "./verdict";

const KEEP_TERRAFORM = ownFile(join("commands", "terraform", "keep-terraform.sh"));

/** How a run of cdktf ended. */
export interface CdktfOutcome {
  /** cdktf's exit code, or 130 after Ctrl-C. */
  readonly code: number;
  /** What was found before Terraform started; undefined if it did not come to that. */
  readonly verdict: Verdict | undefined;
}

export interface CdktfOptions {
  /** Ids of replications whose members may all be replaced or restarted in one apply. */
  readonly allMembersOf?: readonly string[];
}

/**
 * Runs `cdktf deploy`, `diff` or `destroy` in the project's folder, on the same terminal. New files are readable by
 * their owner only. Ctrl-C interrupts Terraform, not cdktf, and Terraform saves its state before this returns. Before
 * Terraform plans, applies or destroys, keep-terraform.sh has the plan judged; a refused plan does not start. Throws a
 * Failure with all refusals.
 */
export async function runCdktf(
  subcommand: "deploy" | "diff" | "destroy",
  invocation: Pick<Invocation, "env" | "cwd" | "operands">,
  { allMembersOf = [] }: CdktfOptions = {},
): Promise<CdktfOutcome> {
  const { env, cwd, operands } = invocation;
  if (
    subcommand !== "diff" &&
    !process.stdin.isTTY &&
    !operands.some((operand) => operand.startsWith("--auto-approve"))
  ) {
    throw new UsageError(`there is no terminal to ask for approval: npm run ${subcommand} -- --auto-approve`);
  }
  const binary = join(cwd, "node_modules", ".bin", "cdktf");
  if (!existsSync(binary)) {
    throw new Failure("cdktf is not installed in this folder", [
      "install what the project needs: npm ci, or npm install --save-dev cdktf-cli where it never was there",
    ]);
  }
  process.umask(0o077);
  closeStateFolder(cwd);

  const register = mkdtempSync(join(tmpdir(), "plumbline-"));
  try {
    const code = await supervise(binary, [subcommand, "--skip-provider-lock", ...operands], cwd, register, {
      // cdktf sends usage reports to its maker unless told otherwise
      CHECKPOINT_DISABLE: "1",
      ...env,
      // cdktf does not know NO_COLOR, and hands this on to Terraform
      ...(env.NO_COLOR ? { FORCE_COLOR: "0" } : {}),
      TERRAFORM_BINARY_NAME: KEEP_TERRAFORM,
      PLUMBLINE_TERRAFORM: terraformBinary(env),
      PLUMBLINE_TERRAFORM_PROCESSES: register,
      PLUMBLINE_ALL_MEMBERS_OF: allMembersOf.join(" "),
    });
    const verdict = readVerdict(register);
    if (subcommand !== "diff" && verdict !== undefined && verdict.refusals.length > 0) {
      throw new Failure("this is not done, and nothing was changed", verdict.refusals.flatMap(linesOf));
    }
    return { code, verdict };
  } finally {
    rmSync(register, { recursive: true, force: true });
    closeStateFolder(cwd);
  }
}

async function supervise(binary: string, args: string[], cwd: string, register: string, env: NodeJS.ProcessEnv) {
  const processes = new TerraformProcesses(register);
  // its own session: the terminal's Ctrl-C reaches only this process, which passes it on to the right one
  const child = spawn(binary, args, { cwd, env, stdio: "inherit", detached: true });
  const passOn = (signal: EndingSignal) => {
    if (processes.interrupt()) {
      say(`${describe(signal)}: Terraform finishes what it has begun and saves its state, please wait`);
    } else if (child.pid !== undefined && child.exitCode === null) {
      interruptGroup(child.pid);
    }
  };
  const { result, signal } = await attendSignals(passOn, async () => {
    const code = await new Promise<number>((resolve, reject) => {
      child.on("error", (error) => reject(new Failure(`cannot run cdktf: ${error.message}`)));
      child.on("exit", (code, endedBy) => resolve(endedBy === null ? (code ?? 1) : exitCodeOf(endedBy)));
    });
    await processes.end();
    return code;
  });
  if (signal === undefined) {
    return result;
  }
  say("stopped: what was made until now is in the state, npm run diff shows what is left");
  return exitCodeOf(signal);
}

/** If no Terraform runs, there is nothing to save: cdktf and the synthesis may be killed. */
function interruptGroup(leader: number): void {
  try {
    process.kill(-leader, "SIGINT");
  } catch {
    // the process has just ended
  }
}

function describe(signal: EndingSignal): string {
  return signal === "SIGINT" ? "Ctrl-C" : signal;
}

function say(text: string): void {
  process.stderr.write(`\n${text}\n`);
}
