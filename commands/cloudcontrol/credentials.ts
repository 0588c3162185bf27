import { Failure } from "../cli/command";

/** Account of the platform: the provider and the monitoring steps read only these variables. */
const CREDENTIALS = ["MCP_USER", "MCP_PASSWORD"] as const;

/** Throws a Failure that names the missing variables, before anything starts that takes minutes. */
export function requireCredentials(env: NodeJS.ProcessEnv): void {
  const missing = CREDENTIALS.filter((name) => !env[name]);
  if (missing.length > 0) {
    const verb = missing.length === 1 ? "is" : "are";
    throw new Failure(`${missing.join(" and ")} ${verb} not set`, [
      "export the account of the Managed Cloud Platform: name and password, in these two variables",
    ]);
  }
}
