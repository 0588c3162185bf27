// @module-tag tools
// What Terraform itself reads of a backend's settings, in both forms.
import { execFile } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { promisify } from "node:util";
import { App } from "cdktf";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { PlumblineStack } from "../../../constructs/stack/plumbline-stack";
import { providerMirror } from "../../../lab/providers/mirror";
import type { BackendValue } from "../../../platform/backend";
import { refused, scratch } from "../synthesized";
import { awkwardTexts } from "../texts";

const run = promisify(execFile);

/** An empty bucket, as S3 shows it. */
const EMPTY = `<?xml version="1.0"?><ListBucketResult xmlns="http://s3.amazonaws.com/doc/2006-03-01/"><Name>states</Name></ListBucketResult>`;

describe("the settings of a backend", () => {
  let folder: string;
  let environment: NodeJS.ProcessEnv;
  let store: Server;
  let endpoint: string;
  const asked: string[] = [];

  /** The settings that Terraform notes once it has used the backend. */
  async function configured(form: "json" | "hcl", type: "s3" | "http", settings: Record<string, BackendValue>) {
    const outdir = mkdtempSync(join(folder, "out-"));
    vi.stubEnv("SYNTH_HCL_OUTPUT", `${form === "hcl"}`);
    const app = new App({ stackTraces: false, outdir });
    new PlumblineStack(app, "kept", { backend: { type, settings } });
    app.synth();
    vi.unstubAllEnvs();
    const stack = join(outdir, "stacks", "kept");
    await run("terraform", ["init", "-input=false", "-no-color"], { cwd: stack, env: environment });
    return JSON.parse(readFileSync(join(stack, ".terraform", "terraform.tfstate"), "utf8")).backend.config;
  }

  beforeAll(async () => {
    const { cliConfig } = await providerMirror({ root: resolve(__dirname, "../../..") });
    folder = mkdtempSync(join(tmpdir(), "plumbline-backend-"));
    environment = {
      ...process.env,
      TF_CLI_CONFIG_FILE: cliConfig,
      CHECKPOINT_DISABLE: "1",
      AWS_ACCESS_KEY_ID: "somebody",
      AWS_SECRET_ACCESS_KEY: "something",
    };
    store = createServer((request, response) => {
      asked.push(`${request.method} ${request.url}`);
      const lists = request.url?.includes("list-type=2") || request.url?.includes("prefix=");
      response.writeHead(lists ? 200 : 404, { "content-type": "application/xml" }).end(lists ? EMPTY : "");
    });
    await new Promise<void>((done) => store.listen(0, "127.0.0.1", done));
    endpoint = `http://127.0.0.1:${(store.address() as AddressInfo).port}`;
  });

  afterAll(() => {
    store.close();
    rmSync(folder, { recursive: true, force: true });
  });

  describe.each(["json", "hcl"] as const)("in %s", (form) => {
    it("reach S3 of another maker", async () => {
      const settings = {
        bucket: "states",
        key: "sql/state",
        region: "main",
        endpoints: { s3: endpoint },
        skip_credentials_validation: true,
        skip_metadata_api_check: true,
        skip_region_validation: true,
        skip_requesting_account_id: true,
        use_path_style: true,
        max_retries: 1,
        forbidden_account_ids: ["123456789012", "012345678901"],
      };
      asked.length = 0;
      const config = await configured(form, "s3", settings);
      expect({ ...config, forbidden_account_ids: [...config.forbidden_account_ids].sort().reverse() }).toMatchObject(
        settings,
      );
      expect(asked.length).toBeGreaterThan(0);
      expect(asked.every((one) => one.includes("/states"))).toBe(true);
    });

    it("are texts as they were given, whatever they hold", async () => {
      const texts = awkwardTexts(20, 7).filter((text) => !/[$%]\{|Token|e\+?2[89]\d/.test(text));
      // a user name is sent once the store asks for it, which it does not
      const joined = texts.join(" | ");
      for (const username of [joined, "42", "007", "NaN", "[1]", "{a}", "two\nlines\n", "\\", '"', "ends in $"]) {
        const config = await configured(form, "http", { address: endpoint, username, retry_max: 1 });
        expect(config).toMatchObject({ address: endpoint, username, retry_max: 1 });
      }
    });
  });

  it.each(["-8.109562212591714e+298", "String Map Token Value"])("are refused with %s, which cdktf reads", (text) => {
    const make = () =>
      new PlumblineStack(scratch(), "kept", { backend: { type: "http", settings: { address: text } } });
    expect(refused(make)).toMatch("kept/backend: address holds a text that cdktf takes for a value of its own");
  });

  it.each(["a ${b}", "%{ if true }"])("are refused with %s in them", (text) => {
    const make = () =>
      new PlumblineStack(scratch(), "kept", { backend: { type: "s3", settings: { endpoints: { s3: text } } } });
    expect(refused(make)).not.toBe("");
    expect(refused(make)).toMatch("kept/backend: endpoints holds ${ or %{");
  });
});
