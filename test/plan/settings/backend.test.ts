// @module-tag unit
import { describe, expect, it } from "vitest";
import { edited, expectErrors, load } from "../trial";

const withBackend = (backend: string) => edited(["defaults:", `backend: ${backend}\ndefaults:`]);

describe("the backend", () => {
  it("is local by default, and where the plan says so", () => {
    expect(load(withBackend("{type: local}")).backend).toEqual({ type: "local" });
  });

  it.each([
    ["pg", "{schema_name: plumbline, skip_table_creation: true}"],
    ["s3", "{bucket: states, key: sql/state, region: eu-central-1, max_retries: 3}"],
    ["http", "{address: https://states.example.com/sql, lock_method: POST}"],
  ])("hands settings to %s as they are", (type, settings) => {
    const { backend } = load(withBackend(settings.replace("{", `{type: ${type}, `)));
    expect(backend).toMatchObject({ type });
    expect(backend.type !== "local" && Object.keys(backend.settings)).not.toContain("type");
    expect(backend.type !== "local" && Object.keys(backend.settings).length).toBeGreaterThan(1);
  });

  it("keeps numbers and booleans", () => {
    expect(load(withBackend("{type: s3, bucket: b, max_retries: 3, encrypt: true}")).backend).toEqual({
      type: "s3",
      settings: { bucket: "b", max_retries: 3, encrypt: true },
    });
  });

  it("is of a known type", () => {
    expectErrors(withBackend("{type: §postgres}"), [['type is "postgres"', "it takes: local, pg, s3, http"]]);
    expectErrors(withBackend("§{bucket: b}"), ["`type` is missing in backend"]);
    expectErrors(withBackend("§s3"), [["`backend` is a mapping with a `type`", "types: local, pg, s3, http"]]);
  });

  it("takes no settings where it is local", () => {
    expectErrors(withBackend("{type: local, §path: /tmp/state}"), [
      ["`path` does not go with the local backend", "state/"],
    ]);
  });

  it.each([
    ["s3", "access_key: AKIA", "AWS_ACCESS_KEY_ID"],
    ["s3", "secret_key: x", "AWS_SECRET_ACCESS_KEY"],
    ["s3", "token: x", "AWS_SESSION_TOKEN"],
    ["s3", "sse_customer_key: x", "AWS_SSE_CUSTOMER_KEY"],
    ["http", "password: x", "TF_HTTP_PASSWORD"],
    ["http", "password: 4711", "TF_HTTP_PASSWORD"],
    ["http", "client_private_key_pem: x", "TF_HTTP_CLIENT_PRIVATE_KEY_PEM"],
    ["http", 'address: "https://git.example.com/state?private_token=glpat-1"', "TF_HTTP_PASSWORD"],
    ["http", 'address: "https://me:secret@states.example.com/"', "TF_HTTP_PASSWORD"],
    ["pg", 'conn_str: "postgres://me:secret@db.example.com/states"', "PG_CONN_STR"],
    ["pg", 'conn_str: "host=db password=secret"', "PGPASSWORD"],
  ])("of type %s takes no credential: %s", (type, setting, remedy) => {
    const name = setting.slice(0, setting.indexOf(":"));
    expectErrors(withBackend(`{type: ${type}, §${setting}}`), [
      [`\`${name}\` of the backend holds a credential, which would stand in the output`, remedy],
    ]);
  });

  it("takes a connection without a password", () => {
    expect(load(withBackend('{type: pg, conn_str: "postgres://me@db.example.com:5432/states"}')).backend.type).toBe(
      "pg",
    );
  });

  it("finds a credential within a setting", () => {
    expectErrors(withBackend("{type: s3, assume_role_with_web_identity: {role_arn: r, §web_identity_token: x}}"), [
      [
        "`web_identity_token` of the backend holds a credential, which would stand in the output",
        "AWS_WEB_IDENTITY_TOKEN_FILE",
      ],
    ]);
    expectErrors(withBackend('{type: s3, endpoints: {§s3: "https://me:secret@s3.example.com"}}'), [
      "`s3` of the backend holds a credential, which would stand in the output",
    ]);
  });

  it("takes S3 of other makers, and what is only said about credentials", () => {
    const settings = {
      bucket: "states",
      key: "sql/state",
      region: "main",
      endpoints: { s3: "https://s3.example.com:9000", sts: "https://sts.example.com" },
      skip_credentials_validation: true,
      skip_metadata_api_check: true,
      skip_region_validation: true,
      skip_requesting_account_id: true,
      skip_s3_checksum: true,
      use_path_style: true,
      use_lockfile: true,
      max_retries: 3,
      shared_credentials_files: ["credentials"],
      allowed_account_ids: ["012345678901"],
      kms_key_id: "alias/states",
      assume_role: { role_arn: "arn:aws:iam::1:role/x", tags: { Team: "sql" }, transitive_tag_keys: ["Team"] },
      assume_role_with_web_identity: { web_identity_token_file: "token" },
    };
    expect(load(withBackend(JSON.stringify({ type: "s3", ...settings }))).backend).toEqual({ type: "s3", settings });
  });

  it.each(["${", "%{"])("takes no %s, which programs read differently", (opening) => {
    expectErrors(withBackend(`{type: s3, bucket: §"a${opening}b}", key: k}`), [
      [
        `\`bucket\` of the backend holds ${opening}, which is text to Terraform and an expression to OpenTofu`,
        "write out what is meant",
      ],
    ]);
    expectErrors(withBackend(`{type: s3, endpoints: {s3: §"${opening}x}"}, allowed_account_ids: [§"${opening}y}"]}`), [
      `\`s3\` of the backend holds ${opening}, which is text to Terraform and an expression to OpenTofu`,
      `\`allowed_account_ids\` of the backend holds ${opening}, which is text to Terraform and an expression to OpenTofu`,
    ]);
  });

  it("takes values", () => {
    expectErrors(withBackend("{type: s3, bucket: §null}"), [
      ["`bucket` of the backend has no value", "leave the setting out"],
    ]);
    expectErrors(withBackend("{type: s3, §Bucket: x}"), ['"Bucket" is no setting of a backend']);
    expectErrors(withBackend('{type: s3, bucket: §"{{ node.name }}"}'), [
      "`bucket` of the backend holds a token that is not a parameter",
    ]);
  });
});
