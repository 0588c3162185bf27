// @module-tag tools
// @module-tag needs/terraform
// @module-tag needs/go
// @module-tag needs/curl
// @module-tag needs/nightly
import { existsSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it } from "vitest";
import { benchApply } from "../../bench/apply";

it("the bench of an apply tells time and floor of apply and destroy, with both waits, and leaves nothing", async () => {
  const folder = mkdtempSync(join(tmpdir(), "plumbline-bench-"));
  try {
    const sizes = { runs: 1, short: { pollMs: 20, retryMs: 1000 }, pollMs: 500, retryMs: 2000 };
    const rows = [];
    for await (const row of benchApply(folder, sizes)) {
      rows.push(row);
    }

    expect(rows.map(({ what }) => what)).toEqual([
      "apply, the provider looks every 20 ms",
      "apply, the provider looks every 500 ms",
      "destroy, the provider looks every 20 ms",
      "destroy, the provider looks every 500 ms",
    ]);
    for (const { figures, note } of rows) {
      expect(figures).toEqual([expect.stringMatching(/^[\d.]+ s$/), expect.stringMatching(/^[\d.]+ s$/)]);
      expect(note).toMatch(/^\d+ polls( and \d+ retry_delay)? on the longest chain$/);
    }
    expect(existsSync(folder) && readdirSync(folder)).toEqual([]);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});
