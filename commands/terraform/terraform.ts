import { spawn } from "node:child_process";
import { accessSync, constants } from "node:fs";
import { delimiter, join } from "node:path";
import { jsonIn } from "../../platform/printed-json";
import { Failure } from "../cli/command";

/**
 * The program that applies a stack: `TERRAFORM_BINARY_NAME` as in cdktf, else `terraform`, or `tofu` if only OpenTofu
 * is installed. Throws a Failure if there is none.
 */
export function terraformBinary(env: NodeJS.ProcessEnv): string {
  const wanted = env.TERRAFORM_BINARY_NAME;
  if (wanted) {
    return wanted;
  }
  const found = ["terraform", "tofu"].find((name) => isOnPath(name, env));
  if (found === undefined) {
    throw new Failure("neither terraform nor tofu is on the PATH", [
      "install Terraform or OpenTofu, or name its program in TERRAFORM_BINARY_NAME",
    ]);
  }
  return found;
}

/** The result of a finished program. */
export interface Outcome {
  /** Exit code; 128 or more if a signal ended it. */
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs Terraform in a folder without a terminal and captures its output, which may contain secrets. */
export async function terraform(args: readonly string[], folder: string, env: NodeJS.ProcessEnv): Promise<Outcome> {
  const binary = terraformBinary(env);
  return new Promise((resolve, reject) => {
    const child = spawn(binary, args, { cwd: folder, env, stdio: ["ignore", "pipe", "pipe"] });
    const stdout: Buffer[] = [];
    const stderr: Buffer[] = [];
    child.stdout.on("data", (chunk: Buffer) => stdout.push(chunk));
    child.stderr.on("data", (chunk: Buffer) => stderr.push(chunk));
    child.on("error", (error) =>
      reject(
        new Failure(`cannot run ${binary}: ${error.message}`, ["set TERRAFORM_BINARY_NAME to a program that can"]),
      ),
    );
    child.on("close", (code) =>
      resolve({
        code: code ?? 128,
        stdout: Buffer.concat(stdout).toString("utf8"),
        stderr: Buffer.concat(stderr).toString("utf8"),
      }),
    );
  });
}

/**
 * The JSON that Terraform printed, in the caller's type.
 * @param what for the message, e.g. `the outputs of stack fittings`
 * @throws Failure with Terraform's output if it is not JSON
 */
export function printedJson<Value>({ stdout, stderr }: Outcome, what: string): Value {
  const printed = jsonIn(stdout);
  if ("value" in printed) {
    return printed.value as Value;
  }
  const words = [...printed.words, ...stderr.split("\n").map((line) => line.trim())].filter((line) => line !== "");
  throw new Failure(
    `cannot read ${what}: Terraform printed no JSON`,
    words.length > 0 ? words : ["it printed nothing"],
  );
}

function isOnPath(name: string, env: NodeJS.ProcessEnv): boolean {
  return (env.PATH ?? "").split(delimiter).some((folder) => {
    try {
      accessSync(join(folder, name), constants.X_OK);
      return true;
    } catch {
      return false;
    }
  });
}
