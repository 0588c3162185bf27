// @module-tag unit
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { LAB_ACCOUNT } from "../../../lab/cloud/cloud";
import { Faults } from "../../../lab/cloud/faults";
import {
  type Body,
  type Client,
  deployDomain,
  deployServer,
  deployVlan,
  type Lab,
  serverBody,
  startLab,
} from "./client";

describe("faults on request", () => {
  let lab: Lab;
  let client: Client;
  let domain: string;
  let vlan: string;

  beforeEach(async () => {
    lab = await startLab();
    client = lab.client();
    domain = await deployDomain(client);
    vlan = await deployVlan(client, domain);
  });
  afterEach(() => lab.stop());

  const edit = (description: string): [string, Body] => ["network/editVlan", { id: vlan, description }];
  const description = async () => (await client.get(`network/vlan/${vlan}`)).content.description;

  it("code: the nth call is refused with it and nothing happens; the calls around it are as ever", async () => {
    lab.cloud.faults.add({
      operation: "editVlan",
      nth: 2,
      fault: { kind: "code", code: "RESOURCE_BUSY", message: "busy" },
    });
    expect((await client.post(...edit("one"))).status).toBe(200);
    const second = await client.post(...edit("two"));
    expect([second.status, second.content.responseCode, second.content.message]).toEqual([
      400,
      "RESOURCE_BUSY",
      "busy",
    ]);
    expect(await description()).toBe("one");
    expect((await client.post(...edit("three"))).status).toBe(200);
    expect(await description()).toBe("three");
  });

  it("code: as often as it is asked for, with another HTTP status, in XML too", async () => {
    lab.cloud.faults.add({
      operation: "editVlan",
      times: 2,
      fault: { kind: "code", code: "UNEXPECTED_ERROR", status: 500 },
    });
    expect((await client.post(...edit("one"))).status).toBe(500);
    const second = await lab.client("EU", "xml").post(...edit("two"));
    expect([second.status, second.content.responseCode]).toEqual([500, "UNEXPECTED_ERROR"]);
    expect((await client.post(...edit("three"))).status).toBe(200);
  });

  it("code: of API 0.9 by its reason", async () => {
    const server = await deployServer(client, domain, vlan);
    lab.cloud.faults.add({
      operation: "getServerBackup",
      fault: { kind: "code", code: "REASON_554", message: "not for this system" },
    });
    const first = await client.v1("GET", `server/${server}/backup`);
    expect(first.content.Status.resultCode).toBe("REASON_554");
    expect((await client.v1("GET", `server/${server}/backup`)).content.Status.resultCode).toBe("REASON_543");
  });

  it("status: an answer that is not of the API, and nothing happens", async () => {
    lab.cloud.faults.add({ operation: "editVlan", fault: { kind: "status", status: 503, body: "down" } });
    const reply = await client.post(...edit("one"));
    expect([reply.status, reply.text]).toEqual([503, "down"]);
    expect(await description()).toBe("");
  });

  it("hang: the answer comes later, and nothing happens before", async () => {
    lab.cloud.faults.add({ operation: "editVlan", fault: { kind: "hang", milliseconds: 300 } });
    let answered = false;
    const waiting = client.post(...edit("one")).then((reply) => {
      answered = true;
      return reply;
    });
    expect(await description()).toBe("");
    expect(answered).toBe(false);
    expect((await waiting).status).toBe(200);
    expect(await description()).toBe("one");
  });

  it("drop: the connection ends and nothing happens", async () => {
    lab.cloud.faults.add({ operation: "editVlan", fault: { kind: "drop" } });
    await expect(client.post(...edit("one"))).rejects.toThrow("fetch failed");
    expect(await description()).toBe("");
  });

  it("answer-lost: the connection ends although it is done", async () => {
    lab.cloud.faults.add({ operation: "editVlan", fault: { kind: "answer-lost" } });
    await expect(client.post(...edit("one"))).rejects.toThrow("fetch failed");
    expect(await description()).toBe("one");
  });

  it("answer-lost: a create leaves an orphan whose name is taken", async () => {
    lab.cloud.faults.add({ operation: "deployVlan", fault: { kind: "answer-lost" } });
    await expect(deployVlan(client, domain, "orphan", "10.2.0.0")).rejects.toThrow("fetch failed");
    await expect(deployVlan(client, domain, "orphan", "10.2.0.0")).rejects.toThrow("NAME_NOT_UNIQUE");
  });

  it("failed: a deployment ends in FAILED_ADD, and cleanServer takes what is left", async () => {
    lab.cloud.faults.add({ operation: "deployServer", fault: { kind: "failed" } });
    const reply = await client.post("server/deployServer", await serverBody(client, domain, { vlanId: vlan }));
    expect(reply.content.responseCode).toBe("IN_PROGRESS");
    const id = reply.content.info[0].value;
    const { state, deployed, networkInfo, progress } = (await client.get(`server/server/${id}`)).content;
    expect([state, deployed, networkInfo.primaryNic.state, progress.action]).toEqual([
      "FAILED_ADD",
      false,
      "FAILED_ADD",
      "DEPLOY_SERVER",
    ]);
    expect((await client.post("server/startServer", { id })).content.responseCode).toBe("RESOURCE_LOCKED");
    expect((await client.post("server/cleanServer", { id })).content.responseCode).toBe("OK");
    expect((await client.get(`server/server/${id}`)).content.responseCode).toBe("RESOURCE_NOT_FOUND");
  });

  it("failed: a change ends in FAILED_CHANGE and has no effect", async () => {
    const id = await deployServer(client, domain, vlan);
    lab.cloud.faults.add({ operation: "reconfigureServer", fault: { kind: "failed" } });
    await client.post("server/reconfigureServer", { id, memoryGb: 16 });
    const { state, memoryGb } = (await client.get(`server/server/${id}`)).content;
    expect([state, memoryGb]).toEqual(["FAILED_CHANGE", 4]);
  });

  it("failed: a network domain, a deletion and a firewall rule too", async () => {
    lab.cloud.faults.add([
      { operation: "deployNetworkDomain", fault: { kind: "failed" } },
      { operation: "deleteVlan", fault: { kind: "failed" } },
      { operation: "createFirewallRule", fault: { kind: "failed" } },
    ]);
    const broken = await deployDomain(client, "broken", "EU7");
    expect((await client.get(`network/networkDomain/${broken}`)).content.state).toBe("FAILED_ADD");
    const any = { ip: { address: "ANY" } };
    const rule = {
      networkDomainId: domain,
      name: "r",
      action: "DROP",
      ipVersion: "IPV4",
      protocol: "IP",
      enabled: true,
    };
    const made = await client.made(
      "network/createFirewallRule",
      { ...rule, source: any, destination: any, placement: { position: "FIRST" } },
      "firewallRuleId",
    );
    expect((await client.get(`network/firewallRule/${made}`)).content.state).toBe("FAILED_ADD");
    expect((await client.post("network/deleteFirewallRule", { id: made })).status).toBe(200);
    await client.post("network/deleteVlan", { id: vlan });
    expect((await client.get(`network/vlan/${vlan}`)).content.state).toBe("FAILED_DELETE");
  });

  it("meet only calls of their region", async () => {
    lab.cloud.faults.add({ operation: "listVlan", region: "NA", fault: { kind: "status", status: 500 } });
    expect((await client.get("network/vlan")).status).toBe(200);
    expect((await lab.client("NA").get("network/vlan")).status).toBe(500);
  });

  it("meet account calls", async () => {
    lab.cloud.faults.add({
      operation: "getMyAccount",
      fault: { kind: "code", code: "AUTHORIZATION_FAILURE", status: 401 },
    });
    expect((await client.send("GET", "/oec/0.9/myaccount")).status).toBe(401);
    expect((await client.send("GET", "/oec/0.9/myaccount")).status).toBe(200);
  });

  it("are told by the event of the call", async () => {
    const seen: unknown[] = [];
    lab.cloud.events.on("call", ({ operation, status, fault }) => seen.push([operation, status, fault]));
    lab.cloud.faults.add([
      { operation: "editVlan", fault: { kind: "answer-lost" } },
      { operation: "listVlan", fault: { kind: "drop" } },
    ]);
    await expect(client.post(...edit("one"))).rejects.toThrow();
    await expect(client.get("network/vlan")).rejects.toThrow();
    expect(seen).toEqual([
      ["editVlan", undefined, "answer-lost"],
      ["listVlan", undefined, "drop"],
    ]);
  });

  describe("the control endpoint", () => {
    const authorization = `Basic ${Buffer.from(`${LAB_ACCOUNT.user}:${LAB_ACCOUNT.password}`).toString("base64")}`;
    const control = (
      method: string,
      path: string,
      body?: unknown,
      headers: Record<string, string> = { authorization },
    ) => {
      const url = new URL(path, lab.cloud.endpoints.EU);
      return fetch(url, {
        method,
        headers: { ...headers, "content-type": "application/json" },
        ...(body !== undefined && { body: JSON.stringify(body) }),
      });
    };

    it("takes faults, lists those that wait, and forgets them", async () => {
      const asked = await control("POST", "/lab/faults", { operation: "editVlan", nth: 2, fault: { kind: "drop" } });
      expect([asked.status, await asked.json()]).toEqual([201, { ids: [1] }]);
      await client.post(...edit("one"));
      const listed = await (await control("GET", "/lab/faults")).json();
      expect(listed).toEqual([{ operation: "editVlan", nth: 2, times: 1, fault: { kind: "drop" }, id: 1, seen: 1 }]);
      expect((await control("DELETE", "/lab/faults")).status).toBe(204);
      expect((await client.post(...edit("two"))).status).toBe(200);
    });

    it("refuses what it cannot do, and says why", async () => {
      const cases = [
        [{ operation: "makeCoffee", fault: { kind: "drop" } }, 'operation: "makeCoffee" is not known; known are'],
        [{ operation: "editVlan", fault: { kind: "explode" } }, "fault.kind"],
        [{ operation: "editVlan", nth: 0, fault: { kind: "drop" } }, "nth"],
        [{ operation: "editVlan", fault: { kind: "status", status: 200 } }, "status"],
      ] as const;
      for (const [body, says] of cases) {
        const reply = await control("POST", "/lab/faults", body);
        expect(reply.status).toBe(400);
        expect(((await reply.json()) as { error: string }).error).toContain(says);
      }
    });

    it("wants credentials, and knows its paths", async () => {
      expect((await control("GET", "/lab/faults", undefined, {})).status).toBe(401);
      expect((await control("GET", "/lab/else")).status).toBe(404);
      const state = (await (await control("GET", "/lab/state")).json()) as { seed: string };
      expect(state.seed).toBe("plumbline");
    });
  });
});

describe("waiting faults", () => {
  it("go when they have happened, each by itself", () => {
    const faults = new Faults(new Set(["a", "b"]));
    faults.add([
      { operation: "a", nth: 2, times: 2, fault: { kind: "drop" } },
      { operation: "a", nth: 1, fault: { kind: "failed" } },
    ]);
    const kinds = Array.from({ length: 5 }, () => faults.next("a", "EU")?.kind);
    expect(kinds).toEqual(["failed", "drop", "drop", undefined, undefined]);
    expect(faults.next("b", "EU")).toBeUndefined();
    expect(faults.list()).toEqual([]);
  });
});
