import { Uuid } from "@cdktf/provider-random/lib/uuid";
import { PrivateKey } from "@cdktf/provider-tls/lib/private-key";
import { Fn, TerraformVariable } from "cdktf";
import { Construct } from "constructs";
import { Secret } from "../constructs/identity/secret";
import { Deployment } from "../constructs/stack/deployment";
import { type ApplyValue, variableName } from "../constructs/words/values";
import type * as plan from "../plan/plan";

type Reference<Kind extends plan.Reference["kind"]> = Extract<plan.Reference, { kind: Kind }>;

/**
 * What the tokens of a plan stand for that no node has: secrets, UUIDs, key pairs and what the operator gives. Each is made
 * when it is first asked for, and is the same wherever the plan says its name.
 */
export class PlanValues extends Construct {
  private readonly known = new Map<string, ApplyValue>();

  /** @param operatorKeys the plan's `keys` */
  constructor(
    scope: Construct,
    id: string,
    private readonly operatorKeys: readonly plan.OperatorKey[],
  ) {
    super(scope, id);
  }

  /** The value of a token; undefined: it is another's to know. */
  valueOf(reference: plan.Reference): ApplyValue | undefined {
    switch (reference.kind) {
      case "secret":
        return this.secret(reference);
      case "uuid":
        return this.once(`uuid ${reference.name}`, () => this.uuid(reference.name));
      case "key":
        return this.key(reference);
      case "environment":
        return this.once(`environment ${reference.name}`, () =>
          this.variable(`environment_${reference.name}`, `${reference.name} of the operator's environment`),
        );
      case "credentials":
        return this.once(`credentials ${reference.part}`, () =>
          this.variable(`platform_${reference.part}`, `${reference.part} of the account at the platform`),
        );
      case "sharedSecret":
        return this.once("shared secret", () => this.variable("shared_secret", "what plumbery has in SHARED_SECRET"));
      case "operatorKey":
        return this.operatorKey;
      default:
        return undefined;
    }
  }

  private once(key: string, make: () => ApplyValue): ApplyValue {
    const value = this.known.get(key) ?? make();
    this.known.set(key, value);
    return value;
  }

  /**
   * 32 characters, of letters, digits and the punctuation that needs no quoting anywhere: plans put secrets into SQL, sed
   * scripts and words of a shell. plumbery's nine, with `!` and `=`, are about 54 bits; these are about 190.
   */
  private secret({ name, hash }: Reference<"secret">): ApplyValue {
    const password = this.once(`secret ${name}`, () => {
      const generation = Deployment.of(this).generationOf(name);
      const { value } = new Secret(this, `secret_${name}`, { name, generation });
      return { ...value, name: variableName("secret", name), isSecret: true };
    });
    return hash === undefined
      ? password
      : this.once(`secret ${name} ${hash}`, () => ({
          ...password,
          name: variableName("secret", name, hash),
          expression: Fn[hash](password.expression),
        }));
  }

  private uuid(name: string): ApplyValue {
    const { result } = new Uuid(this, `uuid_${name}`, {});
    return { name: variableName("uuid", name), expression: result, trigger: { label: `uuid ${name}`, value: result } };
  }

  /** RSA as plumbery has it; a line feed at its end would be one more than there was. OpenSSH's own form needs its own. */
  private key({ name, algorithm, part }: Reference<"key">): ApplyValue {
    const pair = (half: Reference<"key">["part"]) => `key ${algorithm} ${name} ${half}`;
    if (!this.known.has(pair(part))) {
      const id = `${algorithm}_key_${name}`;
      const made =
        algorithm === "rsa"
          ? new PrivateKey(this, id, { algorithm: "RSA", rsaBits: 2048 })
          : new PrivateKey(this, id, { algorithm: "ED25519" });
      const publicKey = Fn.trimspace(made.publicKeyOpenssh);
      const trigger = { label: `key pair ${name}`, value: made.publicKeyFingerprintSha256 };
      this.known.set(pair("public"), {
        ...{ name: variableName(algorithm, "public", name), expression: publicKey, trigger },
      });
      this.known.set(pair("private"), {
        name: variableName(algorithm, "private", name),
        expression: algorithm === "rsa" ? Fn.trimspace(made.privateKeyPem) : made.privateKeyOpenssh,
        trigger,
        isSecret: true,
      });
    }
    return this.known.get(pair(part)) as ApplyValue;
  }

  /** The first of the plan's keys; without any, the one that `npm run ssh` logs in with. */
  private get operatorKey(): ApplyValue {
    const [first] = this.operatorKeys;
    const expression = first?.publicKey ?? Deployment.of(this).identity.deployer.publicKey;
    return { name: "operator_key", expression, trigger: { label: "key of the operator", value: expression } };
  }

  private variable(name: string, what: string): ApplyValue {
    const id = variableName(name);
    const variable = new TerraformVariable(this, id, {
      type: "string",
      sensitive: true,
      description: `${what}: give it as TF_VAR_${id} in the environment of the deployment`,
    });
    variable.overrideLogicalId(id);
    const trigger = { label: `variable ${id}`, value: "1" };
    return { name: id, expression: variable.stringValue, trigger, isSecret: true };
  }
}
