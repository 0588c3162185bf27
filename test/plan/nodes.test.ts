// @module-tag unit
import { expect, it } from "vitest";
import { allNodesOf, nodesOf } from "../../plan/nodes";
import type { Location, Network, Node } from "../../plan/plan";

const network = (...ids: string[]) => ({ nodes: ids.map((id) => ({ id }) as Node) }) as unknown as Network;
const ids = (nodes: readonly Node[]) => nodes.map(({ id }) => id);

it("goes through all VLANs of a location, in the plan's order", () => {
  expect(ids(nodesOf({ networks: [network("b", "a"), network(), network("c")] }))).toEqual(["b", "a", "c"]);
});

it("goes through all locations of a plan, in its order", () => {
  const location = (...networks: Network[]) => ({ networks }) as unknown as Location;
  expect(ids(allNodesOf({ locations: [location(network("z")), location(), location(network("a"))] }))).toEqual([
    "z",
    "a",
  ]);
});
