// @module-tag unit
import { describe, expect, it } from "vitest";
import { Failure } from "../../../commands/cli/command";
import { endpointFor, readEndpoints } from "../../../commands/cloudcontrol/endpoints";

describe("endpoints", () => {
  it("are the public ones where none are given", () => {
    expect(endpointFor("EU", readEndpoints({}))).toBe("https://api-eu.dimensiondata.com");
    expect(endpointFor("EU", readEndpoints({ TF_VAR_endpoints: '{"NA":"http://127.0.0.1:1"}' }))).toMatch(/^https:/);
  });

  it("come from the environment, region by region", () => {
    const given = readEndpoints({ TF_VAR_endpoints: '{"EU":"http://127.0.0.1:8080/EU"}' });
    expect(endpointFor("EU", given)).toBe("http://127.0.0.1:8080/EU");
  });

  it.each([
    ["no JSON", "EU=http://127.0.0.1"],
    ["a list", '["http://127.0.0.1"]'],
    ["a number for a URL", '{"EU":1}'],
    ["another scheme", '{"EU":"ftp://example.com"}'],
    ["a slash at the end", '{"EU":"http://127.0.0.1:8080/"}'],
    ["a query", '{"EU":"http://127.0.0.1:8080?region=EU"}'],
    ["credentials", '{"EU":"https://someone:hunter2@example.com"}'],
  ])("are refused as %s, without showing what was given", (_, TF_VAR_endpoints) => {
    let failure: unknown;
    try {
      readEndpoints({ TF_VAR_endpoints });
    } catch (error) {
      failure = error;
    }
    expect(failure).toBeInstanceOf(Failure);
    const { message, hints } = failure as Failure;
    expect(message).toContain("TF_VAR_endpoints");
    expect([message, ...hints].join("\n")).not.toContain("hunter2");
  });
});
