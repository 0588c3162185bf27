// @module-tag unit
import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { expect, it } from "vitest";
import { allNodesOf } from "../../plan/nodes";
import { FittingsStack } from "../../stacks/fittings-stack";
import { synthesize } from "../constructs/synthesized";
import { load } from "../plan/trial";

const TEXT = readFileSync(resolve(__dirname, "../../docs/migrating-from-plumbery.md"), "utf8");

it("the node that the documentation adopts has a server that stands, and no step", () => {
  const [, example = ""] = /```yaml\n(locationId.*?)```/s.exec(TEXT) ?? [];
  const plan = load(`operators: 192.0.2.0/24\n---\n${example}`);
  expect(allNodesOf(plan)).toMatchObject([{ adopted: true, contextualised: false, protected: true }]);
  const { resource } = synthesize((app) => new FittingsStack(app, plan, "contextualised")).terraform;
  expect(resource.ddcloud_server.EU6_web1.lifecycle.ignore_changes).toContain("image");
  expect(resource.null_resource).toBeUndefined();
});
