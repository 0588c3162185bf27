// @module-tag unit
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { canonicalName, formOf, variableOf } from "../../../plan/tokens/forms";

const name = fc.stringMatching(/^[A-Za-z][\w-]{0,8}$/).filter((one) => !["local", "secret", "uuid"].includes(one));

describe("the form of a token", () => {
  it("is the same in both orders", () => {
    fc.assert(
      fc.property(
        name,
        fc.constantFrom("secret", "uuid", "rsa_public", "rsa_private", "ed25519_public"),
        (one, kind) => {
          expect(formOf(`${one}.${kind}`)).toEqual(formOf(`${kind}.${one}`));
          expect(formOf(`${one}.${kind}`)).toMatchObject({ name: one });
        },
      ),
    );
  });

  it("has one canonical name, which nothing else has", () => {
    const part = fc.constantFrom("a", "b", "secret", "uuid", "md5", "sha256", "rsa_public", "x");
    const token = fc.array(part, { minLength: 2, maxLength: 4 }).map((parts) => parts.join("."));
    const forms = new Map<string, unknown>();
    for (const written of fc.sample(token, { numRuns: 5000, seed: 20261128 })) {
      const form = formOf(written);
      if (form?.kind === "secret" || form?.kind === "uuid" || form?.kind === "key") {
        const called = canonicalName(form);
        expect(forms.get(called) ?? form, called).toEqual(form);
        forms.set(called, form);
      }
    }
    expect(forms.size).toBeGreaterThan(200);
  });

  it("is a node where it is nothing else", () => {
    expect(formOf("dd-eu::EU6::web-01.private_host")).toEqual({
      kind: "node",
      written: "dd-eu::EU6::web-01",
      attribute: "private_host",
    });
    expect(formOf("mongo_config01")).toMatchObject({ written: "mongo_config01", attribute: "private" });
  });

  it("is told for any text within a moment", () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 300 }), (text) => {
        const form = formOf(text);
        expect(form === undefined || typeof form.kind === "string").toBe(true);
      }),
    );
  });
});

describe("the variable for what the environment holds", () => {
  it("is one of Terraform's names, and another for each name", () => {
    const variable = (one: string) => variableOf({ kind: "environment", name: one });
    expect(variable("HOME")).toBe("environment_HOME");
    expect(new Set(["a.b", "a-b", "a_b", "a b"].map(variable)).size).toBe(4);
    for (const one of ["a.b", "ü", "1", " "]) {
      expect(variable(one)).toMatch(/^[a-z]\w+$/);
    }
  });
});
