import { homeOf } from "../platform/baseline/login";
import type { ApplyValue } from "./apply-value";
import template from "./authorized-keys.ejs";
import type { FilledText } from "./filled-text";
import { type Fill, type NodeFile, nodeFile } from "./node-file";
import { render } from "./render";

interface AuthorizedKeysProps {
  /** The account that the keys belong to. */
  readonly loginUser: string;
  /** The deployer's public key, one line in OpenSSH form. */
  readonly deployer: ApplyValue;
  /** Public keys in OpenSSH form, one line each. */
  readonly operators: readonly string[];
  /**
   * Keys of the node's cloud-config, one line each.
   * @default - none
   */
  readonly others?: readonly FilledText[];
}

/** The keys that may log in: the deployer's, the operators' and those of the node's cloud-config, and no others. */
export function authorizedKeysFile(props: AuthorizedKeysProps): NodeFile {
  return nodeFile({
    name: "configure/authorized-keys",
    target: `${homeOf(props.loginUser)}/.ssh/authorized_keys`,
    text: (fill) => render(template, { keys: keysOf(props, fill) }),
  });
}

/** Each once: a cloud-config often names the operator's key, too. */
function keysOf({ deployer, operators, others = [] }: AuthorizedKeysProps, fill: Fill): readonly string[] {
  return [...new Set([fill(deployer), ...operators, ...others.map((key) => key.toText(fill))])];
}
