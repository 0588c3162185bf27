import { spawn } from "node:child_process";
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Failure, type Invocation, UsageError } from "./command";
import { attendSignals, type EndingSignal, exitCodeOf } from "./signals";
import { closeStateFolder } from "./state-folder";
import { terraformBinary } from "./terraform";
import { TerraformProcesses } from "./terraform-processes";

// `run` bundles a command into a folder beside this one
const KEEP_TERRAFORM = join(__dirname, "..", "commands", "keep-terraform.sh");

/**
 * Runs `cdktf deploy`, `diff` or `destroy` in the project's folder with its terminal and its output untouched.
 * Files are for their owner only. Ctrl-C interrupts Terraform, not cdktf, and the state is saved before this ends.
 * Returns cdktf's exit code, or 130 after Ctrl-C.
 */
export async function runCdktf(subcommand: "deploy" | "diff" | "destroy", invocation: Invocation): Promise<number> {
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
    throw new Failure("cdktf is not installed in this folder", ["install what the project needs: npm ci"]);
  }
  process.umask(0o077);
  closeStateFolder(cwd);

  const register = mkdtempSync(join(tmpdir(), "plumbline-"));
  try {
    return await supervise(binary, [subcommand, "--skip-provider-lock", ...operands], cwd, register, {
      // cdktf reports its use to its maker unless told otherwise
      CHECKPOINT_DISABLE: "1",
      ...env,
      TERRAFORM_BINARY_NAME: KEEP_TERRAFORM,
      PLUMBLINE_TERRAFORM: terraformBinary(env),
      PLUMBLINE_TERRAFORM_PROCESSES: register,
    });
  } finally {
    rmSync(register, { recursive: true, force: true });
    closeStateFolder(cwd);
  }
}

async function supervise(binary: string, args: string[], cwd: string, register: string, env: NodeJS.ProcessEnv) {
  const processes = new TerraformProcesses(register);
  // a session of its own: Ctrl-C on the terminal reaches this process alone, which passes it on to the right one
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

/** While no Terraform runs there is nothing to save: cdktf and the synthesis may end at once. */
function interruptGroup(leader: number): void {
  try {
    process.kill(-leader, "SIGINT");
  } catch {
    // it has just ended by itself
  }
}

function describe(signal: EndingSignal): string {
  return signal === "SIGINT" ? "Ctrl-C" : signal;
}

function say(text: string): void {
  process.stderr.write(`\n${text}\n`);
}
