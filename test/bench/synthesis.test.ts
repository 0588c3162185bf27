// @module-tag tools
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it } from "vitest";
import { benchSynthesis } from "../../bench/synthesis";

it("the bench of a synthesis has a row for cdktf, for the default plan, for each generated one and for one with guests", () => {
  const folder = mkdtempSync(join(tmpdir(), "plumbline-bench-"));
  try {
    const rows = [...benchSynthesis(folder, { runs: 1, runsOfGenerated: 1, nodes: [1, 10] })];
    expect(rows.map(({ what }) => what)).toEqual([
      expect.stringContaining("cdktf"),
      expect.stringContaining("default plan"),
      "1 nodes",
      "10 nodes",
      "10 nodes with cloud-config",
    ]);
    expect(rows[0]?.ratio).toBe(1);
    for (const { figures } of rows) {
      expect(figures).toEqual([expect.stringMatching(/ s$/), expect.stringMatching(/ MB$/)]);
    }
    expect(rows.at(-2)?.note).toContain("times the nodes");
  } finally {
    rmSync(folder, { recursive: true });
  }
});
