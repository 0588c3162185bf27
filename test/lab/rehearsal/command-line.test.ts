// @module-tag unit
import { describe, expect, it } from "vitest";
import { readCommandLine } from "../../../lab/rehearsal/command-line";

const read = (line: string, environment = {}) => readCommandLine(line.split(" ").filter(Boolean), environment);

describe("the command line of a rehearsal", () => {
  it("takes plan and parameters from the variables that choose them everywhere", () => {
    const chosen = { FITTINGS: "other.yaml", PARAMETERS: "memory=8,disk=50" };
    for (const kind of ["", "--infrastructure", "--faults"]) {
      expect(read(kind, chosen)).toMatchObject({ plan: "other.yaml", parameters: "memory=8,disk=50" });
    }
  });

  it("has options win over them", () => {
    expect(read("--plan a.yaml --parameters x=1", { FITTINGS: "b.yaml", PARAMETERS: "x=2" })).toMatchObject({
      plan: "a.yaml",
      parameters: "x=1",
    });
  });

  it("takes a variable that is empty for none", () => {
    expect(read("", { FITTINGS: "", PARAMETERS: " " })).toMatchObject({ plan: undefined, parameters: undefined });
    expect(read("--failures", { FITTINGS: "", PARAMETERS: "" }).cases.length).toBeGreaterThan(5);
  });

  it.each([
    ["--failures", { FITTINGS: "x.yaml" }, "variable FITTINGS: not for --failures; it tries the default plan"],
    ["--second-day", { PARAMETERS: "a=1" }, "variable PARAMETERS: not for --second-day; it edits the default plan"],
    ["--failures --plan x.yaml", {}, "option --plan: not for --failures"],
    ["--second-day --parameters a=1", {}, "option --parameters: not for --second-day"],
    ["--failures --keep", {}, "option --keep: not for --failures; it tries the default plan"],
    ["--faults --keep", {}, "option --keep: not for --faults; for a rehearsal of all, --infrastructure"],
    ["--infrastructure --only rule-3306", {}, "for --faults, --failures, --second-day"],
    ["--only rule-3306 --keep", {}, "option --only: not for a rehearsal of all"],
    ["--faults --failures", {}, "one of --faults and --failures"],
    ["--second-day --only nonsense", {}, "no such case: nonsense; there are memory, "],
    ["--faults --only nonsense", {}, "no such operation in the table of faults: nonsense"],
    ["fittings.yaml", {}, "fittings.yaml"],
  ])("refuses %j with %j, and says who takes it", (line, environment, words) => {
    expect(() => read(line, environment)).toThrow(words);
  });

  it("installs without a question with --yes and in CI only", () => {
    expect([read("").yes, read("--yes").yes, read("", { CI: "true" }).yes]).toEqual([false, true, true]);
  });
});
