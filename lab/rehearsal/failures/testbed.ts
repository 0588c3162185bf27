import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { allNodesOf } from "../../../plan/nodes";
import { DataCentre } from "../../data-centre/data-centre";
import { Interrupted } from "../../host/failure";
import { ProjectCopy } from "../project/copy";
import { type Deployed, Logins } from "../proof/logins";
import { Rehearsal, type RehearsalOptions } from "../rehearsal";
import type { Say } from "../report/steps";
import { machinesOf, savedCloud, saveStack, setClocks, takeState } from "./saved-stack";

/** A machine under load takes minutes to start. */
const LOGIN_LIMIT_MS = 600_000;

export type TestbedOptions = Omit<RehearsalOptions, "backend" | "state" | "plan">;

/** A stack with its cloud and machines, for running cases. */
export class Testbed {
  private open: Logins | undefined;

  private constructor(
    readonly rehearsal: Rehearsal,
    readonly dataCentre: DataCentre,
    private readonly options: TestbedOptions,
  ) {}

  /** An empty cloud, with Terraform initialised. */
  static async empty(options: TestbedOptions, say: Say = () => {}): Promise<Testbed> {
    return Testbed.begin(options, undefined, say, async ({ rehearsal }) => {
      await rehearsal.synthesize();
      await rehearsal.init();
    });
  }

  /** Continues from a snapshot, which does not change. */
  static async restore(options: TestbedOptions, snapshot: string): Promise<Testbed> {
    return Testbed.begin(
      options,
      snapshot,
      () => {},
      async (testbed) => {
        const { rehearsal, dataCentre } = testbed;
        await rehearsal.synthesize();
        takeState(snapshot, rehearsal);
        await rehearsal.init();
        await dataCentre.restore(machinesOf(snapshot));
        await setClocks(await testbed.logins());
      },
    );
  }

  private static async begin(
    options: TestbedOptions,
    snapshot: string | undefined,
    say: Say,
    work: (testbed: Testbed) => Promise<void>,
  ): Promise<Testbed> {
    const dataCentre = await DataCentre.open(options);
    let rehearsal: Rehearsal | undefined;
    try {
      const state = snapshot === undefined ? undefined : savedCloud(snapshot);
      rehearsal = await Rehearsal.begin({ ...options, state, backend: dataCentre });
      const testbed = new Testbed(rehearsal, dataCentre, options);
      const prepared = await dataCentre.prepare(say, allNodesOf(rehearsal.fittings).length);
      rehearsal.journal.backend = prepared.words;
      await work(testbed);
      return testbed;
    } catch (error) {
      const known = await dataCentre.diagnosis();
      await rehearsal?.end();
      await dataCentre.close();
      if (error instanceof Error) {
        error.message = [error.message, ...known].join("\n");
      }
      throw error;
    }
  }

  /** Saves everything under a new name, which appears when it is complete. The machines end. */
  async save(folder: string): Promise<void> {
    await saveStack(folder, { rehearsal: this.rehearsal, dataCentre: this.dataCentre, logins: await this.logins() });
    this.open = undefined;
  }

  /** Logins to the nodes with their current addresses. */
  async logins(): Promise<Logins> {
    this.open ??= await this.newLogins();
    return this.open;
  }

  /** Additional logins; the caller closes them. */
  async newLogins(): Promise<Logins> {
    return new Logins((await this.rehearsal.outputs()) as unknown as Deployed, this.options.cancellation);
  }

  /** Closes the logins, after nodes were created, destroyed or restarted. */
  async closeLogins(): Promise<void> {
    await this.open?.end();
    this.open = undefined;
  }

  /** Waits until a restarted node accepts a login. */
  async waitForLogin(id: string): Promise<void> {
    await this.closeLogins();
    const limit = Date.now() + LOGIN_LIMIT_MS;
    for (;;) {
      const { code } = await (await this.logins()).tried(id, "test -e /run/nologin && exit 1; exit 0");
      if (code === 0) {
        return;
      }
      if (Date.now() > limit) {
        throw new Error(`${id} cannot be logged in to`);
      }
      await this.pause(1_000);
    }
  }

  /**
   * Waits.
   * @throws Interrupted after cancellation
   */
  async pause(milliseconds: number): Promise<void> {
    await sleep(milliseconds, undefined, { signal: this.options.cancellation.asked }).catch(() => {
      throw new Interrupted();
    });
  }

  /** Edits a copy of the project. Later applies synthesize there. */
  async edit(change: (project: ProjectCopy) => void): Promise<void> {
    const project = new ProjectCopy(this.options.root, join(this.rehearsal.folder.path, "project"));
    change(project);
    await this.rehearsal.synthesize(project.folder);
    await this.rehearsal.init();
  }

  /** Cuts every network's connection to the others. */
  cutLinks(): void {
    for (const id of this.dataCentre.networkIds) {
      this.dataCentre.fabric.cutLink(id);
    }
  }

  mendLinks(): void {
    for (const id of this.dataCentre.networkIds) {
      this.dataCentre.fabric.mendLink(id);
    }
  }

  async end(): Promise<void> {
    await this.closeLogins();
    await this.rehearsal.end();
    await this.dataCentre.close();
  }
}
