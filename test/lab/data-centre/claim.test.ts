// @module-tag unit
import { expect, it } from "vitest";
import { claim } from "../../../lab/data-centre/claim";

it("gives a name to one at a time, and says what to do to whoever comes meanwhile", async () => {
  const name = `plumbline-test-${process.pid}`;
  const release = await claim(name);
  await expect(claim(name)).rejects.toMatchObject({
    message: "another lab with machines runs on this host",
    hints: [expect.stringContaining("wait for its end")],
  });
  await release();
  const again = await claim(name);
  await again();
});
