// @module-tag unit
import { describe, expect, it } from "vitest";
import { inProgress, type Shape } from "../../../../lab/cloud/answer";
import { invalidField } from "../../../../lab/cloud/refusal";
import { answerAsXml, refusalAsXml } from "../../../../lab/cloud/wire/answer-xml";

const HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n';
const NAMESPACE = 'xmlns="urn:didata.com:api:cloud:types"';

/** The XML of one resource, without what all documents have. */
function resource(element: string, shape: Shape): string {
  const text = answerAsXml({ kind: "resource", element, shape }, "GET", "id");
  expect(text.startsWith(HEAD)).toBe(true);
  return text.slice(HEAD.length).replace(` ${NAMESPACE}`, "");
}

describe("an answer in XML", () => {
  it("has a resource's id and data centre as attributes, the rest as elements", () => {
    const shape = { id: "1", datacenterId: "EU6", name: "n", type: "ADVANCED", memoryGb: 4, started: false };
    expect(resource("networkDomain", shape)).toBe(
      '<networkDomain id="1" datacenterId="EU6"><name>n</name><type>ADVANCED</type><memoryGb>4</memoryGb>' +
        "<started>false</started></networkDomain>",
    );
  });

  it("has the simple values of a part as attributes, flags with their value", () => {
    const shape = {
      id: "1",
      guest: { operatingSystem: { id: "U", family: "UNIX" }, osCustomization: true },
      networkInfo: { networkDomainId: "d", primaryNic: { id: "n", state: "NORMAL" }, additionalNic: [] },
      scsiController: [
        {
          id: "c",
          busNumber: 0,
          disk: [
            { id: "d1", scsiId: 0 },
            { id: "d2", scsiId: 1 },
          ],
        },
      ],
    };
    expect(resource("server", shape)).toBe(
      '<server id="1"><guest osCustomization="true"><operatingSystem id="U" family="UNIX"/></guest>' +
        '<networkInfo networkDomainId="d"><primaryNic id="n" state="NORMAL"/></networkInfo>' +
        '<scsiController id="c" busNumber="0"><disk id="d1" scsiId="0"/><disk id="d2" scsiId="1"/></scsiController></server>',
    );
  });

  it.each([
    [
      "tag",
      { assetType: "VLAN", datacenterId: "EU6" },
      "<tag><assetType>VLAN</assetType><datacenterId>EU6</datacenterId></tag>",
    ],
    [
      "datacenter",
      { id: "EU6", type: "MCP 2.0", city: "x" },
      '<datacenter id="EU6" type="MCP 2.0"><city>x</city></datacenter>',
    ],
    [
      "antiAffinityRule",
      { id: "1", state: "NORMAL", created: "t", datacenterId: "EU6", serverSummary: [{ id: "s", name: "n" }] },
      '<antiAffinityRule id="1" state="NORMAL" created="t" datacenterId="EU6"><serverSummary id="s"><name>n</name></serverSummary></antiAffinityRule>',
    ],
    [
      "server",
      { id: "1", progress: { action: "DEPLOY_SERVER", userName: "u" } },
      '<server id="1"><progress><action>DEPLOY_SERVER</action><userName>u</userName></progress></server>',
    ],
    [
      "ipv4",
      { value: "10.0.0.4", vlanId: "v", datacenterId: "EU6" },
      '<ipv4 vlanId="v" datacenterId="EU6">10.0.0.4</ipv4>',
    ],
    ["ip", { value: "127.64.0.2", ipBlockId: "b" }, '<ip ipBlockId="b">127.64.0.2</ip>'],
    [
      "firewallRule",
      { id: "1", source: { ip: { address: "ANY" } } },
      '<firewallRule id="1"><source><ip address="ANY"/></source></firewallRule>',
    ],
  ])("has %s as clients know it", (element, shape, xml) => {
    expect(resource(element, shape)).toBe(xml);
  });

  it("leaves out what is undefined, and escapes what XML cannot have", () => {
    expect(resource("vlan", { id: '"<&', name: "a < b & c", description: undefined, note: "" })).toBe(
      '<vlan id="&quot;&lt;&amp;"><name>a &lt; b &amp; c</name><note/></vlan>',
    );
  });

  it.each([
    ["server", "servers"],
    ["osImage", "osImages"],
    ["ipv4", "reservedPrivateIpv4Addresses"],
    ["reservedIpv6Address", "reservedIpv6Addresses"],
  ])("lists %s under %s, with the page as attributes", (element, root) => {
    const page = { pageNumber: 2, pageCount: 0, totalCount: 3, pageSize: 50 };
    expect(answerAsXml({ kind: "page", element, shapes: [], ...page }, "LIST", "id")).toBe(
      `${HEAD}<${root} ${NAMESPACE} pageNumber="2" pageCount="0" totalCount="3" pageSize="50"/>`,
    );
  });

  it("tells the outcome of a change, and why there was none", () => {
    expect(answerAsXml(inProgress("begun", { vlanId: "1" }), "DEPLOY_VLAN", "eu_1")).toBe(
      `${HEAD}<response ${NAMESPACE} requestId="eu_1"><operation>DEPLOY_VLAN</operation>` +
        '<responseCode>IN_PROGRESS</responseCode><message>begun</message><info name="vlanId" value="1"/></response>',
    );
    expect(refusalAsXml(invalidField("name", "is required"), "DEPLOY_VLAN", "eu_1")).toContain(
      "<responseCode>INVALID_INPUT_DATA</responseCode><message>name: is required</message>" +
        '<error name="name" value="is required"/>',
    );
  });
});
