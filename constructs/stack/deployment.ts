import { Aspects, TerraformElement, TerraformStack, TerraformVariable } from "cdktf";
import { Construct, type IConstruct } from "constructs";
import type { Region } from "../../platform/data-centres";
import { CertificateAuthority, type CertificateAuthorityProps } from "../identity/certificate-authority";
import { SshIdentity } from "../identity/ssh-identity";
import { refuse, refusedAt } from "../words/refusal";
import { AddressChanges } from "./address-changes";
import { keepTextsInHcl } from "./hcl-texts";
import { OutputFolder } from "./output-folder";
import { Outputs } from "./outputs";
import { PlanMap } from "./plan-map";
import { declareProviders } from "./providers";
import { Regions } from "./regions";
import { withStableName } from "./stable-name";

/** Whether nodes are contextualised, or every step that needs a machine is left out. */
export type Machines = "contextualised" | "left out";

export interface DeploymentProps {
  /**
   * Public keys of operators who may log in besides Terraform, one OpenSSH line each.
   * @default - none
   */
  readonly operatorKeys?: readonly string[];
  /**
   * NTP servers of all nodes.
   * @default - those of the image
   */
  readonly ntp?: readonly string[];
  /** Validity of certificates. */
  readonly certificates?: CertificateAuthorityProps;
  /**
   * Whether nodes have steps. Without them, the stack has only the infrastructure, to try where servers are only
   * simulated; its documentation says so.
   * @default "contextualised"
   */
  readonly machines?: Machines;
  /**
   * Generations of secrets by name; raising one replaces the secret.
   * @default - 1 for each
   */
  readonly generations?: Readonly<Record<string, number>>;
  /**
   * Base URLs of the APIs of regions, by region, where the variable `endpoints` of Terraform does not name one.
   * @default - the public ones
   */
  readonly endpoints?: Readonly<Partial<Record<Region, string>>>;
  /**
   * Whether synthesis creates a folder `state/`, accessible only to its owner, beside the output folder.
   * @default false
   */
  readonly stateFolder?: boolean;
}

const deployments = new WeakMap<TerraformStack, Deployment>();

/**
 * What all constructs of one stack share: keys, providers, variables, outputs, and the folder for the node files. Any
 * `TerraformStack` can have one; the first construct that needs it creates it with defaults. Create it earlier, with
 * props, for other settings.
 */
export class Deployment extends Construct {
  /** The deployment of the stack that a construct belongs to. */
  static of(construct: IConstruct): Deployment {
    const stack = TerraformStack.of(construct);
    const deployment = deployments.get(stack) ?? new Deployment(stack, "plumbline");
    deployment.parts.add(construct);
    return deployment;
  }

  readonly stack: TerraformStack;
  /** Node files and scripts, written beside `cdk.tf.json`. */
  readonly folder: OutputFolder;
  /** Port on which nodes answer SSH; only a rehearsal uses another one than 22. */
  readonly sshPort: Pick<TerraformVariable, "numberValue" | "stringValue">;
  /** Who may log in, and the nodes' host keys. */
  readonly identity: SshIdentity;
  readonly ntp: readonly string[];
  readonly machines: Machines;
  readonly outputs: Outputs;
  /** Resources whose address changed, or that no longer exist. */
  readonly addressChanges: AddressChanges;
  /** Where the output comes from. */
  readonly planMap: PlanMap;
  private readonly certificates: CertificateAuthorityProps;
  private readonly generations: Readonly<Record<string, number>>;
  private readonly endpoints: Readonly<Partial<Record<Region, string>>>;
  private readonly unsettled: { readonly part: IConstruct; readonly settle: () => void }[] = [];
  private readonly parts = new Set<IConstruct>();
  private certificateAuthority: CertificateAuthority | undefined;
  private declaredRegions: Regions | undefined;

  /** @param id `Default` if the stack names its elements after their place: Terraform's names leave it out */
  constructor(scope: Construct, id: string, props: DeploymentProps = {}) {
    super(scope, id);
    this.stack = TerraformStack.of(this);
    refuse(scope, id, [
      deployments.has(this.stack) &&
        "the stack has a deployment already; make it once, before the first location that stands in the stack",
    ]);
    deployments.set(this.stack, this);
    this.folder = new OutputFolder(this, props.stateFolder ?? false);
    const namesFollowPlaces = id === "Default";
    this.addressChanges = new AddressChanges(this.stack, namesFollowPlaces);
    this.planMap = new PlanMap(this.stack, this.folder);
    const { numberValue, stringValue } = withStableName(
      new TerraformVariable(this, "ssh_port", {
        type: "number",
        default: 22,
        description: "port on which nodes answer SSH",
      }),
    );
    // cdktf creates another token at each read
    this.sshPort = { numberValue, stringValue };
    this.ntp = props.ntp ?? [];
    this.machines = props.machines ?? "contextualised";
    this.certificates = props.certificates ?? {};
    this.generations = props.generations ?? {};
    this.endpoints = props.endpoints ?? {};
    this.identity = new SshIdentity(this, "ssh", { operatorKeys: props.operatorKeys ?? [] });
    // cdktf shows outputs by their place in the tree: a PlumblineStack has them at its top
    this.outputs = new Outputs(namesFollowPlaces ? this.stack : this, {
      machines: this.machines,
      deployerKey: this.identity.deployer.privateKey,
    });
    if (this.machines === "left out") {
      this.outputs.addInformation("infrastructure only: the steps on the nodes are left out (MACHINES=left-out)");
    }
    this.settleBeforeSynthesis();
  }

  /** The platform's regions, declared when the first location has no provider of its own. */
  get regions(): Regions {
    this.declaredRegions ??= new Regions(this, this.endpoints);
    return this.declaredRegions;
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

  /** Calls `settle` once, before the stack is synthesized, when the part is complete. */
  whenComplete(part: IConstruct, settle: () => void): void {
    this.unsettled.push({ part, settle });
  }

  /**
   * `App.synth` prepares a stack and then lets aspects visit it; `Testing.synth` only does the latter. Aspects visit
   * the stack first, so all of them see a complete tree.
   */
  private settleBeforeSynthesis(): void {
    const { stack } = this;
    const prepare = stack.prepareStack.bind(stack);
    stack.prepareStack = () => {
      this.settle();
      prepare();
    };
    // in a PlumblineStack, this construct is visited first; an aspect of the stack would be called for each of its
    // elements
    const first = this.addressChanges.namesFollowPlaces ? this : stack;
    Aspects.of(first).add({
      visit: (construct) => {
        if (construct === first) {
          this.settle();
        }
      },
    });
  }

  private settle(): void {
    for (const { part, settle } of this.unsettled.splice(0)) {
      refusedAt(part, settle);
    }
    declareProviders(this, this.stack, this.declaredRegions);
    // a PlumblineStack does this for all its elements, and only if it writes HCL
    if (!this.addressChanges.namesFollowPlaces) {
      for (const element of [this, ...this.parts].flatMap((part) => part.node.findAll())) {
        if (TerraformElement.isTerraformElement(element)) {
          keepTextsInHcl(element);
        }
      }
    }
  }
}
