// @module-tag unit
import { mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { HeldClock } from "../../../lab/cloud/clock";
import { Cloud } from "../../../lab/cloud/cloud";
import { readState, writeState } from "../../../lab/cloud/state-file";
import { deployDomain, deployServer, deployVlan, startLab } from "./client";

describe("a state file", () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "lab-state-"));
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  it("brings everything back: resources, what is pending, and ids that go on where they were", async () => {
    const file = join(folder, "state.json");
    const before = await startLab({ settings: { tagKeys: ["role"] } });
    const client = before.client();
    const domain = await deployDomain(client);
    const vlan = await deployVlan(client, domain);
    const server = await deployServer(client, domain, vlan, { start: true });
    await client.post("tag/applyTags", {
      assetType: "SERVER",
      assetId: server,
      tag: [{ tagKeyName: "role", value: "x" }],
    });
    await client.post("network/addPublicIpBlock", { networkDomainId: domain });
    await client.post("network/createNatRule", { networkDomainId: domain, internalIp: "10.1.0.4" });
    const shown = await client.get(`server/server/${server}`);
    writeState(file, before.cloud.state());
    await before.stop();

    const after = await startLab({ settings: { tagKeys: ["role"] }, state: readState(file) });
    expect(after.cloud.state()).toEqual(before.cloud.state());
    const again = after.client();
    expect((await again.get(`server/server/${server}`)).content).toEqual(shown.content);
    expect((await again.get(`tag/tag?assetId=${server}`)).content.totalCount).toBe(1);
    const next = await deployServer(again, domain, vlan);
    expect(next).not.toBe(server);
    expect((await again.get(`server/server/${next}`)).content.networkInfo.primaryNic.privateIpv4).toBe("10.1.0.5");
    await after.stop();
  });

  it("holds work that has begun; it ends when it is due", async () => {
    const file = join(folder, "state.json");
    const before = await startLab({ settings: { delayMs: 5000 } });
    const domain = await deployDomain(before.client());
    before.clock.advance(2000);
    writeState(file, before.cloud.state());
    await before.stop();

    const clock = new HeldClock(before.clock.now());
    const after = new Cloud({ clock, state: readState(file) });
    const state = () => after.organisation("EU").find("networkDomain", domain).state;
    expect(state()).toBe("PENDING_ADD");
    const told: string[] = [];
    after.events.on("networkDomainDeployed", ({ networkDomain }) => told.push(networkDomain.id));
    clock.advance(2999);
    expect(state()).toBe("PENDING_ADD");
    clock.advance(1);
    expect(told).toEqual([domain]);
    expect(state()).toBe("NORMAL");
  });

  it("is its owner's alone, since servers have passwords in it, and nothing is left beside it", () => {
    const file = join(folder, "state.json");
    writeState(file, new Cloud().state());
    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(readdirSync(folder)).toEqual(["state.json"]);
  });

  it("that is not there is no state, and one that is none is refused by name", () => {
    expect(readState(join(folder, "none.json"))).toBeUndefined();
    const file = join(folder, "other.json");
    writeFileSync(file, '{"format": 2}');
    expect(() => readState(file)).toThrow(`${file} is no state of the lab cloud`);
  });
});
