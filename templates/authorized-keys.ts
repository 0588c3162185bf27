import { homeOf } from "../platform/baseline/login";
import type { ApplyValue } from "./apply-value";
import template from "./authorized-keys.ejs";
import { type NodeFile, nodeFile } from "./node-file";
import { render } from "./render";

/** The keys that may log in: the deployer's and the operators', and no others. */
export function authorizedKeysFile(props: {
  /** Whose keys they are. */
  readonly loginUser: string;
  /** The deployer's public key, one line in OpenSSH form. */
  readonly deployer: ApplyValue;
  /** Public keys in OpenSSH form, one line each. */
  readonly operators: readonly string[];
}): NodeFile {
  return nodeFile({
    name: "configure/authorized-keys",
    target: `${homeOf(props.loginUser)}/.ssh/authorized_keys`,
    text: (fill) => render(template, { keys: [fill(props.deployer), ...props.operators] }),
  });
}
