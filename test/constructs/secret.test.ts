// @module-tag unit
import { describe, expect, it } from "vitest";
import { PlumblineStack } from "../../constructs/plumbline-stack";
import { Secret } from "../../constructs/secret";
import { scratch, synthesize } from "./synthesized";

describe("a secret", () => {
  it("is letters and digits only, so that it needs no quoting anywhere", () => {
    const { terraform } = synthesize((app) => {
      const stack = new PlumblineStack(app, "test");
      new Secret(stack, "sql", { name: "sql" });
      return stack;
    });
    expect(terraform.resource.random_password.sql).toMatchObject({ length: 32, special: false });
  });

  it("for an administrator has what the platform demands: digit, capital, punctuation", () => {
    const { terraform } = synthesize((app) => {
      const stack = new PlumblineStack(app, "test");
      new Secret(stack, "admin", { name: "admin", punctuation: true, length: 24 });
      return stack;
    });
    const { min_lower, min_upper, min_numeric, min_special, override_special } =
      terraform.resource.random_password.admin;
    expect(Math.min(min_lower, min_upper, min_numeric, min_special)).toBeGreaterThan(0);
    expect(override_special).not.toMatch(/["'`$\\\s]/);
  });

  it("is replaced when its generation is raised, which is all that a trigger tells", () => {
    const secret = new Secret(new PlumblineStack(scratch(), "test"), "sql", { name: "sql", generation: 3 });
    expect(secret.value.trigger).toEqual({ label: "generation of the secret sql", value: "3" });
  });
});
