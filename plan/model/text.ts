import type { Position } from "../findings/diagnostic";

/** Text with tokens: literal parts and references, in order. */
export interface Text {
  readonly parts: readonly (string | Reference)[];
  readonly at: Position;
}

/** What a token in a text stands for: something that is known only when Terraform applies. */
export type Reference = { readonly at: Position } & (
  | NodeReference
  | SecretReference
  | KeyReference
  | BalancerReference
  /** `environment.NAME`, which plumbery reads on the operator's machine: a sensitive variable of Terraform. */
  | { readonly kind: "environment"; readonly name: string }
  /** `credentials.name`, `credentials.password`: the account at the platform, as sensitive variables of Terraform. */
  | { readonly kind: "credentials"; readonly part: "user" | "password" }
  /** `shared.secret`: what plumbery gives every node as its password, as a sensitive variable of Terraform. */
  | { readonly kind: "sharedSecret" }
  /** `local.rsa_public`: the operator's public key. */
  | { readonly kind: "operatorKey" }
);

/** An attribute of a node. */
export interface NodeReference {
  readonly kind: "node";
  /** Id of the node, `LOCATION::NAME`. */
  readonly node: string;
  readonly attribute: NodeAttribute;
}

/** Attributes of a node that Terraform knows; its name is text already. `privateHost`: `private` with dashes for dots. */
export const NODE_ATTRIBUTES = ["id", "private", "public", "ipv6", "privateHost"] as const;
export type NodeAttribute = (typeof NODE_ATTRIBUTES)[number];

/** What Terraform makes at random, by the plan's own name for it: the same wherever the plan says that name. */
export type SecretReference =
  /** A password; with `hash`, the hexadecimal digest of that password in its place. */
  | { readonly kind: "secret"; readonly name: string; readonly hash?: SecretHash }
  /** A UUID of version 4. */
  | { readonly kind: "uuid"; readonly name: string };

export const SECRET_HASHES = ["md5", "sha1", "sha256"] as const;
export type SecretHash = (typeof SECRET_HASHES)[number];

/** A half of a key pair that Terraform makes: private in PEM, public as one line in OpenSSH form without a comment. */
export interface KeyReference {
  readonly kind: "key";
  readonly name: string;
  readonly algorithm: KeyAlgorithm;
  readonly part: "private" | "public";
}

/** `rsa`: 2048 bits, PKCS#1. `ed25519`: OpenSSH's own form. */
export type KeyAlgorithm = "rsa" | "ed25519";

/** The address of a balancer, by the balancer's id. Its name and port are text already. */
export interface BalancerReference {
  readonly kind: "balancer";
  readonly balancer: string;
  readonly attribute: "ip";
}

/**
 * Structured data as YAML 1.1 holds it, whose texts may hold tokens. A whole number is an int, any other a float. Keys
 * are in the plan's order.
 */
export type TextTree = Text | number | boolean | null | readonly TextTree[] | ReadonlyMap<string, TextTree>;
