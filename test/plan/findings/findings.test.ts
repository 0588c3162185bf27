// @module-tag unit
import { describe, expect, it } from "vitest";
import { Findings } from "../../../plan/findings/findings";

const at = (line: number, column = 1, file = "a.yaml") => ({ file, line, column });

describe("findings", () => {
  it("come in the order of their places", () => {
    const findings = new Findings();
    findings.error(at(3), "third");
    findings.warning(at(2, 5), "second");
    findings.error(at(2, 4), "first");
    findings.error(at(1, 1, "b.yaml"), "of another file");
    expect(findings.diagnostics.map(({ message }) => message)).toEqual(["first", "second", "third", "of another file"]);
  });

  it("are said once for each place", () => {
    const findings = new Findings();
    findings.error(at(1), "wrong");
    findings.error(at(1), "wrong");
    findings.error(at(2), "wrong");
    expect(findings.diagnostics).toHaveLength(2);
  });

  it("tell what is not supported once, at its first place, with the others in a hint", () => {
    const findings = new Findings();
    findings.unsupported(at(9, 2), "`x` is not supported", "use y");
    findings.unsupported(at(4, 3), "`x` is not supported", "use y");
    findings.unsupported(at(4, 3), "`x` is not supported", "use y");
    expect(findings.diagnostics).toEqual([
      { severity: "error", at: at(4, 3), message: "`x` is not supported", hints: ["use y", "also at 9:2"] },
    ]);
  });

  it("know whether there are errors", () => {
    const findings = new Findings();
    findings.warning(at(1), "odd");
    expect(findings.hasErrors).toBe(false);
    findings.unsupported(at(1), "`x` is not supported");
    expect(findings.hasErrors).toBe(true);
  });
});
