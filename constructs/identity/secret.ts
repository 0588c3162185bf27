import { Password } from "@cdktf/provider-random/lib/password";
import { Fn, Token } from "cdktf";
import { Construct } from "constructs";
import { PASSWORD_CLASS_LEAST, PASSWORD_LENGTH } from "../../platform/mysql/passwords";
import { type ApplyValue, variableName } from "../../templates/apply-value";
import { freeId, refuse } from "../words/refusal";

export interface SecretProps {
  /** Name of the secret in outputs and triggers, e.g. `replicator`. */
  readonly name: string;
  /**
   * Length in characters, 16 to 32: a replication user's password may not be longer (MySQL error 3056).
   * @default 32
   */
  readonly length?: number;
  /**
   * Punctuation that is used besides letters and digits.
   * @default PLAIN_PUNCTUATION
   */
  readonly punctuation?: string;
  /**
   * A higher number replaces the secret. With `expression`, raise it whenever the value changes: steps run again for
   * the generation, never for the value, because triggers would show the value.
   * @default 1
   */
  readonly generation?: number;
  /**
   * An existing secret: an attribute of a variable, a data source or a resource, as an expression.
   * @default - Terraform generates a password
   */
  readonly expression?: string;
}

/**
 * Characters that need no quoting anywhere: not in a shell, an option file, SQL of any mode, JSON, YAML, a URL or a
 * JDBC string. A password with them never looks like an option. With letters and digits they make the four classes that
 * MySQL's validate_password requires (policies MEDIUM and STRONG).
 * Source: https://dev.mysql.com/doc/refman/8.4/en/validate-password-options-variables.html
 */
export const PLAIN_PUNCTUATION = "_.";

/** A password that Terraform generates and keeps in its state, or takes from an expression. */
export class Secret extends Construct {
  readonly name: string;
  readonly value: ApplyValue;
  /** Starts at 1. */
  readonly generation: number;

  constructor(scope: Construct, id: string, props: SecretProps) {
    super(scope, freeId(scope, id));
    this.name = props.name;
    this.generation = props.generation ?? 1;
    this.value = {
      name: variableName(id, "password"),
      expression: props.expression === undefined ? this.made(props) : this.taken(props.expression),
      trigger: { label: `generation of the secret ${props.name}`, value: `${this.generation}` },
      isSecret: true,
    };
  }

  private made(props: SecretProps): string {
    const password = new Password(this, "Resource", {
      length: props.length ?? PASSWORD_LENGTH,
      special: true,
      overrideSpecial: props.punctuation ?? PLAIN_PUNCTUATION,
      minSpecial: PASSWORD_CLASS_LEAST,
      minLower: PASSWORD_CLASS_LEAST,
      minUpper: PASSWORD_CLASS_LEAST,
      minNumeric: PASSWORD_CLASS_LEAST,
      keepers: { generation: `${this.generation}` },
    });
    return password.result;
  }

  /** The expression, marked as sensitive even if its source is not. */
  private taken(expression: string): string {
    // cdktf's functions treat "${...}" in a plain string as part of the text
    const isExpression = Token.isUnresolved(expression);
    refuse(this, "", [
      !isExpression &&
        "the secret is given as text, which the output would show; give an attribute of a variable, a data source, a " +
          "resource or a local",
    ]);
    return isExpression ? Fn.sensitive(expression) : "";
  }
}
