// @module-tag unit
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { OPERATIONS } from "../../../lab/cloud/operations/table";
import { type Body, type Client, type Lab, plain, startLab } from "./client";
import { ABSENT, CASES } from "./refusal-cases";
import { build, NOWHERE, type World } from "./refusal-world";

/** Operations that name nothing which could be absent. */
const FREE = ["deployNetworkDomain", "createTagKey"];

describe("what the API refuses", () => {
  let lab: Lab;
  let json: Client;
  let xml: Client;
  let world: World;
  let before: string;

  const resources = () => JSON.stringify(lab.cloud.state().organisations.map((one) => one.resources));

  async function refused(path: string, body: Body): Promise<{ code: string; message: string; problems: unknown }> {
    const [one, other] = [await json.post(path, body), await xml.post(path, body)];
    const { requestId: _, warning: __, info: ___, ...content } = plain(one.content) as Record<string, unknown>;
    const { requestId: ____, ...same } = plain(other.content) as Record<string, unknown>;
    expect(same).toEqual(content);
    expect([one.status, other.status]).toEqual([400, 400]);
    return { code: String(content.responseCode), message: String(content.message), problems: content.error };
  }

  beforeAll(async () => {
    lab = await startLab();
    json = lab.client();
    xml = lab.client("EU", "xml");
    world = await build(json);
    before = resources();
  });
  afterAll(() => lab.stop());

  it.each(
    CASES.map(([path, body, code, says], index) => [path.split("/")[1], code, says, index, path, body] as const),
  )("%s: %s, %s", async (_, code, says, __, path, body) => {
    const answer = await refused(path, body(world));
    expect(answer.message).toContain(says);
    expect(answer.code).toBe(code);
  });

  const changes = OPERATIONS.filter(({ method }) => method === "POST");

  it.each(
    changes.filter(({ name }) => !FREE.includes(name)).map(({ name, path }) => [name, path]),
  )("%s: RESOURCE_NOT_FOUND for what is not there", async (name, path) => {
    const answer = await refused(
      path,
      ABSENT[name] ?? { id: NOWHERE, description: "x", ipAddress: [{ begin: "10.0.0.1" }] },
    );
    expect(answer.code).toBe("RESOURCE_NOT_FOUND");
    expect(answer.message).toContain(NOWHERE);
  });

  it.each(
    changes.map(({ name, path }) => [name, path]),
  )("%s: INVALID_INPUT_DATA for an empty request", async (_, path) => {
    const answer = await refused(path, {});
    expect(answer.code).toBe("INVALID_INPUT_DATA");
    expect(answer.message).toContain("is required");
    expect(answer.problems).toBeDefined();
  });

  it.each(
    OPERATIONS.filter(({ path }) => path.endsWith("/{id}")).map(({ name, path }) => [name, path]),
  )("%s: RESOURCE_NOT_FOUND for an id that is nobody's", async (_, path) => {
    const [one, other] = await Promise.all([json, xml].map((client) => client.get(path.replace("{id}", NOWHERE))));
    expect([one?.status, other?.status]).toEqual([400, 400]);
    expect(one?.content.responseCode).toBe("RESOURCE_NOT_FOUND");
    expect(other?.content.responseCode).toBe("RESOURCE_NOT_FOUND");
    expect(one?.content.message).toContain(NOWHERE);
  });

  it("changes nothing", () => {
    expect(resources()).toBe(before);
  });

  it("names numbers as numbers in JSON: a text is no size", async () => {
    const answer = await json.post("server/expandDisk", { id: world.spare, newSizeGb: "60" });
    expect(answer.content.message).toBe("newSizeGb: must be a whole number");
  });

  it("says where a body cannot be read", async () => {
    const organisation = await json.organisationId();
    const bodies = [
      ["application/json", "{", "the request body cannot be read"],
      ["application/json", "[]", "a JSON object is expected"],
      ["application/xml", "<deployVlan><name>", "the request body cannot be read: line 1"],
      ["application/xml", "<editVlan/>", "element deployVlan is expected, editVlan was found"],
    ] as const;
    for (const [type, body, says] of bodies) {
      const headers = { "content-type": type, accept: "application/json" };
      const reply = await json.send("POST", `/caas/2.9/${organisation}/network/deployVlan`, body, headers);
      expect(reply.status).toBe(400);
      expect(reply.content.responseCode).toBe("INVALID_INPUT_DATA");
      expect(reply.content.message).toContain(says);
    }
  });
});
