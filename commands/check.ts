import { formatDiagnostic } from "../plan/findings/plan-error";
import { allNodesOf, nodesOf } from "../plan/nodes";
import type { Plan } from "../plan/plan";
import { readPlan } from "../plan/read";
import { deployedNetworks } from "./checking/deployed-networks";
import { type CheckedLocation, checkRegion } from "./checking/region";
import { type Command, EXIT } from "./cli/command";
import { alignColumns } from "./cli/table";
import { requireCredentials } from "./cloudcontrol/credentials";
import { apisOf } from "./cloudcontrol/regions";

export const check: Command = {
  name: "check",
  purpose: "Asks the platform whether a plan can be deployed: credentials, locations, images, names and limits.",
  synopsis: "[--json]",
  options: { json: { type: "boolean", information: "prints one JSON object" } },
  operands: "none",
  readsPlan: true,
  details: [
    "Only reads. Needs MCP_USER and MCP_PASSWORD.",
    "TF_VAR_endpoints names other endpoints than the public ones, as for Terraform: a JSON map from region to base URL.",
    "Exit code: 0 nothing stands in the way, 1 something does, 64 wrong usage.",
  ],
  async act({ env, cwd, options }) {
    const plan = readPlan(env, cwd);
    requireCredentials(env);
    const apis = apisOf(plan, env);
    for (const warning of plan.warnings) {
      process.stderr.write(`${formatDiagnostic(warning)}\n`);
    }
    const deployed = deployedNetworks(plan, cwd);
    if (options.json !== true) {
      process.stdout.write(`asking ${[...apis.values()].map(({ endpoint }) => endpoint).join(", ")}\n`);
    }
    const regions = [...apis].map(([region, { api }]) =>
      checkRegion(
        plan.locations.filter((location) => location.region === region),
        api,
        deployed,
      ),
    );
    const found = (await Promise.all(regions)).flat();
    return options.json === true ? reportJson(plan, found) : report(plan, found);
  },
};

/** The same as one JSON object. */
function reportJson(plan: Plan, found: readonly CheckedLocation[]): number {
  const locations = plan.locations
    .flatMap((location) => found.find((one) => one.location === location) ?? [])
    .map(({ location, displayName, diagnostics }) => ({ id: location.id, name: displayName ?? null, diagnostics }));
  const deployable = locations.every(({ diagnostics }) => diagnostics.every(({ severity }) => severity !== "error"));
  process.stdout.write(`${JSON.stringify({ plan: plan.name, deployable, locations }, null, 2)}\n`);
  return deployable ? EXIT.success : EXIT.failure;
}

/** Prints the findings in the plan's order and returns the exit code. */
function report(plan: Plan, found: readonly CheckedLocation[]): number {
  const checked = plan.locations.flatMap((location) => found.find((one) => one.location === location) ?? []);
  const rows = checked.map(({ location, displayName, diagnostics }) => {
    const problems = diagnostics.filter(({ severity }) => severity === "error").length;
    const result = problems > 0 ? count(problems, "problem") : displayName === undefined ? "not checked" : "ok";
    return [`  ${location.id}`, displayName ?? "", count(nodesOf(location).length, "node"), result];
  });
  process.stdout.write(
    alignColumns(rows)
      .map((line) => `${line}\n`)
      .join(""),
  );
  const diagnostics = checked.flatMap((one) => one.diagnostics);
  for (const diagnostic of diagnostics) {
    process.stderr.write(`${formatDiagnostic(diagnostic)}\n`);
  }
  const problems = diagnostics.filter(({ severity }) => severity === "error").length;
  const warnings = diagnostics.length - problems;
  const images = new Set(allNodesOf(plan).map(({ image }) => image));
  process.stdout.write(
    `${count(checked.length, "location")}, ${count(images.size, "image")}, ` +
      `${count(allNodesOf(plan).length, "node")}: ` +
      `${problems > 0 ? count(problems, "problem") : "nothing stands in the way"}` +
      `${warnings > 0 ? `, ${count(warnings, "warning")}` : ""}\n`,
  );
  return problems > 0 ? EXIT.failure : EXIT.success;
}

function count(number: number, what: string): string {
  return `${number} ${what}${number === 1 ? "" : "s"}`;
}
