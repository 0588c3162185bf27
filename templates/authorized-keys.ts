import template from "./authorized-keys.ejs";
import { late, nodeFile } from "./late";
import type { NodeFile, Variable } from "./node-file";
import { render } from "./render";

/** The keys that may log in as `ubuntu`: the deployer's and the operators', and no others. */
export function authorizedKeysFile(props: {
  /** Variable that holds the deployer's public key, one line in OpenSSH form. */
  readonly deployer: Variable;
  /** Public keys in OpenSSH form, one line each. */
  readonly operators: readonly string[];
}): NodeFile {
  const keys = [late(props.deployer), ...props.operators];
  return nodeFile({
    name: "configure/authorized-keys",
    becomes: "/home/ubuntu/.ssh/authorized_keys",
    text: render(template, { keys }),
  });
}
