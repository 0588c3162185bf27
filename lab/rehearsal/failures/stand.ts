import { cpSync, existsSync, mkdirSync, readFileSync, renameSync, rmSync } from "node:fs";
import { dirname, join } from "node:path";
import { LAB_ACCOUNT } from "../../cloud/cloud";
import { readState, writeState } from "../../cloud/state-file";
import { DataCentre } from "../../data-centre/data-centre";
import { RegionApi } from "../api";
import { type Deployed, Logins } from "../proof/logins";
import { Rehearsal, type RehearsalOptions } from "../rehearsal";
import type { Say } from "../steps";

/** Files of a snapshot, below its folder. */
const FILES = { cloud: "cloud.json", terraform: "terraform.tfstate", machines: "machines", whole: "whole" } as const;

/** A machine under load takes minutes to start. */
const LOGIN_LIMIT_MS = 600_000;

/** A deployed stack with its cloud and its machines, on which something can be tried. */
export class Stand {
  private open: Logins | undefined;

  private constructor(
    readonly rehearsal: Rehearsal,
    readonly dataCentre: DataCentre,
    private readonly options: RehearsalOptions,
  ) {}

  /** Whether a snapshot is there and whole. */
  static isSaved(folder: string): boolean {
    return existsSync(join(folder, FILES.whole));
  }

  /** Deploys the plan anew. */
  static async deploy(options: RehearsalOptions, say: Say): Promise<Stand> {
    return Stand.begin(options, undefined, say, async ({ rehearsal }) => {
      await rehearsal.synthesize();
      await rehearsal.init();
      await rehearsal.apply(say);
    });
  }

  /** Goes on from a snapshot, which stays as it is. */
  static async restore(options: RehearsalOptions, snapshot: string): Promise<Stand> {
    return Stand.begin(
      options,
      snapshot,
      () => {},
      async ({ rehearsal, dataCentre }) => {
        const { state } = rehearsal.folder;
        await rehearsal.synthesize();
        mkdirSync(dirname(state), { recursive: true, mode: 0o700 });
        cpSync(join(snapshot, FILES.terraform), state);
        await rehearsal.init();
        await dataCentre.restore(join(snapshot, FILES.machines));
      },
    );
  }

  private static async begin(
    options: RehearsalOptions,
    snapshot: string | undefined,
    say: Say,
    work: (stand: Stand) => Promise<void>,
  ): Promise<Stand> {
    const dataCentre = await DataCentre.open(options);
    let rehearsal: Rehearsal | undefined;
    try {
      const state = snapshot === undefined ? undefined : readState(join(snapshot, FILES.cloud));
      rehearsal = await Rehearsal.begin({ ...options, state, ground: dataCentre });
      const stand = new Stand(rehearsal, dataCentre, options);
      const nodes = rehearsal.fittings.locations.flatMap(({ networks }) => networks.flatMap(({ nodes }) => nodes));
      await dataCentre.prepare(say, nodes.length);
      await work(stand);
      if (snapshot !== undefined) await stand.setClocks();
      return stand;
    } catch (error) {
      const known = (await dataCentre.diagnosis()).join("\n");
      await rehearsal?.end();
      await dataCentre.close();
      if (error instanceof Error && known !== "") error.message += `\n${known}`;
      throw error;
    }
  }

  /** Saves everything under a new name that appears when it is whole; the machines end with it. */
  async save(folder: string): Promise<void> {
    const making = `${folder}.making`;
    rmSync(making, { recursive: true, force: true });
    mkdirSync(making, { recursive: true, mode: 0o700 });
    await this.logins().then((logins) => logins.everywhere((id) => logins.root(id, "sync")));
    await this.closeLogins();
    await this.dataCentre.save(join(making, FILES.machines));
    writeState(join(making, FILES.cloud), this.rehearsal.cloud.state());
    cpSync(this.rehearsal.folder.state, join(making, FILES.terraform));
    cpSync(join(making, FILES.cloud), join(making, FILES.whole));
    rmSync(folder, { recursive: true, force: true });
    renameSync(making, folder);
  }

  /** Logins to the nodes as they are now. */
  async logins(): Promise<Logins> {
    this.open ??= new Logins((await this.rehearsal.outputs()) as unknown as Deployed, this.options.ending);
    return this.open;
  }

  /** Ends the logins: after the nodes themselves have changed. */
  async closeLogins(): Promise<void> {
    await this.open?.end();
    this.open = undefined;
  }

  /** Plan to be applied from now on: its path, relative to the project's folder. */
  async usePlan(path: string): Promise<void> {
    await this.rehearsal.synthesize(path);
    await this.rehearsal.init();
  }

  /** Deletes a firewall rule of a location through the API, as somebody with an account could. */
  async deleteFirewallRule(location: string, name: RegExp): Promise<void> {
    const { fittings, endpoints } = this.rehearsal;
    const region = fittings.locations.find(({ id }) => id === location)?.region ?? "";
    const api = new RegionApi(endpoints[region] ?? "", LAB_ACCOUNT);
    const [domain] = await api.list("network/networkDomain", { datacenterId: location });
    const rules = await api.list("network/firewallRule", { networkDomainId: domain?.id });
    const found = rules.filter((rule) => name.test(rule.name));
    if (found.length !== 1) throw new Error(`${found.length} rules of ${location} are called ${name}`);
    await api.post("network/deleteFirewallRule", { id: found[0]?.id });
  }

  /** Settles when a node that was restarted can be logged in to. */
  async waitForLogin(id: string): Promise<void> {
    await this.closeLogins();
    const limit = Date.now() + LOGIN_LIMIT_MS;
    for (;;) {
      const { code } = await (await this.logins()).tried(id, "test -e /run/nologin && exit 1; exit 0");
      if (code === 0) return;
      if (Date.now() > limit) throw new Error(`${id} cannot be logged in to`);
      await new Promise((resolve) => setTimeout(resolve, 1_000));
    }
  }

  /** Cuts every network off from the others. */
  cutLinks(): void {
    for (const id of this.dataCentre.networkIds) this.dataCentre.fabric.cutLink(id);
  }

  mendLinks(): void {
    for (const id of this.dataCentre.networkIds) this.dataCentre.fabric.mendLink(id);
  }

  async end(): Promise<void> {
    await this.closeLogins();
    await this.rehearsal.end();
    await this.dataCentre.close();
  }

  /** A restored guest's clock stands at the moment of saving. */
  private async setClocks(): Promise<void> {
    const logins = await this.logins();
    await logins.everywhere((id) => logins.root(id, `date --set=@${Math.floor(Date.now() / 1000)} >/dev/null`));
  }
}

/** The text of Terraform's state of a snapshot. */
export function savedState(folder: string): string {
  return readFileSync(join(folder, FILES.terraform), "utf8");
}
