import { Fn } from "cdktf";
import type { Balancer } from "../constructs/balancing/balancer";
import { type ApplyValue, attributeValue, NamedValues } from "../constructs/identity/named-values";
import type { Node } from "../constructs/node/node";
import type { Deployment } from "../constructs/stack/deployment";
import { literal } from "../constructs/words/literal";
import type * as plan from "../plan/plan";
import { canonicalName, variableOf } from "../plan/tokens/forms";

/** What the references of a plan's texts are to Terraform. */
export class References {
  private namedValues: NamedValues | undefined;
  private readonly listed = new Set<string>();

  constructor(
    private readonly deployment: Deployment,
    private readonly fittings: Pick<plan.Plan, "keys">,
    /** The constructs that references name, by their ids. */
    private readonly parts: { node(id: string): Node; balancer(id: string): Balancer },
  ) {}

  /** The value of a reference, with the reason that it gives a step to run again. */
  valueOf(reference: plan.Reference): ApplyValue {
    switch (reference.kind) {
      case "node":
        return this.attribute(reference);
      case "secret":
        return this.secret(reference);
      case "uuid":
        return this.listedAs(reference, this.values.uuid(reference.name));
      case "key":
        return this.listedAs(reference, this.values.keyPair(reference.name, reference.algorithm)[reference.part]);
      case "operatorKey":
        return attributeValue(["operator", "key"], "operator's key", this.operatorKey);
      case "environment":
      case "credentials":
      case "sharedSecret":
        return this.values.variable(variableOf(reference), VARIABLES[reference.kind]);
      case "balancer": {
        const { balancer } = reference;
        return attributeValue(
          [...balancer.split("::"), "ip"],
          `ip of ${balancer}`,
          this.parts.balancer(balancer).address,
        );
      }
    }
  }

  /** How `information` shows a reference, which everyone may read: a secret as the way to it. */
  shown(reference: plan.Reference): string | { readonly expression: string } {
    switch (reference.kind) {
      case "secret":
      case "key":
        this.valueOf(reference);
        return reference.kind === "key" && reference.part === "public"
          ? this.valueOf(reference)
          : `npm run secrets -- ${canonicalName(reference)}`;
      case "environment":
      case "credentials":
      case "sharedSecret":
        this.valueOf(reference);
        return `$TF_VAR_${variableOf(reference)}`;
      default:
        return this.valueOf(reference);
    }
  }

  private get values(): NamedValues {
    this.namedValues ??= new NamedValues(this.deployment.stack, "values", {
      generationOf: (name) => this.deployment.generationOf(name),
    });
    return this.namedValues;
  }

  private attribute({ node: id, attribute }: plan.NodeReference): ApplyValue {
    const node = this.parts.node(id);
    return attributeValue([...id.split("::"), attribute], `${attribute} of ${id}`, expressionOf(node, attribute));
  }

  private secret(reference: plan.SecretReference & { kind: "secret" }): ApplyValue {
    const { name, hash } = reference;
    return this.listedAs(reference, hash === undefined ? this.values.secret(name) : this.values.digest(name, hash));
  }

  /** Lists a value for `npm run secrets`. */
  private listedAs(reference: plan.SecretReference | plan.KeyReference, value: ApplyValue): ApplyValue {
    const name = canonicalName(reference);
    if (!this.listed.has(name)) {
      this.listed.add(name);
      this.deployment.outputs.contribute("values", name, () => value.expression);
    }
    return value;
  }

  /** Of several operators, the first. Without any, it is who deploys. */
  private get operatorKey(): string {
    const [operator] = this.fittings.keys;
    return operator === undefined ? this.deployment.identity.deployer.publicKey : literal(operator.publicKey);
  }
}

const VARIABLES = {
  environment: "a secret that the plan takes from the environment of whoever deploys it",
  credentials: "the account at the platform, which the plan gives to nodes",
  sharedSecret: "a password that the plan gives to nodes as shared.secret",
};

function expressionOf(node: Node, attribute: plan.NodeAttribute): string {
  switch (attribute) {
    case "id":
      return node.server.id;
    case "private":
      return node.privateIpv4;
    case "public":
      // as in plumbery: a node without one has nothing to say here
      return node.publicIpv4 ?? "";
    case "ipv6":
      return node.ipv6;
    case "privateHost":
      return Fn.replace(node.privateIpv4, ".", "-");
  }
}
