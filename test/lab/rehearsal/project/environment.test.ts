// @module-tag unit
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { LAB_ACCOUNT } from "../../../../lab/cloud/cloud";
import { terraformEnvironment, withoutUsersOwn } from "../../../../lab/rehearsal/project/environment";

const LAB = { account: LAB_ACCOUNT, endpoints: { EU: "http://127.0.0.1:1" }, cliConfig: "/lab/terraform.rc" };

describe("the environment of a rehearsal", () => {
  it("has the lab's credentials, endpoints and providers in place of the user's", () => {
    const users = { MCP_USER: "me", MCP_PASSWORD: "mine", TF_CLI_CONFIG_FILE: "/home/me/.terraformrc", PATH: "/bin" };
    expect(terraformEnvironment(users, LAB)).toMatchObject({
      MCP_USER: LAB_ACCOUNT.user,
      MCP_PASSWORD: LAB_ACCOUNT.password,
      TF_CLI_CONFIG_FILE: "/lab/terraform.rc",
      TF_VAR_endpoints: '{"EU":"http://127.0.0.1:1"}',
      PATH: "/bin",
    });
  });

  it("has the stand-in of ddcloud look and ask again sooner than the published provider does", () => {
    expect(terraformEnvironment({ MCP_LAB_VLAN_RETRY_PERIOD: "30s" }, LAB)).toMatchObject({
      MCP_LAB_POLL_INTERVAL: expect.stringMatching(/^\d+ms$/),
      MCP_LAB_VLAN_RETRY_PERIOD: expect.stringMatching(/^\d+ms$/),
    });
  });

  it("lets none of the user's Terraform settings through, whatever they are called", () => {
    const name = fc.stringMatching(/^(TF_|TF_VAR_|TF_CLI_ARGS_|MCP_|AWS_)[A-Za-z_]{1,12}$/);
    fc.assert(
      fc.property(fc.dictionary(name, fc.constant("the user's")), (users) => {
        expect(Object.values(terraformEnvironment(users, LAB))).not.toContain("the user's");
        expect(Object.values(withoutUsersOwn(users))).not.toContain("the user's");
      }),
    );
  });

  it("lets no choice of another plan, output or form through", () => {
    const users = { FITTINGS: "other.yaml", PARAMETERS: "a=b", CDKTF_OUTDIR: "cdktf.out", SYNTH_HCL_OUTPUT: "true" };
    expect(Object.keys(withoutUsersOwn(users))).not.toEqual(expect.arrayContaining(["FITTINGS"]));
    for (const name of Object.keys(users)) {
      expect(withoutUsersOwn(users)[name]).toBeUndefined();
    }
  });

  it("sends nothing for this machine through a proxy", () => {
    const { no_proxy, NO_PROXY } = withoutUsersOwn({ no_proxy: "example.com", http_proxy: "http://proxy:3128" });
    expect([no_proxy, NO_PROXY]).toEqual(["127.0.0.1,::1,localhost", "127.0.0.1,::1,localhost"]);
  });
});
