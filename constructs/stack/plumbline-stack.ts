import { TerraformElement, TerraformResource, TerraformStack } from "cdktf";
import type { Construct, Node as ConstructNode, IConstruct } from "constructs";
import type { Backend } from "../../platform/backend";
import { Refusal } from "../../platform/refusal";
import { logicalId } from "../words/naming";
import { refuse } from "../words/refusal";
import { configureBackend } from "./backend";
import { Deployment, type DeploymentProps } from "./deployment";
import { keepTextsInHcl } from "./hcl-texts";
import type { Outputs } from "./outputs";
import { StackWriter } from "./stack-writer";
import { terraformJson } from "./terraform-json";

export interface PlumblineStackProps extends DeploymentProps {
  /**
   * Where Terraform keeps its state.
   * @default - a file in `state/` at the project's root
   */
  readonly backend?: Backend;
}

/**
 * A stack with stable names: every resource is named after its place in the construct tree, without a hash. It declares
 * its backend and the providers of all regions; other stacks bring their own.
 */
export class PlumblineStack extends TerraformStack {
  /** What the constructs in this stack share. */
  readonly deployment: Deployment;
  // not an initializer: the base class asks for ids before this class's fields exist
  private owners: Map<string, string> | undefined;
  private isWritten = false;

  constructor(scope: Construct, id: string, props: PlumblineStackProps = {}) {
    super(scope, id);
    this.synthesizer = new StackWriter(this);
    const { backend = { type: "local" }, ...shared } = props;
    configureBackend(this, backend);
    this.deployment = new Deployment(this, "Default", { stateFolder: true, ...shared });
    // Terraform can delete a region's resources in the state only while that region's provider is declared
    this.deployment.regions.all;
  }

  /** The outputs that people and the commands read. */
  get outputs(): Outputs {
    return this.deployment.outputs;
  }

  /**
   * cdktf does a trial run of the whole synthesis here, to find references between stacks. A single stack has none, and
   * skipping it saves a quarter of the time.
   */
  override prepareStack(): void {
    const stacks = this.node.root.node.findAll().filter((construct) => TerraformStack.isStack(construct));
    if (stacks.length > 1) {
      super.prepareStack();
    }
  }

  protected override allocateLogicalId(element: TerraformElement | ConstructNode): string {
    const node = TerraformElement.isTerraformElement(element) ? element.node : element;
    const scopes = node.scopes;
    const id = logicalId(scopes.slice(scopes.indexOf(this) + 1).map((construct) => construct.node.id));
    // elements of different types may have the same id
    const type = TerraformResource.isTerraformResource(element)
      ? element.terraformResourceType
      : element.constructor.name;
    this.owners ??= new Map();
    const owner = this.owners.get(`${type}.${id}`);
    if (owner === undefined || owner === node.path) {
      this.owners.set(`${type}.${id}`, node.path);
      return id;
    }
    const problem = `becomes "${id}" in Terraform, and so does ${owner}; rename one of them`;
    // while the configuration is being written, it is too late for a validation
    if (this.isWritten) {
      throw new Refusal(`${node.path}: ${problem}`);
    }
    const construct = scopes.at(-1) as IConstruct;
    refuse(construct, "", [problem]);
    return construct.node.addr;
  }

  /** The same in HCL, without cdktf's changes to texts. */
  override toHclTerraform(): ReturnType<TerraformStack["toHclTerraform"]> {
    this.isWritten = true;
    for (const construct of this.node.findAll()) {
      if (TerraformElement.isTerraformElement(construct)) {
        keepTextsInHcl(construct);
      }
    }
    const { hcl, metadata } = super.toHclTerraform();
    return { hcl: `${hcl}${this.deployment.addressChanges.hcl()}`, metadata };
  }

  /**
   * Leaves out the paths that cdktf adds to each element, because they are noise in a review. It keeps what cdktf's CLI
   * reads.
   */
  override toTerraform(): Record<string, unknown> {
    this.isWritten = true;
    return { ...terraformJson(this), ...this.deployment.addressChanges.blocks() };
  }
}
