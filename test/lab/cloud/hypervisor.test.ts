// @module-tag unit
import { setImmediate as turn } from "node:timers/promises";
import { afterEach, describe, expect, it } from "vitest";
import { HeldClock } from "../../../lab/cloud/clock";
import type { CloudOptions } from "../../../lab/cloud/cloud";
import type { Hypervisor, ServerPlace, VlanPlace } from "../../../lab/cloud/hypervisor";
import type { NetworkChange, ServerChange } from "../../../lab/cloud/state/completion";
import { type Body, type Client, deployDomain, deployServer, deployVlan, type Lab, startLab } from "./client";

/** A hypervisor that works until it is told how its work ended. */
class HeldHypervisor implements Hypervisor {
  /** What was asked for and has not ended: `deploy master-sql`. */
  readonly working = new Map<string, { readonly done: () => void; readonly failed: (reason: Error) => void }>();
  /** Everything that was asked for, with what the server looked like then. */
  readonly asked: { readonly change: ServerChange; readonly where: ServerPlace; readonly state: string }[] = [];

  perform(change: ServerChange, where: ServerPlace): Promise<void> {
    this.asked.push({ change, where, state: where.server.state });
    return this.work(`${change.do} ${where.server.name}`);
  }

  performVlan(change: NetworkChange, { vlan }: VlanPlace): Promise<void> {
    return this.work(`${change.do} ${vlan.name}`);
  }

  async finish(work: string): Promise<void> {
    this.taken(work).done();
    await turn();
  }

  async refuse(work: string, reason: string): Promise<void> {
    this.taken(work).failed(new Error(reason));
    await turn();
  }

  private work(name: string): Promise<void> {
    return new Promise((done, failed) => this.working.set(name, { done, failed }));
  }

  private taken(work: string) {
    const found = this.working.get(work);
    if (found === undefined) {
      throw new Error(`${work} is not at work; at work are ${[...this.working.keys()].join(", ")}`);
    }
    this.working.delete(work);
    return found;
  }
}

describe("a hypervisor", () => {
  let lab: Lab;
  let hypervisor: HeldHypervisor;
  let client: Client;
  let domain: string;
  let vlan: string;

  afterEach(() => lab.stop());

  async function start(options: CloudOptions = {}): Promise<void> {
    hypervisor = new HeldHypervisor();
    lab = await startLab({ hypervisor, ...options });
    client = lab.client();
    domain = await deployDomain(client);
    vlan = await deployVlan(client, domain);
    lab.cloud.settle();
    await hypervisor.finish("deploy databases");
  }
  const shown = async (id: string) => (await client.get(`server/server/${id}`)).content;
  async function ask(path: string, body: Body): Promise<void> {
    const reply = await client.post(path, body);
    expect(reply.status, reply.text).toBe(200);
    lab.cloud.settle();
  }
  async function ready(changes: Body = {}): Promise<string> {
    const id = await deployServer(client, domain, vlan, changes);
    lab.cloud.settle();
    await hypervisor.finish("deploy master-sql");
    return id;
  }

  it("keeps a server PENDING until it has done its part, then the change is made and told", async () => {
    await start();
    const told: string[] = [];
    lab.cloud.events.on("serverDeployed", () => told.push("deployed"));
    lab.cloud.events.on("serverStarted", () => told.push("started"));
    const id = await deployServer(client, domain, vlan, { start: true });
    expect(await shown(id)).toMatchObject({ state: "PENDING_ADD", deployed: false, started: false });
    lab.clock.advance(3_600_000);
    expect(await shown(id)).toMatchObject({ state: "PENDING_ADD" });
    expect(told).toEqual([]);
    expect((await client.post("server/deleteServer", { id })).content.responseCode).toBe("RESOURCE_BUSY");
    await hypervisor.finish("deploy master-sql");
    expect(await shown(id)).toMatchObject({ state: "NORMAL", deployed: true, started: true });
    expect(told).toEqual(["deployed", "started"]);
    expect(hypervisor.asked).toHaveLength(1);
  });

  it("is asked for every change of a server, once, while the server is as it was before", async () => {
    await start();
    const id = await ready();
    const step = async (path: string, body: Body, work: string, state: string) => {
      await ask(path, body);
      expect((await shown(id)).state).toBe(state);
      await hypervisor.finish(`${work} master-sql`);
    };
    const pending = "PENDING_CHANGE";
    await step("server/addDisk", { id, sizeGb: 50, speed: "STANDARD" }, "addDisk", pending);
    expect(hypervisor.asked.at(-1)?.where.server.controllers[0]?.disks[1]).toMatchObject({ scsiId: 1, sizeGb: 50 });
    const disk = (await shown(id)).scsiController[0].disk[1].id;
    await ask("server/expandDisk", { id: disk, newSizeGb: 60 });
    expect(hypervisor.asked.at(-1)?.where.server.controllers[0]?.disks[1]?.sizeGb).toBe(50);
    expect(hypervisor.asked.at(-1)?.change).toEqual({ do: "expandDisk", diskId: disk, sizeGb: 60 });
    await hypervisor.finish("expandDisk master-sql");
    expect((await shown(id)).scsiController[0].disk[1].sizeGb).toBe(60);
    await step("server/removeDisk", { id: disk }, "removeDisk", pending);
    await step("server/reconfigureServer", { id, memoryGb: 8 }, "reconfigure", pending);
    await step("server/startServer", { id }, "start", pending);
    await step("server/rebootServer", { id }, "reboot", pending);
    await step("server/resetServer", { id }, "reboot", pending);
    await step("server/shutdownServer", { id }, "stop", pending);
    await step("server/startServer", { id }, "start", pending);
    await step("server/powerOffServer", { id }, "stop", pending);
    await step("server/deleteServer", { id }, "delete", "PENDING_DELETE");
    expect((await shown(id)).responseCode).toBe("RESOURCE_NOT_FOUND");
    const changes = hypervisor.asked.map(({ change }) =>
      "hard" in change ? `${change.do} ${change.hard}` : change.do,
    );
    expect(changes.join(", ")).toBe(
      "deploy, addDisk, expandDisk, removeDisk, reconfigure, start, reboot false, reboot true, stop false, start, " +
        "stop true, delete",
    );
  });

  it("is asked at the end of the cloud's own delay", async () => {
    await start({ settings: { delaysMs: { deployServer: 5000 } } });
    await deployServer(client, domain, vlan);
    lab.clock.advance(4999);
    expect(hypervisor.asked).toEqual([]);
    lab.clock.advance(1);
    expect(hypervisor.asked).toHaveLength(1);
  });

  it("works for several servers at once; each is ready by itself", async () => {
    await start();
    const slow = await deployServer(client, domain, vlan, { name: "slow" });
    const quick = await deployServer(client, domain, vlan, { name: "quick" });
    lab.cloud.settle();
    expect([...hypervisor.working.keys()]).toEqual(["deploy slow", "deploy quick"]);
    await hypervisor.finish("deploy quick");
    expect([(await shown(slow)).state, (await shown(quick)).state]).toEqual(["PENDING_ADD", "NORMAL"]);
  });

  it.each([
    ["deploy", "FAILED_ADD"],
    ["start", "FAILED_CHANGE"],
    ["delete", "FAILED_DELETE"],
  ])("that cannot %s leaves the server %s, and the reason is said", async (work, state) => {
    await start();
    const id = work === "deploy" ? await deployServer(client, domain, vlan) : await ready();
    if (work === "deploy") {
      lab.cloud.settle();
    } else {
      await ask(`server/${work}Server`, { id });
    }
    await hypervisor.refuse(`${work} master-sql`, "no memory is left");
    expect(await shown(id)).toMatchObject({ state, started: false, progress: { failureReason: "no memory is left" } });
    expect(lab.warnings).toEqual([`EU Server ${id}: ${work} failed: no memory is left`]);
  });

  it("that throws has refused as well, and a disk it could not add is FAILED_ADD", async () => {
    await start();
    const id = await ready();
    hypervisor.perform = () => {
      throw new Error("no space is left");
    };
    await ask("server/addDisk", { id, sizeGb: 50, speed: "STANDARD" });
    await turn();
    const { state, scsiController } = await shown(id);
    expect([state, scsiController[0].disk[1].state]).toEqual(["FAILED_CHANGE", "FAILED_ADD"]);
    expect(lab.warnings[0]).toContain("addDisk failed: no space is left");
  });

  it("is not asked for work that fails on request", async () => {
    await start();
    lab.cloud.faults.add({ operation: "deployServer", fault: { kind: "failed" } });
    const id = await deployServer(client, domain, vlan);
    expect((await shown(id)).state).toBe("FAILED_ADD");
    expect(hypervisor.asked).toEqual([]);
  });

  it("is asked again by a cloud that goes on with a state file, and what comes of the first cloud's work is dropped", async () => {
    await start();
    const id = await deployServer(client, domain, vlan, { start: true });
    lab.cloud.settle();
    const state = JSON.parse(JSON.stringify(lab.cloud.state()));
    const first = { lab, hypervisor };
    await lab.stop();
    await hypervisor.refuse("deploy master-sql", "the first cloud is gone");
    expect(first.lab.cloud.state().organisations).toEqual(state.organisations);
    expect(first.lab.warnings).toEqual([]);

    hypervisor = new HeldHypervisor();
    lab = await startLab({ hypervisor, state, clock: new HeldClock(lab.clock.now()) });
    client = lab.client();
    expect((await shown(id)).state).toBe("PENDING_ADD");
    expect(hypervisor.asked.map(({ change }) => change)).toEqual([{ do: "deploy", start: true }]);
    await hypervisor.finish("deploy master-sql");
    expect(await shown(id)).toMatchObject({ state: "NORMAL", started: true });
  });

  it("holds a VLAN back too, from its deployment to its deletion", async () => {
    await start();
    const id = await deployVlan(client, domain, "second", "10.2.0.0");
    const state = async () => (await client.get(`network/vlan/${id}`)).content.state;
    expect(await state()).toBe("PENDING_ADD");
    await hypervisor.finish("deploy second");
    expect(await state()).toBe("NORMAL");
    await ask("network/deleteVlan", { id });
    await hypervisor.refuse("delete second", "its gateway does not end");
    expect(await state()).toBe("FAILED_DELETE");
    expect(lab.warnings).toEqual([`EU VLAN ${id}: delete failed: its gateway does not end`]);
  });

  it("need not care for VLANs", async () => {
    lab = await startLab({ hypervisor: { perform: () => Promise.resolve() } });
    client = lab.client();
    const id = await deployVlan(client, await deployDomain(client));
    expect((await client.get(`network/vlan/${id}`)).content.state).toBe("NORMAL");
  });

  it("is told of as a defect where a listener of the change throws", async () => {
    await start();
    lab.cloud.events.on("serverDeployed", () => {
      throw new Error("a listener's own");
    });
    await ready();
    await turn();
    expect(lab.warnings[0]).toContain("a defect of the lab: Error: a listener's own");
  });
});
