/** The providers of the synthesized Terraform, in the versions of its bindings. */
export const STAND_INS = [
  { type: "null", namespace: "hashicorp", version: "3.2.4" },
  { type: "random", namespace: "hashicorp", version: "3.7.2" },
  { type: "tls", namespace: "hashicorp", version: "4.1.0" },
  { type: "ddcloud", namespace: "dimensiondataresearch", version: "3.0.6" },
] as const;
