import { edited, load, nodeOf } from "../trial";
import { plainStructure } from "./structure";

/** The trial plan, whose first node has this cloud-config. */
export function withConfig(...lines: readonly string[]): string {
  const config = lines.map((line) => `              ${line}\n`).join("");
  return edited(["default: base\n", `default: base\n            cloud-config:\n${config}`]);
}

/** What that node is given. */
export function given(...lines: readonly string[]): unknown {
  return structureOf(withConfig(...lines));
}

/** What the first node of a plan is given. */
export function structureOf(text: string): unknown {
  const { cloudConfig } = nodeOf(load(text), "master-sql");
  return cloudConfig && plainStructure(cloudConfig.tree);
}
