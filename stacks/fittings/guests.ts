import type { WindowsCommands } from "../../constructs/node/windows-guest";
import { joined } from "../../constructs/words/literal";
import type { CloudConfig, Preparation } from "../../constructs/words/values";
import { allNodesOf } from "../../plan/nodes";
import type * as plan from "../../plan/plan";
import { filledConfig, preparationsOf } from "../filled-config";
import type { References } from "../references";

/**
 * What is done on nodes, by their ids: nodes name each other's addresses, so it is filled when all of them stand, and
 * asked for when the stack is synthesized.
 */
export class Guests {
  private readonly cloudConfigs = new Map<string, CloudConfig>();
  private readonly preparations = new Map<string, readonly Preparation[]>();

  constructor(private readonly references: References) {}

  fill(fittings: plan.Plan): void {
    for (const { id, cloudConfig, prepare } of allNodesOf(fittings)) {
      this.preparations.set(id, preparationsOf(prepare, this.references));
      if (cloudConfig) {
        this.cloudConfigs.set(id, filledConfig(cloudConfig.tree, this.references));
      }
    }
  }

  cloudConfigOf({ id }: plan.Node): CloudConfig {
    return this.cloudConfigs.get(id) ?? {};
  }

  preparationsOf({ id }: plan.Node): readonly Preparation[] {
    return this.preparations.get(id) ?? [];
  }

  windowsOf({ windows }: plan.Node): WindowsCommands {
    const { commands = [], ...rest } = windows ?? {};
    return {
      ...rest,
      commands: commands.map(({ parts }) =>
        joined(parts.map((part) => (typeof part === "string" ? part : this.references.valueOf(part)))),
      ),
    };
  }
}
