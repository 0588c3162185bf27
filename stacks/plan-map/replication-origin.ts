import { type TerraformElement, TerraformLocal, TerraformResource } from "cdktf";
import type { ElementOrigin, FileOrigin, Origin } from "../../constructs/stack/origin";
import { MachineResource } from "../../constructs/steps/machine-resource";
import { logicalId } from "../../constructs/words/naming";
import type * as plan from "../../plan/plan";
import { GROUP_FILES } from "./file-origins";
import type { PlanIndex } from "./plan-index";
import { firstText, generationOrigins, originsOfRead, positionTexts } from "./position-texts";
import { groupStepOrigin } from "./step-origins";

/**
 * Where a replication comes from: its passwords, and its steps with their files; everything else of it belongs to its
 * nodes.
 */
export class ReplicationOrigin implements Origin {
  readonly at: string | undefined;
  /** Members other than the source, by the label in the names of their steps. */
  private readonly replicas: ReadonlyMap<string, plan.Node>;

  constructor(
    private readonly group: plan.Replication,
    private readonly index: PlanIndex,
  ) {
    this.at = firstText(group.at.own);
    const nodes = index.membersOf(group.name).map(({ node }) => node);
    const others = nodes.filter(({ id }) => id !== group.source);
    this.replicas = new Map(others.map((node) => [logicalId(node.id.split("::")), node]));
  }

  ofElement(element: TerraformElement): ElementOrigin {
    if (element instanceof MachineResource) {
      return groupStepOrigin(element, this.group, this.replicaOf(element), this.index);
    }
    if (element instanceof TerraformLocal) {
      return { at: firstText(this.replicaOf(element)?.mysql?.at.own ?? this.group.at.own), attributes: {} };
    }
    if (!(element instanceof TerraformResource)) {
      return { attributes: {} };
    }
    const user = this.group.users.find(({ name }) => element.node.scope?.node.id === `user_${name}`);
    return {
      at: user && firstText(originsOfRead(user)),
      attributes: {
        "/keepers/generation": positionTexts(generationOrigins(this.index.plan.at, user?.name ?? "replicator")),
      },
    };
  }

  ofFile(name: string, step: TerraformElement): FileOrigin {
    const replica = this.replicaOf(step);
    const from = GROUP_FILES[name];
    return {
      at: firstText(replica?.mysql?.at.own ?? this.group.at.own),
      // a file that is not listed may contain anything that the plan says about the group
      from: positionTexts(from === undefined ? this.group.at.origins() : from(this.group, this.index)),
    };
  }

  /**
   * The replica that an element is for: the element is in a scope with the replica's label, or is a canary with the
   * label in its id.
   */
  private replicaOf({ node }: TerraformElement): plan.Node | undefined {
    const labels = node.scopes.map(({ node: { id } }) => id.replace(/^canary_for_/, ""));
    return labels.flatMap((label) => this.replicas.get(label) ?? [])[0];
  }
}
