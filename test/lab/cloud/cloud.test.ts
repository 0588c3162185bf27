// @module-tag unit
import { connect } from "node:net";
import { networkInterfaces } from "node:os";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { Cloud, LAB_ACCOUNT } from "../../../lab/cloud/cloud";
import { Client, deployDomain, deployServer, deployVlan, type Lab, startLab } from "./client";

describe("a cloud", () => {
  let lab: Lab;
  let client: Client;

  beforeAll(async () => {
    lab = await startLab();
    client = lab.client();
  });
  afterAll(() => lab.stop());
  afterEach(() => lab.warnings.splice(0));

  it("has one base URL for each region, without a slash at its end", () => {
    const { endpoints } = lab.cloud;
    expect(Object.keys(endpoints)).toEqual(["EU", "NA", "AU", "AP", "MEA", "CANADA"]);
    expect(endpoints.EU).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/EU$/);
    expect(new Set(Object.values(endpoints).map((url) => new URL(url).port)).size).toBe(1);
  });

  it("can have a port for each region instead", async () => {
    const cloud = new Cloud();
    const endpoints = await cloud.listen({ portPerRegion: true });
    expect(endpoints.EU).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
    expect(new Set(Object.values(endpoints)).size).toBe(6);
    const ids = await Promise.all(["EU", "NA"].map((region) => new Client(endpoints[region] ?? "").organisationId()));
    expect(ids[0]).not.toBe(ids[1]);
    await cloud.stop();
  });

  it("answers on loopback only", async () => {
    const port = Number(new URL(lab.cloud.endpoints.EU ?? "").port);
    const others = Object.values(networkInterfaces())
      .flat()
      .flatMap((one) => (one !== undefined && one.family === "IPv4" && !one.internal ? [one.address] : []));
    for (const host of [...others, "127.0.0.2"]) {
      const outcome = await new Promise((resolve) => {
        const socket = connect({ host, port });
        socket.on("connect", () => resolve("connected"));
        socket.on("error", () => resolve("refused"));
      });
      expect(outcome, host).toBe("refused");
    }
  });

  it("gives each region an organisation of its own, and nothing of one in another", async () => {
    await deployDomain(client);
    expect((await client.get("network/networkDomain")).content.totalCount).toBe(1);
    const other = lab.client("NA");
    expect((await other.get("network/networkDomain")).content.totalCount).toBe(0);
    expect(await other.organisationId()).not.toBe(await client.organisationId());
  });

  it("takes a region's name in either case", async () => {
    const lower = new Client((lab.cloud.endpoints.EU ?? "").replace("EU", "eu"));
    expect(await lower.organisationId()).toBe(await client.organisationId());
  });

  it("refuses wrong credentials everywhere, and other organisations' paths", async () => {
    const stranger = lab.client("EU", "json", { user: LAB_ACCOUNT.user, password: "wrong" });
    const organisation = await client.organisationId();
    const account = await stranger.send("GET", "/oec/0.9/myaccount");
    expect(account.status).toBe(401);
    for (const [method, path] of [
      ["GET", "network/vlan"],
      ["POST", "network/deployVlan"],
    ] as const) {
      const reply = await stranger.send(method, `/caas/2.9/${organisation}/${path}`);
      expect([reply.status, reply.content.responseCode]).toEqual([401, "AUTHORIZATION_FAILURE"]);
    }
    const v1 = await stranger.send("GET", `/oec/0.9/${organisation}/server/x/backup`);
    expect([v1.status, v1.content.Status.result]).toEqual([401, "ERROR"]);
    const elsewhere = await client.send("GET", `/caas/2.9/${await lab.client("NA").organisationId()}/network/vlan`);
    expect([elsewhere.status, elsewhere.content.responseCode]).toEqual([403, "AUTHORIZATION_FAILURE"]);
  });

  it("keeps organisations apart that share a region", async () => {
    const accounts = [LAB_ACCOUNT, { user: "other", password: "secret", organisation: "Other" }];
    const shared = await startLab({ accounts, settings: { delayMs: 1000 } });
    const one = shared.client();
    const other = shared.client("EU", "json", { user: "other", password: "secret" });
    const domain = await deployDomain(one);
    // the busy rule is one organisation's own affair
    const theirs = await deployDomain(other);
    expect(theirs).not.toBe(domain);
    expect((await other.get(`network/networkDomain/${domain}`)).content.responseCode).toBe("RESOURCE_NOT_FOUND");
    const snat = [...shared.cloud.organisationsIn("EU")].flatMap((each) =>
      [...each.all("networkDomain")].map((all) => all.snatIpv4Address),
    );
    expect(new Set(snat).size).toBe(2);
    await shared.stop();
  });

  it("serves API versions 2.2 to 2.13 and refuses the others", async () => {
    for (let minor = 2; minor <= 13; minor += 1) {
      expect((await client.get("network/vlan", `2.${minor}`)).status).toBe(200);
    }
    for (const version of ["2.1", "2.14"]) {
      const reply = await client.get("network/vlan", version);
      expect([reply.status, reply.content.responseCode]).toEqual([400, "OPERATION_NOT_SUPPORTED"]);
    }
  });

  it.each([
    ["GET", "network/carrierPigeon"],
    ["GET", "network/vlan/x/y"],
    ["GET", "network/deployVlan"],
    ["POST", "network/vlan"],
    ["POST", "server/makeCoffee"],
  ])("says loudly that %s %s is not implemented, and never that the thing is gone", async (method, path) => {
    const organisation = await client.organisationId();
    const reply = await client.send(method, `/caas/2.9/${organisation}/${path}`);
    expect([reply.status, reply.content.responseCode]).toEqual([400, "OPERATION_NOT_SUPPORTED"]);
    expect(lab.warnings).toEqual([expect.stringContaining(`${method} ${path}`)]);
  });

  it("says so of calls of API 0.9 and of paths of no API too", async () => {
    const organisation = await client.organisationId();
    const v1 = await client.send("GET", `/oec/0.9/${organisation}/networkWithLocation`);
    expect([v1.status, v1.content.Status.result]).toEqual([400, "ERROR"]);
    expect((await client.send("GET", "/somewhere")).status).toBe(404);
    expect((await fetch(new URL("/MARS/oec/0.9/myaccount", lab.cloud.endpoints.EU))).status).toBe(404);
    expect(lab.warnings.length).toBe(3);
  });

  it.each([
    ["application/json", "application/xml", "json"],
    ["application/xml", "application/json", "xml"],
    ["text/xml", undefined, "xml"],
    ["*/*", "application/xml", "xml"],
    [undefined, "application/xml", "xml"],
    ["*/*", "application/json", "json"],
    ["*/*", undefined, "json"],
    ["application/xml;q=0.5, application/json", undefined, "xml"],
  ])("answers Accept %s with Content-Type %s in %s", async (accept, type, form) => {
    const headers = { authorization: `Basic ${btoa(`${LAB_ACCOUNT.user}:${LAB_ACCOUNT.password}`)}` };
    const url = `${lab.cloud.endpoints.EU}/caas/2.4/${await client.organisationId()}/network/networkDomain`;
    const reply = await fetch(url, {
      headers: {
        ...headers,
        ...(accept !== undefined && { accept }),
        ...(type !== undefined && { "content-type": type }),
      },
    });
    expect(reply.headers.get("content-type")).toBe(`application/${form}; charset=utf-8`);
  });

  it("never sends a password back, in any form or version", async () => {
    const domain = await deployDomain(client, "secret", "EU7");
    const vlan = await deployVlan(client, domain);
    const { content } = await client.get("image/osImage?name=Ubuntu+22.04+64-bit+2+CPU&datacenterId=EU7");
    const id = await deployServer(client, domain, vlan, {
      imageId: content.osImage[0].id,
      administratorPassword: "S3cret-Word",
    });
    for (const form of ["json", "xml"] as const) {
      for (const version of ["2.2", "2.13"]) {
        const reply = await lab.client("EU", form).get(`server/server/${id}`, version);
        expect(reply.status).toBe(200);
        expect(reply.text).not.toContain("S3cret-Word");
      }
    }
  });

  it("gives the same ids and addresses for the same names, whatever the order of the requests", async () => {
    const told = async (names: readonly string[]) => {
      const other = await startLab({ settings: { publicAddressesPerServer: null } });
      const known: Record<string, unknown> = {};
      for (const name of names) {
        const domain = await deployDomain(other.client(), name);
        const vlan = await deployVlan(other.client(), domain);
        const block = await other.client().made("network/addPublicIpBlock", { networkDomainId: domain }, "ipBlockId");
        const server = await deployServer(other.client(), domain, vlan);
        const shown = await Promise.all(
          [
            `network/networkDomain/${domain}`,
            `network/vlan/${vlan}`,
            `network/publicIpBlock/${block}`,
            `server/server/${server}`,
          ].map(async (path) => (await other.client().get(path)).content),
        );
        known[name] = shown;
      }
      await other.stop();
      return known;
    };
    expect(await told(["a", "b", "c"])).toEqual(await told(["c", "a", "b"]));
  });

  it("gives another id to what is made again under the same name", async () => {
    const domain = await deployDomain(client, "again", "EU8");
    const first = await deployVlan(client, domain);
    await client.post("network/deleteVlan", { id: first });
    expect(await deployVlan(client, domain)).not.toBe(first);
  });

  it("names what the catalogue has where a region is unknown", () => {
    expect(() => lab.cloud.organisation("MARS")).toThrow(
      'unknown region "MARS"; the catalogue has EU, NA, AU, AP, MEA, CANADA',
    );
  });
});

describe("two clients at once", () => {
  it("get each what they asked for, and never the same address", async () => {
    const lab = await startLab();
    const domain = await deployDomain(lab.client());
    const vlan = await deployVlan(lab.client(), domain);
    const clients = [lab.client("EU", "json"), lab.client("EU", "xml")];
    const deploy = (client: Client, index: number) =>
      deployServer(client, domain, vlan, { name: `node-${client.form}-${index}` });
    const ids = (
      await Promise.all(
        clients.map((client) => Promise.all(Array.from({ length: 40 }, (_, index) => deploy(client, index)))),
      )
    ).flat();
    expect(new Set(ids).size).toBe(80);
    const { server } = (await lab.client().get("server/server")).content;
    const nics = server.map(
      (one: { networkInfo: { primaryNic: Record<string, string> } }) => one.networkInfo.primaryNic,
    );
    for (const field of ["privateIpv4", "ipv6", "macAddress", "id"]) {
      expect(new Set(nics.map((nic: Record<string, string>) => nic[field])).size, field).toBe(80);
    }
    await lab.stop();
  });

  it("cannot both have the last name, address or unit", async () => {
    const lab = await startLab();
    const client = lab.client();
    const domain = await deployDomain(client);
    const vlan = await deployVlan(client, domain);
    const id = await deployServer(client, domain, vlan);
    const both = async (path: string, body: Record<string, unknown>) => {
      const replies = await Promise.all([lab.client().post(path, body), lab.client().post(path, body)]);
      return replies.map(({ status }) => status).sort();
    };
    const list = { networkDomainId: domain, name: "l", port: [{ begin: 1 }] };
    expect(await both("network/createPortList", list)).toEqual([200, 400]);
    expect(await both("network/reservePrivateIpv4Address", { vlanId: vlan, ipAddress: "10.1.0.50" })).toEqual([
      200, 400,
    ]);
    const { scsiController } = (await client.get(`server/server/${id}`)).content;
    const disk = { sizeGb: 10, speed: "STANDARD", scsiController: { controllerId: scsiController[0].id, scsiId: 1 } };
    expect(await both("server/addDisk", disk)).toEqual([200, 400]);
    await lab.stop();
  });
});

describe("a thousand servers", () => {
  it("are deployed, listed over pages and deleted through the API", async () => {
    const lab = await startLab();
    const client = lab.client();
    const domain = await deployDomain(client);
    const vlan = await deployVlan(client, domain, "wide", "10.0.0.0", 20);
    const ids: string[] = [];
    for (let start = 0; start < 1000; start += 50) {
      ids.push(
        ...(await Promise.all(
          Array.from({ length: 50 }, (_, index) =>
            deployServer(client, domain, vlan, { name: `node${start + index}` }),
          ),
        )),
      );
    }
    const listed: string[] = [];
    for (let page = 1; ; page += 1) {
      const { content } = await client.get(`server/server?networkDomainId=${domain}&pageNumber=${page}&pageSize=250`);
      expect(content.totalCount).toBe(1000);
      listed.push(...content.server.map(({ id }: { id: string }) => id));
      if (content.pageCount === 0) {
        expect(page).toBe(5);
        break;
      }
    }
    expect(new Set(listed)).toEqual(new Set(ids));
    expect(listed.length).toBe(1000);
    for (let start = 0; start < 1000; start += 50) {
      const replies = await Promise.all(
        ids.slice(start, start + 50).map((id) => client.post("server/deleteServer", { id })),
      );
      expect(replies.every(({ status }) => status === 200)).toBe(true);
    }
    expect((await client.get("server/server")).content.totalCount).toBe(0);
    expect((await client.post("network/deleteVlan", { id: vlan })).status).toBe(200);
    await lab.stop();
  });
});
