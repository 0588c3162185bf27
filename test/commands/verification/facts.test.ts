// @module-tag unit
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { Facts } from "../../../commands/verification/facts";

const read = (...lines: string[]) => Facts.read([...lines, "fact\tcomplete\tyes", ""].join("\n"));

describe("facts", () => {
  it("are read from lines of name and value", () => {
    const facts = read("fact\tkernel\t6.1.0", "fact\tupgradable\ta", "fact\tupgradable\tb", "fact\theld\t");
    expect(facts?.one("kernel")).toBe("6.1.0");
    expect(facts?.all("upgradable")).toEqual(["a", "b"]);
    expect(facts?.one("held")).toBeUndefined();
    expect(facts?.all("held")).toEqual([]);
    expect(facts?.number("kernel")).toBeNaN();
  });

  it("are none where the script did not come to its end", () => {
    expect(Facts.read("fact\tkernel\t6.1.0\n")).toBeUndefined();
    expect(Facts.read("")).toBeUndefined();
  });

  it("come out as they went in, whatever else is said between them", () => {
    const text = fc.string().map((value) => value.replaceAll(/[\t\n]/g, " ").trim());
    const name = text.filter((value) => value !== "" && value !== "complete");
    const noise = text.filter((value) => !value.startsWith("fact\t"));
    fc.assert(
      fc.property(fc.array(fc.tuple(name, text, noise)), (entries) => {
        const facts = read(...entries.flatMap(([name, value, other]) => [`fact\t${name}\t${value}`, other]));
        for (const [name] of entries) {
          const values = entries.filter(([other]) => other === name).map(([, value]) => value);
          expect(facts?.all(name)).toEqual(values.filter((value) => value !== ""));
          expect(facts?.one(name)).toBe(values[0] || undefined);
        }
      }),
    );
  });
});
