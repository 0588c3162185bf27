/** Where Terraform keeps its state. Settings are given to Terraform as they are; credentials come from its environment. */
export type Backend =
  | { readonly type: "local" }
  | { readonly type: "pg" | "s3" | "http"; readonly settings: Readonly<Record<string, BackendValue>> };

/** A setting of a backend, as Terraform has it. */
export type BackendValue =
  | string
  | number
  | boolean
  | readonly BackendValue[]
  | { readonly [key: string]: BackendValue };
