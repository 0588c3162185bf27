import type { PortRange } from "../addresses/ports";

/** Home of the account that Terraform and operators log in with. */
export function homeOf(loginUser: string): string {
  return `/home/${loginUser}`;
}

/** Port that a node answers SSH on. */
export const LOGIN_PORT = 22;

/** Whether people log in through a range of ports: such a range is for operators alone, where there are any. */
export function isLogin({ protocol, begin, end }: PortRange): boolean {
  return protocol === "tcp" && begin <= LOGIN_PORT && LOGIN_PORT <= end;
}
