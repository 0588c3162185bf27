import type { Plan } from "../../../plan/plan";
import type { RuleUse } from "../../data-centre/firewall-words";
import { type Check, REQUIREMENTS } from "../checks/check";
import { type Link, shares } from "../terraform/critical-path";
import { bootParts, cloudInitStages } from "./first-boot";
import type { Journal, OperationCount, StepRecord } from "./journal";
import { duration, table } from "./markdown";

export interface ReportFacts {
  readonly plan: Plan;
  readonly journal: Journal;
  /** The providers that were used, in words. */
  readonly providers: string;
  /** Failures, each one or more lines; empty: none. */
  readonly failures: readonly string[];
  /** The last lines: results that hold at the end, e.g. `no changes`. */
  readonly cancellation: readonly string[];
}

/** A rehearsal's report in Markdown. */
export function report({ plan, journal, providers, failures, cancellation }: ReportFacts): string {
  const { steps, checks, operations, versions } = journal;
  const places = plan.locations.map(({ id }) => id).join(", ");
  return `${[
    `# Rehearsal of ${plan.file}`,
    `${kindOf(journal)} Locations: ${places}.`,
    [
      `- cloud: the lab's CloudControl simulator, on loopback`,
      ...(journal.backend ?? []).map((line) => `- ${line}`),
      `- the lab's own process, machines aside: ${peakMegabytes()} MB of memory at most`,
      `- providers: ${providers}`,
      ...(versions ? [`- Terraform ${versions.terraform}`, ...providerLines(versions.providers)] : []),
    ].join("\n"),
    "## Steps",
    stepTable(steps),
    ...(failures.length > 0
      ? ["## Failures", failures.map((failure) => `\`\`\`\n${failure}\n\`\`\``).join("\n\n")]
      : []),
    "## Timeline",
    timeline(steps),
    ...(journal.criticalPath.length > 0
      ? ["## Critical path of the deployment", pathSection(journal.criticalPath)]
      : []),
    ...(checks.length > 0 ? ["## Requirements", requirementTable(checks), checkTable(checks)] : []),
    ...(journal.firewall.length > 0 ? ["## Firewall", firewallTable(journal.firewall)] : []),
    "## API calls",
    callTable(operations, steps),
    "Every call with its answer is in `calls.log`; passwords are masked.",
    "## End",
    cancellation.map((line) => `- ${line}`).join("\n"),
  ].join("\n\n")}\n`;
}

/** Peak resident set of this process. Source: getrusage(2). */
function peakMegabytes(): number {
  return Math.round(process.resourceUsage().maxRSS / 1024);
}

function kindOf({ backend }: Journal): string {
  return backend === undefined
    ? "Infrastructure only: every step that needs a machine is left out (`MACHINES=left-out`)."
    : "With machines: everything that the plan stands for was done, and looked at where it was done.";
}

function pathSection(path: readonly Link[]): string {
  const sums = shares(path);
  const whole = [...sums.values()].reduce((sum, time) => sum + time, 0);
  return [
    "What waited for what, from the first to the last resource; it is as long as the deployment.",
    table(
      ["resource", "waited before", "took"],
      path.map(({ address, began, ended, waitedMs }) => [address, duration(waitedMs), duration(ended - began)]),
    ),
    ...bootTables(path),
    table(
      ["spent by", "time", "share"],
      [...sums].map(([spender, time]) => [spender, duration(time), `${Math.round((100 * time) / whole)} %`]),
    ),
  ].join("\n\n");
}

/** The longest step of a deployment, part by part. */
function bootTables(path: readonly Link[]): string[] {
  return path.flatMap((link) =>
    [bootParts(link), cloudInitStages(link)]
      .filter((parts) => parts.length > 0)
      .map((parts) =>
        table(
          [`within ${link.address}`, "took"],
          parts.map(({ what, milliseconds }) => [what, duration(milliseconds)]),
        ),
      ),
  );
}

function firewallTable(rules: readonly RuleUse[]): string {
  return table(
    ["location", "rule", "does", "packets", "connections begun"],
    rules.map(({ location, name, action, packets, flows }) => [
      location,
      name,
      action,
      packets === 0 ? "never matched" : `${packets}`,
      `${flows}`,
    ]),
  );
}

function providerLines(providers: Readonly<Record<string, string>>): string[] {
  return Object.entries(providers).map(([address, version]) => `  - ${address} ${version}`);
}

function stepTable(steps: readonly StepRecord[]): string {
  return table(
    ["step", "result", "time"],
    steps.map(({ name, result, failed, began, ended }) => [
      name,
      failed ? `**failed**: ${result}` : result,
      duration(ended - began),
    ]),
  );
}

/** A Mermaid diagram: each step, and below it its effect on each kind of resource. */
function timeline(steps: readonly StepRecord[]): string {
  const start = steps[0]?.began ?? 0;
  const bar = (name: string, began: number, ended: number) =>
    // in Mermaid a colon ends the name, and a bar of zero width is not drawn
    `  ${name.replace(/[:;#]/g, " ")} :${began - start}, ${Math.max(ended, began + 1) - start}`;
  const sections = steps.flatMap(({ name, began, ended, kinds }) => [
    `  section ${name}`,
    bar(name, began, ended),
    ...kinds.flatMap((one) =>
      one.began === undefined || one.ended === undefined ? [] : [bar(one.kind, one.began, one.ended)],
    ),
  ]);
  return ["```mermaid", "gantt", "  dateFormat x", "  axisFormat %M:%S", ...sections, "```"].join("\n");
}

function requirementTable(checks: readonly Check[]): string {
  const numbers = [...new Set(checks.map(({ requirement }) => requirement))];
  return table(
    ["requirement", "", "checks"],
    numbers.map((number) => {
      const own = checks.filter(({ requirement }) => requirement === number);
      return [`${number}`, REQUIREMENTS[number] ?? "", `${own.filter(({ holds }) => holds).length} of ${own.length}`];
    }),
  );
}

function checkTable(checks: readonly Check[]): string {
  return table(
    ["requirement", "what", "expected", "found", ""],
    checks.map(({ requirement, what, expected, found, holds }) => [
      `${requirement}`,
      what,
      expected,
      holds && found === expected ? "the same" : found,
      holds ? "✔" : "✘",
    ]),
  );
}

function callTable(operations: readonly OperationCount[], steps: readonly StepRecord[]): string {
  const columns = steps.map(({ name }) => name).filter((name) => operations.some(({ calls }) => calls.has(name)));
  return table(
    ["operation", ...columns, "refused"],
    operations.map(({ operation, calls, refused }) => [
      operation,
      ...columns.map((name) => String(calls.get(name) ?? "")),
      [...refused].map(([code, count]) => `${code} ${count}`).join(", "),
    ]),
  );
}
