// @module-tag unit
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, describe, expect, it } from "vitest";
import { Failure } from "../../../commands/cli/command";
import { CloudControl } from "../../../commands/cloudcontrol/cloudcontrol";
import type { CloudControlOptions } from "../../../commands/cloudcontrol/resource";
import { STANDARD_CATALOGUE } from "../../../lab/cloud/catalogue";
import { Cloud, type CloudOptions, LAB_ACCOUNT } from "../../../lab/cloud/cloud";

describe("a client of CloudControl", () => {
  const clouds: Cloud[] = [];
  const servers: Server[] = [];
  afterEach(async () => {
    await Promise.all(clouds.splice(0).map((cloud) => cloud.stop()));
    for (const server of servers.splice(0)) {
      server.close();
    }
  });

  async function start(options?: CloudOptions): Promise<Cloud> {
    const cloud = new Cloud(options);
    clouds.push(cloud);
    await cloud.listen();
    return cloud;
  }

  function client(endpoint: string, options: Partial<CloudControlOptions> = {}): CloudControl {
    return new CloudControl({ region: "EU", endpoint, ...LAB_ACCOUNT, ...options });
  }

  async function failureOf(work: Promise<unknown>): Promise<string> {
    const error = await work.then(
      () => undefined,
      (reason: unknown) => reason,
    );
    expect(error).toBeInstanceOf(Failure);
    const { message, hints } = error as Failure;
    return [message, ...hints].join("\n");
  }

  /** Something that is not the API: answers everything alike. */
  async function stranger(status: number, headers: Record<string, string>, body: string): Promise<string> {
    const server = createServer((_, reply) => reply.writeHead(status, headers).end(body)).listen(0, "127.0.0.1");
    servers.push(server);
    await new Promise((ready) => server.once("listening", ready));
    return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  }

  it("reads a list over all its pages", async () => {
    const [first] = STANDARD_CATALOGUE.images;
    const images = Array.from({ length: 600 }, (_, index) => ({
      ...(first as NonNullable<typeof first>),
      name: `image ${index}`,
      dataCentres: ["EU6"],
    }));
    const cloud = await start({ catalogue: { ...STANDARD_CATALOGUE, images } });
    const found = await client(cloud.endpoints.EU as string).list("image/osImage", "2.9", { datacenterId: "EU6" });
    expect(new Set(found.map(({ name }) => name)).size).toBe(600);
  });

  it("asks for its organisation once", async () => {
    const cloud = await start();
    const operations: (string | undefined)[] = [];
    cloud.events.on("call", ({ operation }) => operations.push(operation));
    const api = client(cloud.endpoints.EU as string);
    await Promise.all([1, 2, 3].map(() => api.list("infrastructure/datacenter", "2.4", {})));
    expect(operations.filter((operation) => operation === "getMyAccount")).toHaveLength(1);
  });

  it("tells the API's own code and message", async () => {
    const cloud = await start();
    cloud.faults.add({
      operation: "getMyAccount",
      nth: 2,
      fault: { kind: "status", status: 503, body: `busy with ${LAB_ACCOUNT.password}` },
    });
    const api = client(cloud.endpoints.EU as string);
    expect(await failureOf(api.list("infrastructure/nothing", "2.4", {}))).toContain("OPERATION_NOT_SUPPORTED");
    const second = await failureOf(client(cloud.endpoints.EU as string).organisationId());
    expect(second).toContain("HTTP 503");
    expect(second).toContain("busy with ***");
  });

  it("gives up on an endpoint that does not answer", async () => {
    const cloud = await start();
    cloud.faults.add({ operation: "getMyAccount", fault: { kind: "hang", milliseconds: 60_000 } });
    const endpoint = cloud.endpoints.EU as string;
    expect(await failureOf(client(endpoint, { timeoutMs: 100 }).organisationId())).toContain(
      `region EU cannot be reached at ${endpoint}: no answer within 0.1 s`,
    );
  });

  it("tells of a connection that ends without an answer", async () => {
    const cloud = await start();
    cloud.faults.add({ operation: "getMyAccount", fault: { kind: "drop" } });
    expect(await failureOf(client(cloud.endpoints.EU as string).organisationId())).toContain(
      "the connection ended without an answer",
    );
  });

  it("takes no other page for the API", async () => {
    const page = await stranger(200, { "content-type": "text/html; charset=utf-8" }, "<h1>Please log in</h1>");
    const told = await failureOf(client(page).organisationId());
    expect(told).toContain(`what answers at ${page} is not the API of region EU: HTTP 200 with text/html`);
    expect(told).toContain("it says: Please log in");
  });

  it("follows no redirection with its credentials", async () => {
    const cloud = await start();
    const location = `${cloud.endpoints.EU}/oec/0.9/myaccount`;
    const calls: unknown[] = [];
    cloud.events.on("call", (call) => calls.push(call));
    expect(await failureOf(client(await stranger(302, { location }, "")).organisationId())).toContain("HTTP 302");
    expect(calls).toEqual([]);
  });

  it("names the proxy that only Terraform goes through", async () => {
    const page = await stranger(407, {}, "");
    const env = { https_proxy: "http://127.0.0.1:1" };
    expect(await failureOf(client(page, { env }).organisationId())).toContain("https_proxy is set");
    const told = await failureOf(client(page, { env: { ...env, NODE_USE_ENV_PROXY: "1" } }).organisationId());
    expect(told).not.toContain("is set");
  });
});
