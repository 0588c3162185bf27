import type { PortRange } from "../addresses/ports";

/** Home of the account that Terraform and operators log in with. */
export function homeOf(loginUser: string): string {
  return `/home/${loginUser}`;
}

/** Port of a node's sshd. */
export const LOGIN_PORT = 22;

/** Whether a port range admits logins. Such a range is only for operators, if the plan names any. */
export function isLogin({ protocol, begin, end }: PortRange): boolean {
  return protocol === "tcp" && begin <= LOGIN_PORT && LOGIN_PORT <= end;
}
