import type { Account } from "../../cloud/cloud";

/** Poll interval of the stand-in: with the platform's 5 s, a rehearsal would mostly wait. */
const POLL_INTERVAL = "100ms";

/**
 * How long the stand-in waits before it asks for a VLAN again, if the platform is busy. The published 30 s would be
 * spent for each further network of a region. The published provider does not read this variable.
 */
const VLAN_RETRY_PERIOD = "250ms";

/**
 * Variables that a user has set for Terraform, for the provider, or for a synthesis, which a rehearsal must not see.
 */
const USERS_OWN = /^(TF_|MCP_|AWS_|PG|TERRAFORM_BINARY_NAME$|CDKTF_|SYNTH_HCL_OUTPUT$|FITTINGS$|PARAMETERS$|MACHINES$)/;

/** Variables of proxies, through which requests to loopback must not go. */
const NO_PROXY = "127.0.0.1,::1,localhost";

/** The user's environment without everything that could lead a rehearsal to a real deployment. */
export function withoutUsersOwn(environment: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const kept = Object.entries(environment).filter(([name]) => !USERS_OWN.test(name) && !/^no_proxy$/i.test(name));
  return { ...Object.fromEntries(kept), no_proxy: NO_PROXY, NO_PROXY, CHECKPOINT_DISABLE: "1" };
}

export interface TerraformEnvironment {
  readonly account: Account;
  /** Base URL by region. */
  readonly endpoints: Readonly<Record<string, string>>;
  /** The CLI configuration for the providers; undefined: Terraform's own choice. */
  readonly cliConfig: string | undefined;
}

/** Terraform's environment: the lab's endpoints and credentials replace the user's. */
export function terraformEnvironment(
  environment: NodeJS.ProcessEnv,
  { account, endpoints, cliConfig }: TerraformEnvironment,
): NodeJS.ProcessEnv {
  return {
    ...withoutUsersOwn(environment),
    ...(cliConfig !== undefined && { TF_CLI_CONFIG_FILE: cliConfig }),
    TF_IN_AUTOMATION: "1",
    TF_VAR_endpoints: JSON.stringify(endpoints),
    TF_VAR_retry_delay: "1",
    MCP_USER: account.user,
    MCP_PASSWORD: account.password,
    MCP_LAB_POLL_INTERVAL: POLL_INTERVAL,
    MCP_LAB_VLAN_RETRY_PERIOD: VLAN_RETRY_PERIOD,
  };
}
