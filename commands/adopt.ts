import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import type { Plan } from "../plan/plan";
import { readPlan } from "../plan/read";
import { type Command, EXIT, Failure } from "./cli/command";
import { requireCredentials } from "./cloudcontrol/credentials";
import { apisOf } from "./cloudcontrol/regions";
import { ADOPTION_FILE, type Advice, adviceFor, isImportBlocks } from "./orphaned/advice";
import { type Choice, choiceFor } from "./orphaned/choices";
import { findAllOrphans } from "./orphaned/search";
import { knownResources } from "./orphaned/state";
import { currentStack } from "./terraform/stack";

/** Something that stands, and what can be done about it. */
type Standing = Advice & { readonly choice?: Choice };

export const adopt: Command = {
  name: "adopt",
  purpose: "Tells what of a plan stands already, made by plumbery or by hand, and how Terraform takes it over.",
  synopsis: "[--json] [--write FILE]",
  options: {
    json: { type: "boolean", information: "the same as JSON" },
    write: { type: "string", value: "FILE", information: "writes the import blocks into a file" },
  },
  operands: "none",
  readsPlan: true,
  details: [
    "Only reads. Looked at are the network domains of the plan's names at its locations, and what lies in them.",
    "Import blocks are for what a deployment takes over without replacing it or anything on it: network domains, VLANs,",
    "servers of nodes with `adopted: true`, and their NAT rules. For all else it tells the choice, and what it costs.",
    "Synthesize the stack and initialise it before: npm run diff. Terraform knows import blocks from version 1.5 on.",
    "Needs MCP_USER and MCP_PASSWORD. TF_VAR_endpoints names other endpoints.",
    "Exit code: 0 it is told, 1 something failed, 64 wrong usage.",
  ],
  async act({ env, cwd, options }) {
    const plan = readPlan(env, cwd);
    requireCredentials(env);
    const { folder, relativeFolder } = currentStack(env, cwd);
    const known = await knownResources(folder, env);
    const orphans = await findAllOrphans(plan, apisOf(plan, env), known);
    const standing = orphans.map((orphan): Standing => {
      const advice = adviceFor(orphan, relativeFolder, "npm run orphans --");
      return advice.adopt === undefined ? { ...advice, choice: choiceFor(orphan, known) } : advice;
    });
    const blocks = standing.flatMap((one) => one.adopt?.block ?? []);
    process.stdout.write(
      options.json === true ? `${JSON.stringify({ standing }, null, 2)}\n` : text(plan, standing, relativeFolder),
    );
    if (typeof options.write === "string" && blocks.length > 0) {
      write(options.write, cwd, blocks);
    }
    return EXIT.success;
  },
};

function write(file: string, cwd: string, blocks: readonly string[]): void {
  const path = resolve(cwd, file);
  if (existsSync(path) && !isImportBlocks(readFileSync(path, "utf8"))) {
    throw new Failure(`${file} is there already, and holds more than import blocks`, ["name a file that is new"]);
  }
  writeFileSync(path, blocks.join(""));
  process.stderr.write(`wrote ${blocks.length} import blocks into ${file}\n`);
}

function text(plan: Plan, standing: readonly Standing[], folder: string): string {
  const places = plan.locations.map(({ id }) => id).join(", ");
  if (standing.length === 0) {
    return `nothing to adopt at ${places}: of the plan's network domains nothing stands that Terraform's state does not know\n`;
  }
  const adopted = standing.filter(({ adopt }) => adopt !== undefined);
  const others = standing.filter(({ adopt }) => adopt === undefined);
  const file = join(folder, ADOPTION_FILE);
  return [
    ...(adopted.length === 0 ? [] : [`# what Terraform takes over: write this into ${file} (--write ${file}),`]),
    ...(adopted.length === 0 ? [] : ["# look at `npm run diff`, then npm run deploy, and remove the file", ""]),
    ...adopted.flatMap(({ kind, name, location, state, adopt }) => [
      `# ${location}  ${kind} ${name} (${state})`,
      ...(adopt?.changes ?? []).map((change) => `# this changes: ${change}`),
      adopt?.block,
    ]),
    ...others.flatMap((one) => [...choiceLines(one), ""]),
    `${adopted.length} to adopt, ${others.length} to choose at ${places}`,
    "",
  ].join("\n");
}

function choiceLines({ kind, name, id, location, state, reason, choice, delete: deletion }: Standing): string[] {
  return [
    `${location}  ${kind} ${name} (${state}, ${id})`,
    `     not adopted: ${reason}`,
    ...(choice?.adopted === undefined ? [] : [`     adopt it: ${choice.adopted}`]),
    `     leave it: ${choice?.unmanaged}`,
    ...(choice?.anew === undefined ? [] : [`     make it anew: ${choice.anew}`]),
    ...(choice?.anew === undefined || deletion === undefined ? [] : [`     delete it: ${deletion}`]),
  ];
}
