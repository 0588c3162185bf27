// @module-tag unit
import { describe, expect, it } from "vitest";
import { bodyForm } from "../../../../lab/cloud/wire/form";
import { readBody } from "../../../../lab/cloud/wire/read-body";

const XML = "application/xml";

describe("a request's body", () => {
  it("is read from attributes and elements alike, with any prefix", () => {
    const input = readBody(
      '<u:addNic xmlns:u="urn:x" id="1"><u:nic networkAdapter="E1000"><u:vlanId>v</u:vlanId></u:nic></u:addNic>',
      XML,
      "addNic",
    );
    expect(input.text("id")).toBe("1");
    const nic = input.part("nic");
    expect([nic.text("vlanId"), nic.text("networkAdapter")]).toEqual(["v", "E1000"]);
    input.check();
  });

  it("has lists where an element comes again, and where it comes once", () => {
    const many = readBody('<x><port begin="1"/><port begin="2" end="3"/></x>', XML, "x");
    const limits = { least: 1, most: 9 };
    expect(many.parts("port").map((port) => port.number("begin", limits))).toEqual([1, 2]);
    expect(readBody('<x><port begin="1"/></x>', XML, "x").parts("port").length).toBe(1);
    expect(readBody("<x><name>a</name></x>", XML, "x").texts("name")).toEqual(["a"]);
    expect(readBody("<x/>", XML, "x").parts("port")).toEqual([]);
  });

  it("knows nothing from empty: xsi:nil is absent, an empty element is empty text", () => {
    const input = readBody('<x xmlns:xsi="i"><a xsi:nil="true"/><b/></x>', XML, "x");
    expect([input.has("a"), input.optionalText("b")]).toEqual([false, ""]);
  });

  it("unescapes what XML escapes", () => {
    expect(readBody("<x><name>a &lt; b &amp; &quot;c&quot;</name></x>", XML, "x").text("name")).toBe('a < b & "c"');
  });

  it("is JSON or XML by its type, else by its look", () => {
    expect(bodyForm("text/xml; charset=utf-8", "{}")).toBe("xml");
    expect(bodyForm("application/json", "<x/>")).toBe("json");
    expect(bodyForm(undefined, " <x/>")).toBe("xml");
    expect(bodyForm(undefined, "{}")).toBe("json");
  });

  it("is an empty object where there is none", () => {
    expect(readBody("", "application/json", "x").has("id")).toBe(false);
  });
});
