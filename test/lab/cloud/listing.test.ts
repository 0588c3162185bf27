// @module-tag unit
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Client, deployDomain, deployServer, deployVlan, type Lab, startLab } from "./client";

describe("lists", () => {
  let lab: Lab;
  let client: Client;
  let domain: string;
  let vlan: string;

  beforeAll(async () => {
    lab = await startLab();
    client = lab.client();
    domain = await deployDomain(client);
    vlan = await deployVlan(client, domain);
    for (const [name, start] of [
      ["delta", true],
      ["alpha", false],
      ["charlie", true],
      ["bravo", false],
      ["Alfa one", false],
    ] as const) {
      await deployServer(client, domain, vlan, { name, start });
    }
  });
  afterAll(() => lab.stop());

  const names = async (query: string) => {
    const { content } = await client.get(`server/server?${query}`);
    return content.server.map(({ name }: { name: string }) => name);
  };

  it("come in pages; pageCount is what this page holds", async () => {
    const { content } = await client.get("server/server?pageNumber=2&pageSize=2");
    const { server, ...page } = content;
    expect(page).toEqual({ pageNumber: 2, pageCount: 2, totalCount: 5, pageSize: 2 });
    expect(server.map(({ name }: { name: string }) => name)).toEqual(["charlie", "bravo"]);
  });

  it("end with a short page and then an empty one", async () => {
    const last = (await client.get("server/server?pageNumber=3&pageSize=2")).content;
    expect([last.pageCount, last.server.length]).toEqual([1, 1]);
    const past = (await client.get("server/server?pageNumber=4&pageSize=2")).content;
    expect(past).toEqual({ server: [], pageNumber: 4, pageCount: 0, totalCount: 5, pageSize: 2 });
  });

  it("say the same about the page in XML", async () => {
    const xml = lab.client("EU", "xml");
    const past = await xml.get("server/server?pageNumber=4&pageSize=2");
    expect(past.text).toContain(
      '<servers xmlns="urn:didata.com:api:cloud:types" pageNumber="4" pageCount="0" totalCount="5" pageSize="2"',
    );
  });

  it("have 250 items a page where the request says nothing", async () => {
    expect((await client.get("server/server")).content.pageSize).toBe(250);
  });

  it("keep to their order: as made, or as asked for", async () => {
    expect(await names("")).toEqual(["delta", "alpha", "charlie", "bravo", "Alfa one"]);
    expect(await names("orderBy=name")).toEqual(["Alfa one", "alpha", "bravo", "charlie", "delta"]);
    expect(await names("orderBy=started.DESCENDING,name")).toEqual(["charlie", "delta", "Alfa one", "alpha", "bravo"]);
  });

  it("hold what a filter lets through", async () => {
    expect(await names("name=bravo")).toEqual(["bravo"]);
    expect(await names("name=Alfa+one")).toEqual(["Alfa one"]);
    expect(await names("name=Alfa%20one")).toEqual(["Alfa one"]);
    expect(await names("name.LIKE=al*")).toEqual(["alpha", "Alfa one"]);
    expect(await names("started=true&orderBy=name")).toEqual(["charlie", "delta"]);
    expect(await names("name.GT=bravo&name.LT=delta")).toEqual(["charlie"]);
    expect(await names("name.MIN=bravo&name.MAX=delta&orderBy=name")).toEqual(["bravo", "charlie", "delta"]);
    expect(await names(`networkDomainId=${domain}&vlanId=${vlan}&name=alpha`)).toEqual(["alpha"]);
    expect(await names("vlanId=none")).toEqual([]);
    expect(await names("privateIpv4=10.1.0.5")).toEqual(["alpha"]);
  });

  it.each([
    ["pageNumber=0", 'pageNumber: is "0"; a number from 1 is expected'],
    ["pageSize=251", 'pageSize: is "251"; 1 to 250 is expected'],
    ["pageSize=many", 'pageSize: is "many"; 1 to 250 is expected'],
    ["colour=red", "colour: is no filter here; known are id, datacenterId"],
    ["name.BESIDE=x", "name.BESIDE: is no filter here"],
    ["orderBy=colour", 'orderBy: is "colour"'],
    ["orderBy=name.SIDEWAYS", 'orderBy: is "name.SIDEWAYS"'],
  ])("refuse %s instead of answering another question", async (query, says) => {
    const { status, content } = await client.get(`server/server?${query}`);
    expect([status, content.responseCode]).toEqual([400, "INVALID_INPUT_DATA"]);
    expect(content.message).toContain(says);
  });

  it.each([
    "network/ipAddressList",
    "network/portList",
    "network/publicIpBlock",
    "network/reservedPublicIpv4Address",
    "networkDomainVip/defaultHealthMonitor",
  ])("%s is always that of one network domain", async (path) => {
    const { content } = await client.get(path);
    expect(content.message).toBe("networkDomainId: is required");
    expect((await client.get(`${path}?networkDomainId=${domain}`)).status).toBe(200);
  });

  it("of public addresses in use hold only addresses of the domain's blocks", async () => {
    const block = await client.made("network/addPublicIpBlock", { networkDomainId: domain }, "ipBlockId");
    await client.post("network/createNatRule", { networkDomainId: domain, internalIp: "10.1.0.4" });
    const { ip } = (await client.get(`network/reservedPublicIpv4Address?networkDomainId=${domain}`)).content;
    const { baseIp } = (await client.get(`network/publicIpBlock/${block}`)).content;
    expect(ip).toEqual([{ value: baseIp, datacenterId: "EU6", ipBlockId: block, networkDomainId: domain }]);
    const xml = await lab.client("EU", "xml").get(`network/reservedPublicIpv4Address?networkDomainId=${domain}`);
    expect(xml.text).toContain(`>${baseIp}</ip>`);
  });

  it("of images find one by its exact name, and none by a part of it", async () => {
    const found = async (name: string) =>
      (await client.get(`image/osImage?${new URLSearchParams({ name, datacenterId: "EU6" })}`)).content.pageCount;
    expect(await found("Ubuntu 14.04 2 CPU")).toBe(1);
    expect(await found("Ubuntu 14")).toBe(0);
  });

  it("of firewall rules come in the order in which rules match", async () => {
    const any = { ip: { address: "ANY" } };
    const rule = {
      networkDomainId: domain,
      action: "DROP",
      ipVersion: "IPV6",
      protocol: "IP",
      enabled: true,
      source: any,
      destination: any,
    };
    const add = (name: string, placement: object) =>
      client.made("network/createFirewallRule", { ...rule, name, placement }, "firewallRuleId");
    await add("c", { position: "FIRST" });
    await add("a", { position: "FIRST" });
    await add("b", { position: "BEFORE", relativeToRule: "c" });
    await add("d", { position: "AFTER", relativeToRule: "c" });
    await add("f", { position: "LAST" });
    const e = await add("e", { position: "FIRST" });
    await client.post("network/editFirewallRule", { id: e, placement: { position: "BEFORE", relativeToRule: "f" } });
    const { firewallRule } = (await client.get(`network/firewallRule?networkDomainId=${domain}`)).content;
    const order = firewallRule.map(({ name }: { name: string }) => name).filter((name: string) => name.length === 1);
    expect(order.join("")).toBe("abcdef");
  });
});
