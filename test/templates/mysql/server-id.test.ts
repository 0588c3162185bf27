// @module-tag unit
import fc from "fast-check";
import { expect, it } from "vitest";
import { serverId } from "../../../templates/mysql/server-id";

it("a server_id follows from the node's id alone, and stays what it was", () => {
  expect(serverId("EU6::master-sql")).toBe(3878372923);
  expect(serverId("NA9::slave-sql")).toBe(1832044888);
});

it("a server_id is one that MySQL takes", () => {
  fc.assert(
    fc.property(fc.string(), (id) => {
      const number = serverId(id);
      expect(Number.isInteger(number) && number >= 1 && number <= 4294967295).toBe(true);
    }),
  );
});

it("ten thousand nodes get nearly ten thousand numbers", () => {
  const ids = Array.from({ length: 10_000 }, (_, index) => serverId(`EU6::node-${index}`));
  expect(new Set(ids).size).toBeGreaterThan(9_990);
});
