// @module-tag tools
import { spawnSync } from "node:child_process";
import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { PLAIN_PUNCTUATION, Secret } from "../../../constructs/identity/secret";
import { PlumblineStack } from "../../../constructs/stack/plumbline-stack";
import { scratch, synthesize } from "../synthesized";

describe("a secret", () => {
  it("has the four classes that policies of passwords ask for, and fits the channel of a replica", () => {
    const { terraform } = synthesize((app) => {
      const stack = new PlumblineStack(app, "test");
      new Secret(stack, "sql", { name: "sql" });
      return stack;
    });
    const { length, special, override_special, ...least } = terraform.resource.random_password.sql;
    expect({ length, special, override_special }).toEqual({
      length: 32,
      special: true,
      override_special: PLAIN_PUNCTUATION,
    });
    expect(least).toMatchObject({ min_lower: 2, min_upper: 2, min_numeric: 2, min_special: 2 });
  });

  describe("is made of characters that need no quoting", () => {
    const alphabet = `abcXYZ0189${PLAIN_PUNCTUATION}`;
    // each beside each other, and each first and last
    const words = [...alphabet].flatMap((one) => [...alphabet].map((other) => `${one}${other}aB1_${other}${one}`));

    it("in a URL, JSON, SQL of any mode, or a file of options", () => {
      for (const word of words) {
        expect(encodeURIComponent(word)).toBe(word);
        expect(JSON.stringify(word)).toBe(`"${word}"`);
        expect(word).not.toMatch(/['"`\\#;%$\s]/);
      }
    });

    it("in a shell, where it does not look like an option either", () => {
      const { stdout } = spawnSync("bash", ["--norc", "-c", `printf '%s\n' ${words.join(" ")}`], { encoding: "utf8" });
      expect(stdout.trim().split("\n")).toEqual(words);
      expect(words.filter((word) => /^[-+]/.test(word))).toEqual([]);
    });

    it("in YAML", () => {
      expect(parse(words.map((word) => `- ${word}\n`).join(""))).toEqual(words);
    });
  });

  it("for an administrator has what the platform demands: digit, capital, punctuation", () => {
    const { terraform } = synthesize((app) => {
      const stack = new PlumblineStack(app, "test");
      new Secret(stack, "admin", { name: "admin", punctuation: "-_=+.:", length: 24 });
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
