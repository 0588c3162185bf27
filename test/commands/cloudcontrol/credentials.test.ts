// @module-tag unit
import { describe, expect, it } from "vitest";
import { requireCredentials } from "../../../commands/cloudcontrol/credentials";

describe("credentials of the platform", () => {
  it("are both asked for by name", () => {
    expect(() => requireCredentials({})).toThrow("MCP_USER and MCP_PASSWORD are not set");
    expect(() => requireCredentials({ MCP_USER: "ada", MCP_PASSWORD: "" })).toThrow(/^MCP_PASSWORD is not set$/);
    expect(() => requireCredentials({ MCP_PASSWORD: "x" })).toThrow(/^MCP_USER is not set$/);
    expect(() => requireCredentials({ MCP_USER: "ada", MCP_PASSWORD: "x" })).not.toThrow();
  });
});
