import { createInterface } from "node:readline/promises";
import type { Plan } from "../plan/plan";
import { readPlan } from "../plan/read";
import { type Command, EXIT, Failure, type Invocation, UsageError } from "./cli/command";
import { requireCredentials } from "./cloudcontrol/credentials";
import { apisOf, type RegionalApi } from "./cloudcontrol/regions";
import { isPending } from "./orphaned/adoption";
import { ADOPTION_FILE, type Advice, adviceFor, adviceLines } from "./orphaned/advice";
import { deleteOrphan } from "./orphaned/deletion";
import { findAllOrphans, type Orphan } from "./orphaned/search";
import { type KnownResources, knownResources } from "./orphaned/state";
import { currentStack } from "./terraform/stack";

export const orphans: Command = {
  name: "orphans",
  purpose: "Names what the platform holds for a plan and Terraform's state does not know, and what to do about it.",
  synopsis: "[--json] [--delete ID [--auto-approve]]",
  options: {
    json: { type: "boolean", information: "the same as JSON" },
    delete: { type: "string", value: "ID", information: "deletes this one; never what the state knows" },
    "auto-approve": { type: "boolean", information: "deletes without asking" },
  },
  operands: "none",
  readsPlan: true,
  details: [
    "An orphan is left behind where the answer to a creation or a deletion was lost, or the state was. Looked at are",
    "the network domains of the plan's names at its locations, and what lies in them; never the platform's own rules.",
    "Not while a deployment is running: what it has just made is not in the state yet.",
    "Needs MCP_USER and MCP_PASSWORD. TF_VAR_endpoints names other endpoints.",
    "Exit code: 0 there are none (or it is deleted), 1 there are some, or something failed, 64 wrong usage.",
  ],
  async act(invocation) {
    const { env, cwd, options } = invocation;
    const plan = readPlan(env, cwd);
    requireCredentials(env);
    const id = options.delete;
    if (id === undefined && options["auto-approve"] === true) {
      throw new UsageError("option '--auto-approve' is for --delete");
    }
    const { folder, relativeFolder } = currentStack(env, cwd);
    const known = await knownResources(folder, env);
    const apis = apisOf(plan, env);
    const orphans = await findAllOrphans(plan, apis, known);
    if (typeof id === "string") {
      return deleteOne(id, orphans, known, apis, invocation);
    }
    const advice = orphans.map((orphan) => adviceFor(orphan, relativeFolder, askAgain(options)));
    process.stdout.write(
      options.json === true ? `${JSON.stringify({ orphans: advice }, null, 2)}\n` : text(plan, advice),
    );
    return advice.length > 0 ? EXIT.failure : EXIT.success;
  },
};

/** The command as it was given, for what is to be run next. */
function askAgain({ plan }: Invocation["options"]): string {
  return plan === undefined ? "npm run orphans --" : `npm run orphans -- --plan ${quoted(String(plan))}`;
}

/** For a shell. */
function quoted(text: string): string {
  return /^[\w./:=@-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;
}

function text(plan: Plan, advice: readonly Advice[]): string {
  const places = plan.locations.map(({ id }) => id).join(", ");
  if (advice.length === 0) {
    return `no orphans at ${places}: Terraform's state knows all that lies in the plan's network domains\n`;
  }
  return [
    ...advice.flatMap((one) => [...adviceLines(one), ""]),
    `${advice.length} ${advice.length === 1 ? "orphan" : "orphans"} at ${places}; another deployment of the same names has its own state: look first`,
    ...(advice.some(({ adopt }) => adopt !== undefined)
      ? [`${ADOPTION_FILE} may hold several blocks; what is to be deleted goes first`]
      : []),
    "",
  ].join("\n");
}

async function deleteOne(
  id: string,
  orphans: readonly Orphan[],
  { addresses }: KnownResources,
  apis: ReadonlyMap<string, RegionalApi>,
  { options }: Invocation,
): Promise<number> {
  const address = addresses.get(id);
  if (address !== undefined) {
    throw new Failure(`${id} is no orphan: Terraform's state knows it as ${address}`, [
      "what Terraform has made is removed by Terraform: change the plan and deploy, or npm run destroy",
    ]);
  }
  const orphan = orphans.find(({ resource }) => resource.id === id);
  if (orphan === undefined) {
    throw new Failure(`no orphan of this plan has the id ${id}`, ["npm run orphans lists them"]);
  }
  const what = `${orphan.kind.name} ${orphan.kind.label(orphan.resource)} at ${orphan.location.id}`;
  if (isPending(orphan.resource)) {
    throw new Failure(`${what} is ${orphan.resource.state}`, [
      "the platform still works on it: try again when it has ended",
    ]);
  }
  if (options["auto-approve"] !== true && !(await isApproved(what, id))) {
    process.stdout.write("nothing was deleted\n");
    return EXIT.failure;
  }
  await deleteOrphan(orphan, (apis.get(orphan.location.region) as RegionalApi).api);
  process.stdout.write(`deleted: ${what} (${id})\n`);
  return EXIT.success;
}

async function isApproved(what: string, id: string): Promise<boolean> {
  if (!process.stdin.isTTY) {
    throw new UsageError(`there is no terminal to ask for approval: add --auto-approve`);
  }
  const terminal = createInterface({ input: process.stdin, output: process.stdout });
  try {
    const answer = await terminal.question(`Delete ${what} (${id}) with all that is on it? Only yes is taken: `);
    return answer.trim() === "yes";
  } finally {
    terminal.close();
  }
}
