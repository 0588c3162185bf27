import { type Command, EXIT, Failure, UsageError } from "./cli/command";
import { forgottenLines } from "./planned/forgotten-servers";
import { guardedBefore } from "./planned/guarded";
import { judgePlan } from "./planned/judgement";
import { linesOf } from "./planned/refusal";
import type { TerraformPlan } from "./planned/terraform-plan";
import { ALL_MEMBERS } from "./planned/whole-replications";

export const guard: Command = {
  name: "guard",
  purpose: "Reads a plan of Terraform's and refuses what deploy refuses, for whoever applies without it.",
  synopsis: `[--${ALL_MEMBERS} ID[,ID...]] [--destroy] <PLAN`,
  options: {
    [ALL_MEMBERS]: {
      type: "string",
      value: "ID",
      information: "the id of a source: all members of its replication may be deleted or restarted at once",
    },
    destroy: { type: "boolean", information: "the plan is one of destroy: only protected servers are looked for" },
  },
  operands: "none",
  details: [
    "PLAN is what terraform show -json prints of a saved plan; it holds secrets, so hand it over and do not keep it:",
    "terraform plan -out=next && terraform show -json next | npx plumbline guard && terraform apply next",
    "Exit code: 0 nothing is refused, 1 something is, 64 wrong usage.",
  ],
  async act({ options }) {
    if (process.stdin.isTTY) {
      throw new UsageError("it reads a plan from its standard input: terraform show -json next | npx plumbline guard");
    }
    const plan = read(await textOf(process.stdin));
    const allowed = String(options[ALL_MEMBERS] ?? "").split(",");
    const refusals = judgePlan(plan, options.destroy === true ? "destroy" : "deploy", new Set(allowed));
    if (refusals.length > 0) {
      throw new Failure("this plan is not to be applied", refusals.flatMap(linesOf));
    }
    const lines = ["nothing in this plan is refused", ...forgottenLines(plan, guardedBefore(plan))];
    process.stdout.write(lines.map((line) => `${line}\n`).join(""));
    return EXIT.success;
  },
};

async function textOf(stream: NodeJS.ReadableStream): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of stream) {
    chunks.push(Buffer.from(chunk));
  }
  return Buffer.concat(chunks).toString("utf8");
}

/** Never shows the content: a plan contains secrets. */
function read(text: string): TerraformPlan {
  let plan: (TerraformPlan & { readonly format_version?: unknown; readonly planned_values?: unknown }) | null;
  try {
    plan = JSON.parse(text);
  } catch {
    plan = null;
  }
  // a state also has a format version
  if (typeof plan?.format_version !== "string" || plan.planned_values === undefined) {
    throw new Failure("what stands on its standard input is no plan of terraform show -json", [
      "make it of a saved plan: terraform plan -out=next && terraform show -json next",
    ]);
  }
  return plan;
}
