// @module-tag unit
import { Testing } from "cdktf";
import { describe, expect, it } from "vitest";
import { NamedValues } from "../../../constructs/identity/named-values";
import { PlumblineStack } from "../../../constructs/stack/plumbline-stack";
import { synthesize } from "../synthesized";

/** The values of a stack of its own. */
function valuesIn(generations: Readonly<Record<string, number>> = {}) {
  const stack = new PlumblineStack(Testing.app({ stackTraces: false }), "trial");
  return { stack, values: new NamedValues(stack, "values", { generationOf: (name) => generations[name] ?? 1 }) };
}

describe("a named value", () => {
  it("is made once for each name", () => {
    const { values } = valuesIn();
    expect(values.secret("a")).toBe(values.secret("a"));
    expect(values.secret("a").expression).not.toBe(values.secret("b").expression);
    expect(values.keyPair("a", "rsa")).toBe(values.keyPair("a", "rsa"));
    expect(values.keyPair("a", "rsa").public.expression).not.toBe(values.keyPair("a", "ed25519").public.expression);
    expect(values.uuid("a")).toBe(values.uuid("a"));
    expect(values.variable("x", "y")).toBe(values.variable("x", "y"));
  });

  it("has a name that no other has, in templates and in Terraform", () => {
    const { values } = valuesIn();
    const made = ["a.b", "a-b", "a_b", "a"].flatMap((name) => [
      values.secret(name),
      values.digest(name, "md5"),
      values.uuid(name),
      values.keyPair(name, "rsa").private,
      values.keyPair(name, "rsa").public,
    ]);
    expect(new Set(made.map(({ name }) => name)).size).toBe(made.length);
    for (const { name } of made) {
      expect(name).toMatch(/^[A-Za-z_]\w*$/);
    }
  });

  it("gives a step its generation as the reason to run again, and never itself", () => {
    const { values } = valuesIn({ a: 3, given: 2 });
    expect(values.secret("a").trigger).toEqual({ label: "generation of the secret a", value: "3" });
    expect(values.digest("a", "sha256").trigger.value).toBe("3");
    expect(values.variable("given", "x").trigger).toEqual({ label: "generation of the variable given", value: "2" });
    expect(values.keyPair("k", "rsa").private.trigger.value).toBe(values.keyPair("k", "rsa").public.expression);
  });

  it("is a sensitive variable without a default where whoever deploys gives it", () => {
    const { terraform } = synthesize((app) => {
      const stack = new PlumblineStack(app, "trial");
      new NamedValues(stack, "values").variable("shared_secret", "a password");
      return stack;
    });
    expect(terraform.variable.shared_secret).toEqual({
      description: "a password",
      nullable: false,
      sensitive: true,
      type: "string",
    });
  });
});
