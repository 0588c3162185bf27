import { NullProvider } from "@cdktf/provider-null/lib/provider";
import { RandomProvider } from "@cdktf/provider-random/lib/provider";
import { TlsProvider } from "@cdktf/provider-tls/lib/provider";
import { TerraformElement, TerraformResource, TerraformStack, TerraformVariable } from "cdktf";
import type { Construct, Node as ConstructNode, IConstruct } from "constructs";
import type { Backend } from "../../platform/backend";
import { Refusal } from "../../platform/refusal";
import { CertificateAuthority, type CertificateAuthorityProps } from "../identity/certificate-authority";
import { SshIdentity } from "../identity/ssh-identity";
import { logicalId } from "../words/naming";
import { AddressChanges } from "./address-changes";
import { configureBackend } from "./backend";
import { keepTextsInHcl } from "./hcl-texts";
import { OutputFolder } from "./output-folder";
import { Outputs } from "./outputs";
import { PlanMap } from "./plan-map";
import { Regions } from "./regions";
import { StackWriter } from "./stack-writer";
import { terraformJson } from "./terraform-json";

export interface PlumblineStackProps {
  /**
   * Where Terraform keeps its state.
   * @default - a file in `state/` at the project's root
   */
  readonly backend?: Backend;
  /**
   * Public keys of operators who may log in beside Terraform, one OpenSSH line each.
   * @default - none
   */
  readonly operatorKeys?: readonly string[];
  /**
   * NTP servers of all nodes.
   * @default - what the image brings
   */
  readonly ntp?: readonly string[];
  /** Validity of certificates. */
  readonly certificates?: CertificateAuthorityProps;
  /**
   * Whether there are steps on the nodes. Leaving them out gives a stack of the infrastructure alone, to be tried where
   * servers are only simulated; its documentation says so.
   * @default "contextualised"
   */
  readonly machines?: Machines;
  /**
   * Generations of secrets by name; raising one replaces the secret.
   * @default - 1 for each
   */
  readonly generations?: Readonly<Record<string, number>>;
}

/** Whether nodes are contextualised, or every step that needs a machine is left out. */
export type Machines = "contextualised" | "left out";

/**
 * A stack with stable names: every resource is called after its place in the construct tree, without a hash. It owns
 * what all constructs share: one provider for each region of the platform, the variables that tell the cloud from the lab, and the
 * folder that receives the node files.
 */
export class PlumblineStack extends TerraformStack {
  /** The stack that a construct belongs to. */
  static ofConstruct(construct: IConstruct): PlumblineStack {
    const stack = TerraformStack.of(construct);
    if (stack instanceof PlumblineStack) {
      return stack;
    }
    throw new Refusal(`${construct.node.path}: stands in a stack that is no PlumblineStack; make one and put it there`);
  }

  /** Node files and scripts, written beside `cdk.tf.json`. */
  readonly folder: OutputFolder;
  /** Port that nodes answer SSH on; another than 22 in a rehearsal only. */
  readonly sshPort: Pick<TerraformVariable, "numberValue" | "stringValue">;
  /** Who may log in, and the nodes' host keys. */
  readonly identity: SshIdentity;
  readonly ntp: readonly string[];
  readonly machines: Machines;
  readonly regions: Regions;
  readonly outputs: Outputs;
  /** What has another address than before, or none. */
  readonly addressChanges: AddressChanges;
  /** Where the output comes from. */
  readonly planMap: PlanMap;
  private readonly certificates: CertificateAuthorityProps;
  private readonly generations: Readonly<Record<string, number>>;
  private readonly unsettled: (() => void)[] = [];
  private certificateAuthority: CertificateAuthority | undefined;
  // not an initializer: the base class asks for ids before this class's fields exist
  private owners: Map<string, string> | undefined;

  constructor(scope: Construct, id: string, props: PlumblineStackProps = {}) {
    super(scope, id);
    this.synthesizer = new StackWriter(this);
    this.folder = new OutputFolder(this);
    this.addressChanges = new AddressChanges(this);
    this.planMap = new PlanMap(this, this.folder);
    configureBackend(this, props.backend ?? { type: "local" });
    new NullProvider(this, "null");
    new RandomProvider(this, "random");
    new TlsProvider(this, "tls");
    this.regions = new Regions(this);
    const { numberValue, stringValue } = new TerraformVariable(this, "ssh_port", {
      type: "number",
      default: 22,
      description: "port on which nodes answer SSH",
    });
    // cdktf makes another token at each look
    this.sshPort = { numberValue, stringValue };
    this.ntp = props.ntp ?? [];
    this.machines = props.machines ?? "contextualised";
    this.certificates = props.certificates ?? {};
    this.generations = props.generations ?? {};
    this.identity = new SshIdentity(this, "ssh", { operatorKeys: props.operatorKeys ?? [] });
    this.outputs = new Outputs(this, {
      machines: this.machines,
      deployerKey: this.identity.deployer.privateKey,
    });
    if (this.machines === "left out") {
      this.outputs.addInformation("infrastructure only: the steps on the nodes are left out (MACHINES=left-out)");
    }
  }

  /** The private certificate authority of the stack, made when it is first needed. */
  get authority(): CertificateAuthority {
    this.certificateAuthority ??= new CertificateAuthority(this, "authority", this.certificates);
    return this.certificateAuthority;
  }

  /** Generation of a secret. */
  generationOf(secret: string): number {
    return Object.hasOwn(this.generations, secret) ? (this.generations[secret] ?? 1) : 1;
  }

  /** Calls back once before the stack is synthesized, when everything that can join it has joined. */
  whenComplete(settle: () => void): void {
    this.unsettled.push(settle);
  }

  /**
   * What cdktf does here, a trial run of the whole synthesis, finds references between stacks. A stack that is alone has
   * none, and saves a quarter of its time.
   */
  override prepareStack(): void {
    for (const settle of this.unsettled.splice(0)) {
      settle();
    }
    const stacks = this.node.root.node.findAll().filter((construct) => TerraformStack.isStack(construct));
    if (stacks.length > 1) {
      super.prepareStack();
    }
  }

  protected override allocateLogicalId(element: TerraformElement | ConstructNode): string {
    const node = TerraformElement.isTerraformElement(element) ? element.node : element;
    const scopes = node.scopes;
    const id = logicalId(scopes.slice(scopes.indexOf(this) + 1).map((construct) => construct.node.id));
    // things of different types may have one id
    const type = TerraformResource.isTerraformResource(element)
      ? element.terraformResourceType
      : element.constructor.name;
    this.owners ??= new Map();
    const owner = this.owners.get(`${type}.${id}`);
    if (owner !== undefined && owner !== node.path) {
      throw new Refusal(`${node.path}: becomes "${id}" in Terraform, and so does ${owner}; rename one of them`);
    }
    this.owners.set(`${type}.${id}`, node.path);
    return id;
  }

  /** The same in HCL, where cdktf would change texts. */
  override toHclTerraform(): ReturnType<TerraformStack["toHclTerraform"]> {
    for (const construct of this.node.findAll()) {
      if (TerraformElement.isTerraformElement(construct)) {
        keepTextsInHcl(construct);
      }
    }
    const { hcl, metadata } = super.toHclTerraform();
    return { hcl: `${hcl}${this.addressChanges.hcl()}`, metadata };
  }

  /** Without the paths that cdktf notes at each element: they are noise in a review. What its CLI reads stays. */
  override toTerraform(): Record<string, unknown> {
    return { ...terraformJson(this), ...this.addressChanges.blocks() };
  }
}
