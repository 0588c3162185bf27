// @module-tag unit
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type CallRecord, formatCall, masked } from "../../../lab/cloud/calls";
import { deployDomain, deployServer, deployVlan, startLab, toXml } from "./client";

describe("calls in a log", () => {
  it("have no password and no private key, in JSON or XML, whatever these are", () => {
    fc.assert(
      fc.property(
        fc.string({ minLength: 12 }),
        fc.constantFrom("administratorPassword", "password", "key"),
        (secret, field) => {
          const marked = `#${secret}#`;
          const body = { name: "n", [field]: marked, start: true };
          const json = masked(JSON.stringify(body));
          expect(JSON.parse(json)).toEqual({ ...body, [field]: "********" });
          const xml = masked(toXml("deployServer", body));
          expect(xml).toContain(`<${field}>********</${field}>`);
          expect(xml).toContain("<start>true</start>");
        },
      ),
    );
    expect(masked('<x:administratorPassword xmlns:x="u">secret</x:administratorPassword>')).not.toContain("secret");
    expect(masked('<deployServer password="secret" name="n"/>')).toBe('<deployServer password="********" name="n"/>');
  });

  it("leave everything else as it is", () => {
    const body = '{"name":"key","keys":"kept","passwordless":"kept","port":{"begin":22}}';
    expect(masked(body)).toBe(body);
  });

  it("are told with operation, status and code", async () => {
    const lab = await startLab();
    const calls: CallRecord[] = [];
    lab.cloud.events.on("call", (call) => calls.push(call));
    const domain = await deployDomain(lab.client());
    const vlan = await deployVlan(lab.client(), domain);
    await deployServer(lab.client(), domain, vlan);
    await lab.client().get("network/carrierPigeon");
    const told = calls.filter(({ operation }) => operation !== "getMyAccount");
    expect(told.map(({ method, operation, status, code }) => [method, operation, status, code])).toEqual([
      ["POST", "deployNetworkDomain", 200, "IN_PROGRESS"],
      ["POST", "deployVlan", 200, "IN_PROGRESS"],
      ["GET", "listOsImage", 200, undefined],
      ["POST", "deployServer", 200, "IN_PROGRESS"],
      ["GET", undefined, 400, "OPERATION_NOT_SUPPORTED"],
    ]);
    const [line, answer] = formatCall(told[3] as CallRecord).split("\n");
    expect(line).toMatch(/^\S+Z EU POST \/caas\/2\.13\/\S+\/server\/deployServer \{/);
    expect(line).toContain('"administratorPassword":"********"');
    expect(JSON.stringify(calls)).not.toContain("Passw0rd!x");
    expect(answer).toMatch(/^ {2}<- 200 \{"operation":"DEPLOY_SERVER"/);
    await lab.stop();
  });

  it("are cut where an answer is long, and stay on two lines", () => {
    const call: CallRecord = {
      ...{
        time: "T",
        region: "EU",
        method: "GET",
        path: "/x",
        operation: "listVlan",
        body: "a\n b",
        status: undefined,
      },
      ...{ code: undefined, answer: `${"x".repeat(700)}\ny`, fault: "drop" },
    };
    expect(formatCall(call)).toBe(`T EU GET /x a b\n  <- connection ended [fault: drop] ${"x".repeat(600)}...\n`);
  });
});
