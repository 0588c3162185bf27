import { Password } from "@cdktf/provider-random/lib/password";
import { Construct } from "constructs";
import type { Value } from "./value";

export interface SecretProps {
  /** What the secret is called in the outputs and in triggers, e.g. `replicator`. */
  readonly name: string;
  /**
   * Length in characters, 16 to 32: a replication user's password may not be longer (MySQL error 3056).
   * @default 32
   */
  readonly length?: number;
  /**
   * Whether punctuation is needed too, as the platform demands of administrators' passwords. Else letters and digits
   * only, which need no quoting anywhere.
   * @default false
   */
  readonly punctuation?: boolean;
  /**
   * Raising it replaces the secret.
   * @default 1
   */
  readonly generation?: number;
}

/** A password that Terraform makes and keeps in its state. */
export class Secret extends Construct {
  readonly name: string;
  readonly value: Value;

  constructor(scope: Construct, id: string, props: SecretProps) {
    super(scope, id);
    this.name = props.name;
    const generation = props.generation ?? 1;
    const password = new Password(this, "Resource", {
      length: props.length ?? 32,
      special: props.punctuation ?? false,
      ...(props.punctuation ? { overrideSpecial: "-_=+.:", minSpecial: 2 } : {}),
      minLower: 2,
      minUpper: 2,
      minNumeric: 2,
      keepers: { generation: `${generation}` },
    });
    this.value = {
      expression: password.result,
      trigger: { label: `generation of the secret ${props.name}`, value: `${generation}` },
    };
  }
}
