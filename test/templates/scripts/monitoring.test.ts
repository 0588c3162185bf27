// @module-tag tools
// @module-tag needs/curl
import { execFileSync, spawn } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type IncomingMessage, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { renderScript } from "../../../templates/scripts/script";
import { type Outcome, outcome } from "../namespace-node";

const SERVER = "1a2b3c4d-0000-4000-8000-000000000001";
const USER = "deployer";
const PASSWORD = "it\"s \\ a $secret' phrase";
const ACCOUNT =
  '<?xml version="1.0"?>\n<ns3:Account xmlns:ns3="http://oec.api.opsource.net/schemas/directory">' +
  "<ns3:userName>deployer</ns3:userName>\n<ns3:orgId>0a98196d-0000-4000-8000-00000000000f</ns3:orgId></ns3:Account>";

interface Answer {
  readonly status: number;
  readonly body: string;
}

const code = (responseCode: string, message = `said ${responseCode}`): Answer => ({
  status: /^(OK|IN_PROGRESS)$/.test(responseCode) ? 200 : 400,
  body: JSON.stringify({ operation: "X", responseCode, message, info: [], requestId: "na9_2026" }, null, 2),
});

describe("monitoring, against an API on loopback", () => {
  let folder: string;
  let server: Server;
  let endpoint: string;
  let account: Answer;
  /** Answers to operations, in order; the last one goes on. */
  let answers: Answer[];
  let requests: string[];
  let seen: string[];

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), "plumbline-monitoring-"));
    writeFileSync(join(folder, "monitoring.sh"), renderScript("monitoring"));
    // curl blanks some of its arguments once it has read them, too late for who looks at the right moment
    const curl = execFileSync("which", ["curl"], { encoding: "utf8" }).trim();
    const recorder = `#!/bin/bash\n{ printf '%s\\n' "$@"; env; } >>"${folder}/curl.log"\nexec ${curl} "$@"\n`;
    mkdirSync(join(folder, "bin"));
    writeFileSync(join(folder, "bin/curl"), recorder, { mode: 0o755 });
    server = createServer(async (request, response) => {
      look();
      const answer = await answerTo(request);
      response.writeHead(answer.status, { "Content-Type": "application/json" }).end(answer.body);
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });
  afterAll(() => {
    server.close();
    rmSync(folder, { recursive: true });
  });
  beforeEach(() => {
    account = { status: 200, body: ACCOUNT };
    answers = [code("OK")];
    requests = [];
    seen = [];
  });

  /** Everybody's arguments while a request is under way. */
  function look(): void {
    for (const entry of readdirSync("/proc").filter((name) => /^\d+$/.test(name))) {
      try {
        seen.push(readFileSync(`/proc/${entry}/cmdline`, "utf8"));
      } catch {
        // the process has ended meanwhile
      }
    }
  }

  async function answerTo(request: IncomingMessage): Promise<Answer> {
    let body = "";
    for await (const chunk of request) {
      body += chunk;
    }
    if (request.headers.authorization !== `Basic ${Buffer.from(`${USER}:${PASSWORD}`).toString("base64")}`) {
      return { status: 401, body: "<html>no</html>" };
    }
    if (/^(\/EU)?\/oec\/0\.9\/myaccount$/.test(request.url ?? "") && request.method === "GET") {
      return account;
    }
    requests.push(`${request.method} ${request.url} ${request.headers["content-type"]} ${body}`);
    return (answers.length > 1 ? answers.shift() : answers[0]) ?? code("UNEXPECTED_ERROR");
  }

  const monitoring = (act: string, changes: Record<string, string | undefined> = {}): Promise<Outcome> => {
    const environment = {
      PATH: `${join(folder, "bin")}:${process.env.PATH}`,
      ENDPOINT: endpoint,
      SERVER_ID: SERVER,
      SERVICE_PLAN: "ESSENTIALS",
      MCP_USER: USER,
      MCP_PASSWORD: PASSWORD,
      RETRY_SECONDS: "0.1",
      ...changes,
    };
    return outcome(spawn("bash", [join(folder, "monitoring.sh"), act], { env: environment }));
  };
  const post = (operation: string, body: object) =>
    `POST /caas/2.4/0a98196d-0000-4000-8000-00000000000f/server/${operation} application/json ${JSON.stringify(body)}`;
  const plan = { id: SERVER, servicePlan: "ESSENTIALS" };

  it("asks for monitoring of the server", async () => {
    const done = { status: 0, stderr: "", stdout: `monitoring: ${SERVER} is monitored, plan ESSENTIALS\n` };
    expect(await monitoring("enable", { ENDPOINT: `${endpoint}/` })).toEqual(done);
    expect(requests).toEqual([post("enableServerMonitoring", plan)]);
  });

  it("takes an endpoint on loopback that tells regions apart by a path", async () => {
    expect((await monitoring("enable", { ENDPOINT: `${endpoint}/EU` })).status).toBe(0);
    expect(requests).toEqual([post("enableServerMonitoring", plan).replace("POST /", "POST /EU/")]);
  });

  it("brings a server that is monitored already to the plan's service plan", async () => {
    for (const second of ["OK", "NO_CHANGE"]) {
      answers = [code("NO_CHANGE"), code(second)];
      expect(await monitoring("enable")).toMatchObject({ status: 0, stderr: "" });
    }
    const both = [post("enableServerMonitoring", plan), post("changeServerMonitoringPlan", plan)];
    expect(requests).toEqual([...both, ...both]);
  });

  it("changes the service plan", async () => {
    expect(await monitoring("change", { SERVICE_PLAN: "ADVANCED" })).toMatchObject({ status: 0 });
    expect(requests).toEqual([post("changeServerMonitoringPlan", { id: SERVER, servicePlan: "ADVANCED" })]);
  });

  it.each(["OK", "NO_CHANGE", "RESOURCE_NOT_FOUND"])("takes %s for done when it ends monitoring", async (answer) => {
    answers = [code(answer)];
    expect(await monitoring("disable", { SERVICE_PLAN: undefined })).toMatchObject({ status: 0, stderr: "" });
    expect(requests).toEqual([post("disableServerMonitoring", { id: SERVER })]);
  });

  it("tries again while the platform is busy, and says so once", async () => {
    const gateway = { status: 503, body: "<html>unavailable</html>" };
    answers = [code("RESOURCE_BUSY"), code("RETRYABLE_SYSTEM_ERROR"), gateway, code("OK")];
    const { status, stdout } = await monitoring("enable");
    expect(status).toBe(0);
    expect(requests).toHaveLength(4);
    expect(stdout.match(/busy/g)).toHaveLength(1);
  });

  it("gives up when the platform stays busy, with its words", async () => {
    answers = [code("RESOURCE_BUSY", "Another operation is in progress.")];
    const { status, stderr } = await monitoring("disable", { LIMIT_SECONDS: "1" });
    expect(status).toBe(1);
    expect(stderr).toContain("too busy for 1 s: RESOURCE_BUSY Another operation is in progress.");
    expect(stderr).toContain("to do: ");
  });

  it.each([
    ["enable", "RESOURCE_NOT_FOUND"],
    ["enable", "RESOURCE_LOCKED"],
    ["change", "UNEXPECTED_ERROR"],
    ["disable", "OPERATION_NOT_SUPPORTED"],
  ])("%s fails on %s, with code and message", async (act, answer) => {
    answers = [code(answer, "Words of the platform")];
    const { status, stderr } = await monitoring(act);
    expect(status).toBe(1);
    expect(stderr).toMatch(new RegExp(`server/\\w+ of ${SERVER}: ${answer}: Words of the platform\n.*to do: `));
    expect(requests).toHaveLength(1);
  });

  it("names wrong credentials, without showing them", async () => {
    const { status, stderr } = await monitoring("enable", { MCP_PASSWORD: "wrong-one" });
    expect(status).toBe(1);
    expect(stderr).toContain(`${endpoint} does not accept MCP_USER and MCP_PASSWORD (HTTP 401)`);
    expect(stderr).not.toContain("wrong-one");
  });

  it("says when what answers is no CloudControl API", async () => {
    account = { status: 200, body: "<html>Welcome</html>" };
    const { status, stderr } = await monitoring("enable");
    expect(status).toBe(1);
    expect(stderr).toContain("answered HTTP 200 without an organisation: <html>Welcome</html>");
  });

  it("says when nobody answers", async () => {
    const { status, stderr } = await monitoring("enable", { ENDPOINT: "http://127.0.0.1:9" });
    expect(status).toBe(1);
    expect(stderr).toContain("no answer from http://127.0.0.1:9");
  });

  it.each([
    "http://api-eu.dimensiondata.com",
    "http://127.0.0.1.example.com:80",
    "http://127.evil.0.1:80",
    "http://localhost:80@example.com",
    "ftp://127.0.0.1:21",
    "http://127.0.0.1/x",
    "http://127.0.0.1:80/x@example.com",
    "http://127.0.0.1:80@example.com/x",
  ])("refuses %s, where the password would be in clear text", async (address) => {
    const { status, stderr } = await monitoring("enable", { ENDPOINT: address });
    expect(status).toBe(1);
    expect(stderr).toContain(`the endpoint ${address} would carry the password in clear text`);
  });

  it.each([
    [{ MCP_PASSWORD: "" }, "MCP_USER or MCP_PASSWORD is not set"],
    [{ SERVICE_PLAN: "GOLD" }, 'unknown service plan "GOLD"'],
    [{ SERVER_ID: '","x":"' }, "is no id of a server"],
  ])("refuses %j", async (changes, message) => {
    const { status, stderr } = await monitoring("enable", changes);
    expect(status).toBe(1);
    expect(stderr).toContain(message);
    expect(requests).toEqual([]);
  });

  it("refuses an act that it does not know", async () => {
    expect((await monitoring("enabel")).stderr).toContain('"enabel" is nothing to do');
  });

  it("shows the credentials in no command's arguments, nor in curl's environment", async () => {
    expect((await monitoring("enable")).status).toBe(0);
    const all = seen.join("\n") + readFileSync(join(folder, "curl.log"), "utf8");
    expect(all).toContain("enableServerMonitoring");
    expect(all).not.toContain("secret' phrase");
    expect(all).not.toContain(Buffer.from(`${USER}:${PASSWORD}`).toString("base64"));
  });
});
