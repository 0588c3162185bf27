import { readFileSync } from "node:fs";
import { allNodesOf } from "../../plan/nodes";
import type { Inbound } from "../../plan/plan";
import { DataCentre } from "../data-centre/data-centre";
import { Failure } from "../host/failure";
import { type Check, explain, verdictOf } from "./checks/check";
import { forgetOtherPairs, pairFolder } from "./failures/saved-pair";
import { isSaved, machinesOf, saveStack, setClocks } from "./failures/saved-stack";
import { ArgumentSampler } from "./proof/arguments";
import { followUp } from "./proof/follow-up";
import { lookForLeaks } from "./proof/leaks";
import { type Deployed, Logins } from "./proof/logins";
import { differences, nodeStates } from "./proof/node-state";
import { tryAsOutsiders } from "./proof/outsiders";
import { secretValues } from "./proof/secret-values";
import { runVerify } from "./proof/verify";
import { refuseUnreachable } from "./reachable";
import { Rehearsal, type RehearsalOptions } from "./rehearsal";
import type { Say, StepResult } from "./report/steps";
import { runScenario, type ScenarioOptions } from "./scenario";
import { criticalPath, dependenciesOf } from "./terraform/critical-path";

export interface MachineRehearsalOptions extends Omit<RehearsalOptions, "backend">, ScenarioOptions {}

/**
 * Rehearses a plan with machines: synthesis, a deployment that is proven on its nodes, and its destruction.
 * @returns the exit code: 0; 1 if something failed; 130 if it was cancelled
 */
export async function rehearseWhole(options: MachineRehearsalOptions): Promise<number> {
  const { root, environment, cancellation } = options;
  const dataCentre = await DataCentre.open({ root, environment, cancellation });
  try {
    const rehearsal = await Rehearsal.begin({ ...options, backend: dataCentre });
    try {
      return await new MachineRehearsal(rehearsal, dataCentre, options).runScenario();
    } finally {
      await rehearsal.end();
    }
  } finally {
    await dataCentre.close();
  }
}

/** The steps of a rehearsal with machines, and the data that they share. */
class MachineRehearsal {
  private readonly sampler = new ArgumentSampler();
  private readonly began = Date.now();
  /** Whether the whole plan was deployed. */
  private stands = false;
  private deployed: Deployed | undefined;
  private logins: Logins | undefined;
  /** Folder for saving the pair; undefined: it is not the default plan's pair. */
  private pair: string | undefined;

  constructor(
    private readonly rehearsal: Rehearsal,
    private readonly dataCentre: DataCentre,
    private readonly options: MachineRehearsalOptions,
  ) {}

  async runScenario(): Promise<number> {
    const { rehearsal, dataCentre } = this;
    const { fittings } = rehearsal;
    refuseUnreachable(fittings);
    const places = fittings.locations.map(({ id }) => id).join(", ");
    try {
      return await runScenario(rehearsal, this.options, {
        heading: `Rehearsing ${fittings.file} at ${places}, on a simulated cloud with machines of its own`,
        build: [
          ["prepare", (say) => this.prepare(say)],
          ["synthesize", () => this.synthesize()],
          ["init", () => rehearsal.init()],
          ["deploy", (say) => this.deploy(say)],
          ...(this.isDefaultPlan ? [["saved pair", () => this.save()] as const] : []),
          ["checks", () => rehearsal.check(), "go on after a failure"],
          ["verify", () => this.verify(), "go on after a failure"],
          ["follow-up", () => this.followUp(), "go on after a failure"],
          ["third parties", () => this.thirdParties(), "go on after a failure"],
          ["secrets", () => this.secrets(), "go on after a failure"],
          ["second plan", () => rehearsal.planAgain(), "go on after a failure"],
          ["second deploy", (say) => this.deployAgain(say), "go on after a failure"],
        ],
        remove: [
          ["destroy", (say) => rehearsal.destroy(say)],
          ["after destroy", () => this.nothingLeft()],
        ],
        verdict: () => [verdictOf(rehearsal.journal.checks)],
        lastWords: ["second plan", "second deploy", "after destroy"],
        howToLook: () => this.howToLook(),
        diagnosis: async () => (this.stands ? [] : dataCentre.diagnosis()),
      });
    } finally {
      this.sampler.stop();
      await this.logins?.end();
    }
  }

  private async prepare(say: Say): Promise<StepResult> {
    const [providers, machines] = await Promise.all([
      this.rehearsal.prepareProviders(say),
      this.dataCentre.prepare(say, allNodesOf(this.rehearsal.fittings).length),
    ]);
    this.rehearsal.journal.backend = machines.words;
    return { result: `${machines.summary}; ${providers.result}` };
  }

  /** Whether this plan makes the pair with which `--failures` and `--second-day` begin. */
  private get isDefaultPlan(): boolean {
    return this.options.plan === undefined && this.options.parameters === undefined;
  }

  private async synthesize(): Promise<StepResult> {
    const result = await this.rehearsal.synthesize();
    if (this.isDefaultPlan) {
      const { root, environment } = this.options;
      const image = this.dataCentre.requireImage();
      this.pair = pairFolder({ root, environment, image, output: this.rehearsal.folder.output });
    }
    return result;
  }

  /** Saves the deployed pair for later rehearsals, and continues with it. */
  private async save(): Promise<StepResult> {
    const { rehearsal, dataCentre } = this;
    const pair = this.pair;
    if (pair === undefined) {
      throw new Error("synthesize comes first");
    }
    if (isSaved(pair)) {
      return { result: "is there" };
    }
    forgetOtherPairs(pair);
    await saveStack(pair, { rehearsal, dataCentre, logins: await this.login() });
    this.logins = undefined;
    await dataCentre.resumeSaved(machinesOf(pair));
    await setClocks(await this.login());
    return { result: "is made, for --failures and --second-day" };
  }

  private async deploy(say: Say): Promise<StepResult> {
    this.sampler.start();
    const { journal, folder } = this.rehearsal;
    const began = Date.now();
    try {
      const result = await this.rehearsal.apply(say);
      this.stands = true;
      journal.criticalPath = criticalPath(journal.spans, dependenciesOf(readFileSync(folder.state, "utf8")), began);
      return result;
    } finally {
      this.sampler.stop();
    }
  }

  private async verify(): Promise<StepResult> {
    return this.take(await runVerify(this.rehearsal));
  }

  private async followUp(): Promise<StepResult> {
    return this.take(await followUp(this.rehearsal.fittings, await this.login()));
  }

  private async thirdParties(): Promise<StepResult> {
    const { nodes } = await this.outputs();
    const { fittings } = this.rehearsal;
    const open = (id: string) =>
      allNodesOf(fittings)
        .filter((node) => node.id === id)
        .flatMap(({ internet = [] }) => internet.flatMap(tcpPorts));
    return this.take(await tryAsOutsiders(nodes, open, this.dataCentre.outsiders));
  }

  private async secrets(): Promise<StepResult> {
    const { folder } = this.rehearsal;
    const secrets = secretValues(readFileSync(folder.state, "utf8"));
    const { text, samples } = this.sampler;
    return this.take(
      await lookForLeaks(await this.login(), secrets, this.began, {
        files: [folder.log],
        texts: { [`arguments of processes (${samples} looks)`]: text },
      }),
    );
  }

  private async deployAgain(say: Say): Promise<StepResult> {
    const logins = await this.login();
    const before = await nodeStates(logins);
    const { result } = await this.rehearsal.apply(say);
    const changed = differences(before, await nodeStates(logins));
    if (changed.length > 0) {
      throw new Failure("a second deployment changed something on the nodes", changed);
    }
    this.rehearsal.journal.firewall = this.dataCentre.firewall();
    return { result: `${result} changed; boot ids, mysqld processes and packages are the same` };
  }

  private async nothingLeft(): Promise<StepResult> {
    const { result } = await this.rehearsal.nothingLeft();
    const left = this.dataCentre.left();
    if (left.length > 0) {
      throw new Failure("something is left", left);
    }
    return { result };
  }

  /** Adds checks to the evidence. @throws Failure with the checks that do not hold */
  private take(checks: readonly Check[]): StepResult {
    const { journal } = this.rehearsal;
    journal.checks = [...journal.checks, ...checks].sort((one, other) => one.requirement - other.requirement);
    const failing = checks.filter(({ holds }) => !holds);
    if (failing.length > 0) {
      throw new Failure(`${failing.length} of ${checks.length} checks failed`, failing.map(explain));
    }
    return { result: `${checks.length} checks` };
  }

  private async outputs(): Promise<Deployed> {
    this.deployed ??= (await this.rehearsal.outputs()) as unknown as Deployed;
    return this.deployed;
  }

  private async login(): Promise<Logins> {
    this.logins ??= new Logins(await this.outputs(), this.options.cancellation);
    return this.logins;
  }

  private howToLook(): string {
    const { folder, fittings } = this.rehearsal;
    const { parameters } = this.options;
    const chosen = parameters === undefined ? "" : ` PARAMETERS='${parameters.replaceAll("'", "'\\''")}'`;
    const own = `CDKTF_OUTDIR=${folder.output} FITTINGS=${fittings.file}${chosen}`;
    return `
The machines go on. In another terminal, in the project's folder:

${allNodesOf(fittings)
  .map(({ id }) => `  ${own} npm run ssh -- ${id}`)
  .join("\n")}
  ${own} npm run verify

Ctrl-C ends the machines and removes everything in them.
`;
  }
}

function tcpPorts(inbound: Inbound): number[] {
  if (inbound.protocol !== "tcp") {
    return [];
  }
  return Array.from({ length: inbound.end - inbound.begin + 1 }, (_, index) => inbound.begin + index);
}
