import { PrivateKey } from "@cdktf/provider-tls/lib/private-key";
import { Fn, TerraformLocal } from "cdktf";
import { Construct } from "constructs";

export interface SshIdentityProps {
  /**
   * Public keys of operators, one OpenSSH line each.
   * @default - only the deployer's key may log in
   */
  readonly operatorKeys?: readonly string[];
}

/** A key pair: private key in OpenSSH form, public key as one line without a line feed. Both are expressions. */
export interface KeyPair {
  readonly privateKey: string;
  readonly publicKey: string;
}

/** Who may log in to the nodes, and how nodes prove their identity. Terraform makes all keys, of type Ed25519. */
export class SshIdentity extends Construct {
  /** The key that Terraform itself, `npm run ssh` and `npm run verify` log in with. */
  readonly deployer: KeyPair;
  readonly operatorKeys: readonly string[];

  constructor(scope: Construct, id: string, props: SshIdentityProps = {}) {
    super(scope, id);
    this.operatorKeys = [...(props.operatorKeys ?? [])];
    this.deployer = SshIdentity.keyPair(this, "deployer");
  }

  /** A separate key pair for one purpose: a node's host key, a replica's key for fetching its dump. */
  static keyPair(scope: Construct, id: string): KeyPair {
    const key = new PrivateKey(scope, id, { algorithm: "ED25519" });
    const publicKey = new TerraformLocal(scope, `${id}_public`, Fn.trimspace(key.publicKeyOpenssh));
    return { privateKey: key.privateKeyOpenssh, publicKey: publicKey.asString };
  }
}
