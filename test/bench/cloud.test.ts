// @module-tag tools
import { expect, it } from "vitest";
import { benchCloud } from "../../bench/cloud";

it("the bench of the simulated platform reads, deploys and tells of its memory", async () => {
  const rows = [];
  for await (const row of benchCloud({ servers: 20, reads: 20 })) {
    rows.push(row);
  }

  expect(rows.map(({ what }) => what)).toEqual([
    "GET of the account",
    "GET of a page of 50, 2 servers",
    "deployServer, up to 22 servers",
    "GET of a page of 50, 22 servers",
    "memory for 20 servers",
  ]);
  for (const { figures, ratio } of rows) {
    expect(figures).toEqual([expect.stringMatching(/^[+-]?[\d.]+ (\/s|MB)$/)]);
    expect(ratio).toBeGreaterThan(0);
  }
});
