// @module-tag unit
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Client, deployDomain, deployServer, deployVlan, type Lab, startLab } from "./client";

const NOWHERE = "00000000-0000-4000-8000-000000000000";

describe("calls of API 0.9", () => {
  let lab: Lab;
  let client: Client;
  let one: string;
  let two: string;
  let far: string;

  beforeAll(async () => {
    lab = await startLab();
    client = lab.client();
    const domain = await deployDomain(client);
    const vlan = await deployVlan(client, domain);
    one = await deployServer(client, domain, vlan, { name: "one" });
    two = await deployServer(client, domain, vlan, { name: "two" });
    const other = await deployDomain(client, "other");
    far = await deployServer(client, other, await deployVlan(client, other));
  });
  afterAll(() => lab.stop());

  const reason = async (method: "GET" | "POST", path: string, body?: string) => {
    const { status, content } = await client.v1(method, path, body);
    return [status, content.Status?.result, content.Status?.resultCode];
  };
  const pair = (...ids: string[]) =>
    `<NewAntiAffinityRule>${ids.map((id) => `<serverId>${id}</serverId>`).join("")}</NewAntiAffinityRule>`;

  it("name the account and its organisation", async () => {
    const { content, text } = await client.send("GET", "/oec/0.9/myaccount");
    expect(content.Account).toMatchObject({
      userName: "plumbline-lab",
      orgId: expect.stringMatching(/^[0-9a-f-]{36}$/),
    });
    expect(text).toContain('xmlns:ns6="http://oec.api.opsource.net/schemas/directory"');
  });

  it("say that there is no backup by the reason that clients know", async () => {
    expect(await reason("GET", `server/${one}/backup`)).toEqual([400, "ERROR", "REASON_543"]);
    expect(await reason("GET", `server/${one}/backup?disable`)).toEqual([400, "ERROR", "REASON_543"]);
    expect(await reason("GET", `server/${one}/backup/client/type`)).toEqual([400, "ERROR", "REASON_543"]);
    expect(await reason("GET", `server/${NOWHERE}/backup`)).toEqual([400, "ERROR", "REASON_50"]);
  });

  it("give an enabled backup in its own namespace", async () => {
    const body = '<NewBackup xmlns="http://oec.api.opsource.net/schemas/backup" servicePlan="Essentials"/>';
    expect(await reason("POST", `server/${two}/backup`, body)).toEqual([200, "SUCCESS", "REASON_0"]);
    expect(await reason("POST", `server/${two}/backup`, body)).toEqual([400, "ERROR", "REASON_550"]);
    const { status, content, text } = await client.v1("GET", `server/${two}/backup`);
    expect(status).toBe(200);
    expect(content.BackupDetails).toMatchObject({ servicePlan: "Essentials", state: "NORMAL" });
    expect(text).toContain('xmlns:ns6="http://oec.api.opsource.net/schemas/backup"');
    const policies =
      "<storagePolicyName>14 Day Storage Policy</storagePolicyName><schedulePolicyName>12AM - 6AM</schedulePolicyName>";
    const made = await client.v1(
      "POST",
      `server/${two}/backup/client`,
      `<NewBackupClient><type>FA.Linux</type>${policies}</NewBackupClient>`,
    );
    const [{ value }] = made.content.Status.additionalInformation;
    expect(await reason("GET", `server/${two}/backup?disable`)).toEqual([400, "ERROR", "REASON_553"]);
    expect(await reason("GET", `server/${two}/backup/client/${NOWHERE}?remove`)).toEqual([400, "ERROR", "REASON_545"]);
    expect(await reason("GET", `server/${two}/backup/client/${value}?remove`)).toEqual([200, "SUCCESS", "REASON_0"]);
    expect(await reason("GET", `server/${two}/backup?disable`)).toEqual([200, "SUCCESS", "REASON_0"]);
  });

  it("refuse plans, clients and policies that there are not", async () => {
    const invalid = [400, "ERROR", "REASON_40"];
    expect(await reason("POST", `server/${one}/backup`, '<NewBackup servicePlan="Gold"/>')).toEqual(invalid);
    expect(await reason("POST", `server/${one}/backup/modify`, "<ModifyBackup/>")).toEqual(invalid);
    expect(
      await reason("POST", `server/${one}/backup/client`, "<NewBackupClient><type>FA.Mac</type></NewBackupClient>"),
    ).toEqual(invalid);
    expect(await reason("POST", `server/${one}/backup`, "<OldBackup/>")).toEqual(invalid);
  });

  it("change a server, and disks of its own", async () => {
    const server = async () => (await client.get(`server/server/${far}`)).content;
    const [{ id: disk }] = (await server()).scsiController[0].disk;
    const done = [200, "SUCCESS", "REASON_0"];
    const size = (gigabytes: number) => `<ChangeDiskSize><newSizeGb>${gigabytes}</newSizeGb></ChangeDiskSize>`;
    expect(await reason("POST", `server/${far}/disk/${disk}/changeSize`, size(20))).toEqual(done);
    expect(await reason("POST", `server/${far}/disk/${disk}/changeSize`, size(10))).toEqual([
      400,
      "ERROR",
      "REASON_40",
    ]);
    expect(await reason("POST", `server/${one}/disk/${disk}/changeSize`, size(30))).toEqual([
      400,
      "ERROR",
      "REASON_50",
    ]);
    const speed = "<ChangeDiskSpeed><speed>ECONOMY</speed></ChangeDiskSpeed>";
    expect(await reason("POST", `server/${far}/disk/${disk}/changeSpeed`, speed)).toEqual(done);
    expect(await reason("POST", `server/${far}`, "name=farther&cpuCount=4&memory=8192&description=a+b")).toEqual(done);
    expect(await reason("POST", `server/${far}`, "memory=1000")).toEqual([400, "ERROR", "REASON_40"]);
    expect(await server()).toMatchObject({
      ...{ name: "farther", description: "a b", memoryGb: 8, cpu: { count: 4 } },
      scsiController: [{ disk: [{ id: disk, sizeGb: 20, speed: "ECONOMY" }] }],
    });
  });

  it("are busy, as those of API 2, while a server is not NORMAL", async () => {
    const slow = await startLab({ settings: { delaysMs: { startServer: 1000 } } });
    const other = slow.client();
    const domain = await deployDomain(other);
    const id = await deployServer(other, domain, await deployVlan(other, domain));
    await other.post("server/startServer", { id });
    const reply = await other.v1("POST", `server/${id}/backup`, '<NewBackup servicePlan="Essentials"/>');
    expect(reply.content.Status.resultCode).toBe("REASON_392");
    await slow.stop();
  });

  it("keep two servers of one network domain apart, each in one rule", async () => {
    expect(await reason("POST", "antiAffinityRule", pair(one))).toEqual([400, "ERROR", "REASON_40"]);
    expect(await reason("POST", "antiAffinityRule", pair(one, one))).toEqual([400, "ERROR", "REASON_40"]);
    expect(await reason("POST", "antiAffinityRule", pair(one, far))).toEqual([400, "ERROR", "REASON_40"]);
    expect(await reason("POST", "antiAffinityRule", pair(one, NOWHERE))).toEqual([400, "ERROR", "REASON_50"]);
    const { content } = await client.v1("POST", "antiAffinityRule", pair(one, two));
    const [information] = [content.Status.additionalInformation].flat();
    expect(information.name).toBe("antiaffinityrule.id");
    expect(await reason("POST", "antiAffinityRule", pair(two, one))).toEqual([400, "ERROR", "REASON_692"]);
    const found = async () =>
      (await client.get(`server/antiAffinityRule?id=${information.value}&serverId=${one}`)).content.totalCount;
    expect(await found()).toBe(1);
    expect(await reason("GET", `antiAffinityRule/${NOWHERE}?delete`)).toEqual([400, "ERROR", "REASON_50"]);
    await client.post("server/deleteServer", { id: one });
    expect(await found()).toBe(0);
  });
});
