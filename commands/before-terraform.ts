// keep-terraform.sh runs this with Terraform's own arguments, in the stack's folder, before Terraform starts. It finds
// the steps that must run again, has Terraform make a plan, and judges the plan. Exit code 0: Terraform may run, with
// the arguments in the file `arguments` of the folder that is shared with the command above.
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { EXIT, Failure } from "./cli/command";
import { forgottenLines } from "./planned/forgotten-servers";
import { type Guarded, guardedBefore, guardedOf } from "./planned/guarded";
import { judgePlan } from "./planned/judgement";
import { keptByTerraform, lossOf } from "./planned/protected-servers";
import { changedPlaces, speaksOfCycle } from "./planned/switched-roles";
import { hasChanges, type TerraformPlan } from "./planned/terraform-plan";
import { terraform } from "./terraform/terraform";
import { writeVerdict } from "./terraform/verdict";
import { brokenOffSteps } from "./verification/step-runs";

/** Environment variables that connect the two programs. */
const {
  PLUMBLINE_TERRAFORM = "terraform",
  PLUMBLINE_TERRAFORM_PROCESSES: shared = ".",
  PLUMBLINE_ALL_MEMBERS_OF,
} = process.env;

/** Arguments of `apply` and `destroy` that `plan` does not take, or that are given differently below. */
const NOT_FOR_A_PLAN = /^-auto-approve\b|^-input\b|^-lock\b|^plan$|^-out$/;

async function main([subcommand = "", ...words]: readonly string[]): Promise<number> {
  const folder = process.cwd();
  // the parent process stands in Terraform's place for cdktf; this program needs the real one
  const env = { ...process.env, TERRAFORM_BINARY_NAME: PLUMBLINE_TERRAFORM };
  const again = subcommand === "destroy" ? [] : await brokenOffSteps(folder, env, say);
  const more = again.map((address) => `-replace=${address}`);
  writeFileSync(join(shared, "arguments"), more.map((word) => `${word}\n`).join(""), { mode: 0o600 });

  const file = join(shared, "plan");
  const planned = await terraform(
    [
      ...["plan", "-input=false", "-no-color", "-lock=false", `-out=${file}`],
      ...(subcommand === "destroy" ? ["-destroy"] : []),
      ...words.filter((word) => !NOT_FOR_A_PLAN.test(word)),
      ...more,
    ],
    folder,
    { ...env, TF_CLI_ARGS_plan: argumentsFromEnvironment(subcommand) },
  );
  if (planned.code !== 0) {
    return await unplanned(planned, folder, env);
  }
  const shown = await terraform(["show", "-json", file], folder, env);
  if (shown.code !== 0) {
    throw new Failure("the plan cannot be looked at, and nothing is done without", shown.stderr.trim().split("\n"));
  }
  const plan = JSON.parse(shown.stdout) as TerraformPlan;
  const allowed = new Set((PLUMBLINE_ALL_MEMBERS_OF ?? "").split(" ").filter((id) => id !== ""));
  const refusals =
    subcommand === "destroy"
      ? judgePlan(plan, "destroy", allowed, await guardedInState(folder, env))
      : judgePlan(plan, "deploy", allowed);
  const forgotten = forgottenLines(plan, guardedBefore(plan));
  writeVerdict(shared, { refusals, forgotten, hasChanges: hasChanges(plan) });
  // looking is allowed even if the change is refused
  return refusals.length > 0 && subcommand !== "plan" ? EXIT.failure : EXIT.success;
}

/**
 * From the state itself: a destroy plan evaluates its outputs anew, perhaps with a plan from which a node has been
 * removed.
 */
async function guardedInState(folder: string, env: NodeJS.ProcessEnv): Promise<Guarded> {
  const { code, stdout, stderr } = await terraform(["output", "-json", "-no-color"], folder, env);
  if (code !== 0) {
    throw new Failure("the state of the stack cannot be read", stderr.trim().split("\n"));
  }
  return guardedOf(JSON.parse(stdout));
}

/** What the synthesized stack would record. */
function guardedInStack(folder: string): Guarded {
  return guardedOf(JSON.parse(readFileSync(join(folder, "cdk.tf.json"), "utf8")).output);
}

/** Arguments that an operator adds to `apply` by environment variables affect the plan, too. */
function argumentsFromEnvironment(subcommand: string): string {
  const words = (process.env[`TF_CLI_ARGS_${subcommand}`] ?? "").split(" ");
  return words.filter((word) => !NOT_FOR_A_PLAN.test(word)).join(" ");
}

/** Translates Terraform's own errors: what it protects itself, and a cycle among steps, become refusals. */
async function unplanned(
  { stdout, stderr, code }: Awaited<ReturnType<typeof terraform>>,
  folder: string,
  env: NodeJS.ProcessEnv,
): Promise<number> {
  const kept = keptByTerraform(stderr);
  const isCycle = speaksOfCycle(stderr);
  const before = isCycle || kept.length > 0 ? await guardedInState(folder, env) : {};
  const refusals = isCycle
    ? changedPlaces(before, guardedInStack(folder))
    : kept.map((address) => lossOf(address, before[address]?.node ?? address));
  if (refusals.length === 0) {
    process.stderr.write(`${stdout}${stderr}`);
    return code;
  }
  writeVerdict(shared, { refusals, forgotten: [], hasChanges: true });
  return EXIT.failure;
}

function say(line: string): void {
  process.stderr.write(`${line}\n`);
}

main(process.argv.slice(2)).then(
  (code) => {
    process.exitCode = code;
  },
  (error: unknown) => {
    const lines =
      error instanceof Failure ? [error.message, ...error.hints.map((hint) => `  ${hint}`)] : [String(error)];
    say(lines.join("\n"));
    process.exitCode = EXIT.failure;
  },
);
