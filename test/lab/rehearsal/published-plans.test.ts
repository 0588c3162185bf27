// @module-tag tools
// @module-tag needs/terraform
// @module-tag needs/go
// @module-tag needs/curl
// @module-tag needs/shared
// Plans of plumbery's documentation, deployed by the real Terraform to the simulated cloud: what it is asked for is what
// plumbery was recorded to ask for.
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import type { CallRecord } from "../../../lab/cloud/calls";
import { Cancellation } from "../../../lab/host/cancellation";
import { Rehearsal } from "../../../lab/rehearsal/rehearsal";
import { PUBLISHED, published, recorded, repaired } from "../../plan/published-plans";
import { PlanFile, ROOT } from "./plan-file";
import { expectedCalls, IMAGES, madeCalls, type RecordedCall } from "./recorded-calls";

/** Plans with which plumbery itself fails. */
const FAILED = ["first", "gigafox"];

/** Plans that are tried in every run: two regions and what lets each other in, disks and defaults, names and aliases. */
const ALWAYS = ["elk", "disks", "mongo-cluster"];

interface Difference {
  readonly why: string;
  /** Calls that are made here and not in plumbery. */
  readonly only: RegExp;
}

/** What is done here otherwise than in plumbery, on purpose. */
const DIFFERENCES: Readonly<Record<string, Difference>> = {
  nfs: { why: "plumbery takes the first location for settings, and deploys the other alone", only: /@AU10>|"AU10"/ },
  "mqtt-pinger-swarm": {
    why: "a blueprint that others refer to is selected with them; plumbery leaves it, and the rules for it, away",
    only: /@(AP4|AP5|EU8|NA9)>|"(AP4|AP5|EU8|NA9)"/,
  },
};

/** The text of a plan that says which images its words mean. */
function withImages(text: string): string {
  const plan = text.replace(/^---\n/, "");
  return /^locationId:/m.test(plan.split(/^---$/m)[0] as string) ? `${IMAGES}---\n${plan}` : `${IMAGES}${plan}`;
}

/** Deploys a plan, and gives the calls that were made. */
async function deploy(text: string, environment: NodeJS.ProcessEnv): Promise<string[]> {
  const file = new PlanFile();
  writeFileSync(join(file.folder, "fittings.yaml"), withImages(text));
  const rehearsal = await Rehearsal.begin({
    root: ROOT,
    plan: file.path,
    environment: { ...file.environment, ...environment },
    cancellation: new Cancellation(),
    settings: { delayMs: 10 },
  });
  try {
    const calls: CallRecord[] = [];
    rehearsal.cloud.events.on("call", (call) => calls.push(call));
    await rehearsal.prepareProviders(() => {});
    await rehearsal.synthesize();
    await rehearsal.init();
    await rehearsal.apply(() => {});
    return madeCalls(calls, rehearsal.cloud);
  } finally {
    await rehearsal.end();
    file.remove();
  }
}

async function compare(name: string): Promise<void> {
  const isUseCase = name === "mysql-master-slave";
  const text = isUseCase ? repaired(published(name)) : published(name);
  const { calls } = recorded("expected", isUseCase ? `${name}-repaired` : name) as { calls: readonly RecordedCall[] };
  const selected = name === "mqtt-pinger-swarm" ? { BLUEPRINTS: "queen drones bees" } : {};
  const made = await deploy(text, selected);
  const { only } = DIFFERENCES[name] ?? {};
  const wanted = expectedCalls(calls);
  // what the image brings is said by the provider, too
  const hardware = /"(cpu|memoryGb)":/;
  const silent = new Set(wanted.filter((call) => call.includes('"deployServer"') && !hardware.test(call)));
  const plain = made
    .map((call) => [call, withoutHardware(call)])
    .map(([call = "", bare = ""]) => (silent.has(bare) ? bare : call));
  expect(plain.filter((call) => only?.test(call) !== true).sort()).toEqual(wanted);
}

function withoutHardware(call: string): string {
  const [operation, { cpu: _, memoryGb: __, ...fields }] = JSON.parse(call) as RecordedCall;
  return JSON.stringify([operation, fields]);
}

describe("published plans ask the platform for what plumbery asks it", () => {
  const compared = PUBLISHED.filter((name) => !FAILED.includes(name));
  const often = compared.filter((name) => ALWAYS.includes(name));

  it.each(often)("%s", (name) => compare(name));

  describe("all others", { tags: "needs/nightly" }, () => {
    it.each(compared.filter((name) => !ALWAYS.includes(name)))("%s", (name) => compare(name));
  });
});
