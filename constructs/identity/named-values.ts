import { Uuid } from "@cdktf/provider-random/lib/uuid";
import { PrivateKey } from "@cdktf/provider-tls/lib/private-key";
import { Fn, TerraformVariable } from "cdktf";
import { Construct } from "constructs";
import { type ApplyValue, plainValue, variableName } from "../../templates/apply-value";
import { fingerprint } from "../words/naming";
import { Secret } from "./secret";

export interface NamedValuesProps {
  /**
   * Generation of a password, a UUID or a variable by its name; raising it replaces what is made, and runs steps again.
   * @default - 1 for each
   */
  readonly generationOf?: (name: string) => number;
}

export type { ApplyValue };

/** Both halves of a key pair, as text without an end of line at its end. */
export interface NamedKeyPair {
  readonly private: ApplyValue;
  readonly public: ApplyValue;
}

/** RSA as old software wants it; longer keys are made as Ed25519. */
const RSA_BITS = 2048;

/** Passwords, UUIDs and key pairs that are asked for by names of the asker's own: the same name gives the same value. */
export class NamedValues extends Construct {
  private readonly made = new Map<string, unknown>();
  private readonly generationOf: (name: string) => number;

  constructor(scope: Construct, id: string, props: NamedValuesProps = {}) {
    super(scope, id);
    this.generationOf = props.generationOf ?? (() => 1);
  }

  /** A password of 32 characters. */
  secret(name: string): ApplyValue {
    return this.once(`${plain(name)} secret`, (id) => {
      const { value } = new Secret(this, id, { name, generation: this.generationOf(name) });
      return { ...value, name: variableName(id), isSecret: true };
    });
  }

  /** A UUID of version 4. */
  uuid(name: string): ApplyValue {
    return this.once(`${plain(name)} uuid`, (id) => {
      const { result } = new Uuid(this, id, { keepers: { generation: `${this.generationOf(name)}` } });
      return plainValue(variableName(id), `UUID ${name}`, result);
    });
  }

  /** RSA of 2048 bits, the private half in PKCS#1; or Ed25519, the private half in OpenSSH's form. */
  keyPair(name: string, algorithm: "rsa" | "ed25519"): NamedKeyPair {
    return this.once(`${plain(name)} ${algorithm}`, (id) => {
      const isRsa = algorithm === "rsa";
      const key = new PrivateKey(this, id, {
        algorithm: algorithm.toUpperCase(),
        ...(isRsa ? { rsaBits: RSA_BITS } : {}),
      });
      const line = Fn.trimspace(key.publicKeyOpenssh);
      const trigger = { label: `key ${name}`, value: line };
      const written = Fn.trimspace(isRsa ? key.privateKeyPem : key.privateKeyOpenssh);
      return {
        private: { name: variableName(id, "private"), expression: written, trigger, isSecret: true },
        public: { name: variableName(id, "public"), expression: line, trigger },
      };
    });
  }

  /**
   * A secret that whoever deploys gives in a variable of Terraform. It has no default, and Terraform shows it nowhere.
   * @param name of the variable, which is one for the whole stack
   */
  variable(name: string, description: string): ApplyValue {
    return this.once(`variable ${name}`, (id) => {
      const variable = new TerraformVariable(this, id, {
        type: "string",
        sensitive: true,
        nullable: false,
        description,
      });
      variable.overrideLogicalId(name);
      return {
        name: variableName(id),
        expression: variable.stringValue,
        trigger: { label: `generation of the variable ${name}`, value: `${this.generationOf(name)}` },
        isSecret: true,
      };
    });
  }

  /** The digest of a password, in hexadecimal digits, in the password's place. */
  digest(name: string, hash: "md5" | "sha1" | "sha256"): ApplyValue {
    const password = this.secret(name);
    const expression = Fn[hash](password.expression);
    return { ...password, name: variableName(password.name, hash), expression };
  }

  private once<Value>(id: string, make: (id: string) => Value): Value {
    const known = this.made.get(id);
    if (known !== undefined) {
      return known as Value;
    }
    const value = make(id);
    this.made.set(id, value);
    return value;
  }
}

/**
 * An attribute that is no secret, such as an address, as a value for files of nodes.
 * @param parts what it is an attribute of, and which one
 */
export function attributeValue(parts: readonly string[], label: string, expression: string): ApplyValue {
  return plainValue(variableName(...parts), label, expression);
}

/** A name that stays apart from others where only letters, digits and `_` are left of it. */
function plain(name: string): string {
  return /^\w+$/.test(name) ? name : `${name.replace(/\W/g, "_")}_${fingerprint(name, 6)}`;
}
