// @module-tag tools
import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { Client, deployDomain } from "./cloud/client";

const ROOT = resolve(__dirname, "../..");

describe("npm run lab", () => {
  let folder: string;
  let running: ChildProcess | undefined;

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "lab-main-"));
  });
  afterEach(() => {
    running?.kill("SIGKILL");
    running = undefined;
    rmSync(folder, { recursive: true });
  });

  /** Starts the lab; gives what it printed until it was ready, and a way to stop it as Ctrl-C does. */
  async function start(
    ...options: string[]
  ): Promise<{ printed: string; stop: () => Promise<{ code: number | null; printed: string }> }> {
    const child = spawn(join(ROOT, "run"), ["lab/main.ts", "--port", "0", ...options], {
      stdio: ["ignore", "pipe", "pipe"],
    });
    running = child;
    let printed = "";
    child.stdout.on("data", (data) => {
      printed += data;
    });
    child.stderr.on("data", (data) => {
      printed += data;
    });
    await new Promise<void>((done, failed) => {
      child.stdout.on("data", () => printed.includes("Ctrl-C stops it") && done());
      child.on("exit", () => failed(new Error(printed)));
    });
    const stop = () =>
      new Promise<{ code: number | null; printed: string }>((done) => {
        child.removeAllListeners("exit");
        child.on("exit", (code) => done({ code, printed }));
        child.kill("SIGINT");
      });
    return { printed, stop };
  }

  function clientOf(printed: string): Client {
    const [, url = ""] = /EU\s+(http:\S+)/.exec(printed) ?? [];
    const [, user = "", password = ""] = /MCP_USER=(\S+) MCP_PASSWORD=(\S+)/.exec(printed) ?? [];
    return new Client(url, "json", { user, password });
  }

  it("prints endpoints and credentials that work, and Ctrl-C ends it", async () => {
    const { printed, stop } = await start();
    expect(printed).toMatch(/EU {6}http:\/\/127\.0\.0\.1:\d+\/EU\s+EU6 EU7 EU8 EU9\n/);
    const { content } = await clientOf(printed).get("infrastructure/datacenter");
    expect(content.totalCount).toBe(4);
    expect((await stop()).code).toBe(0);
  });

  it("goes on with a state file, and logs every call without passwords", async () => {
    const state = join(folder, "state.json");
    const log = join(folder, "calls.log");
    const first = await start("--state", state, "--log", log);
    const id = await deployDomain(clientOf(first.printed));
    const body = { name: "x", administratorPassword: "S3cret-Word" };
    await clientOf(first.printed).post("server/deployServer", body);
    expect((await first.stop()).printed).toContain(`State written to ${state}`);
    const second = await start("--state", state);
    expect(second.printed).toContain("(goes on)");
    expect((await clientOf(second.printed).get(`network/networkDomain/${id}`)).content.name).toBe("SqlReplication");
    await second.stop();
    const logged = readFileSync(log, "utf8");
    expect(logged).toContain("/network/deployNetworkDomain");
    expect(logged).toContain('"administratorPassword":"********"');
    expect(logged).not.toContain("S3cret-Word");
    expect(statSync(log).mode & 0o777).toBe(0o600);
  });

  it("takes delays and faults to begin with", async () => {
    const faults = join(folder, "faults.json");
    writeFileSync(faults, JSON.stringify([{ operation: "listVlan", fault: { kind: "status", status: 503 } }]));
    const { printed, stop } = await start(
      "--delay",
      "0",
      "--delay",
      "deployNetworkDomain=3600000",
      "--faults",
      faults,
      "--port-per-region",
    );
    const client = clientOf(printed);
    expect((await client.get("network/vlan")).status).toBe(503);
    const id = await deployDomain(client);
    expect((await client.get(`network/networkDomain/${id}`)).content.state).toBe("PENDING_ADD");
    expect((await stop()).code).toBe(0);
  });

  it.each([
    [["--help"], 0, "Ctrl-C stops it."],
    [["--port", "99999"], 1, '--port is "99999"; a whole number from 0 to 65535 is expected'],
    [["--delay", "soon"], 1, '--delay is "soon"'],
    [["--delay", "makeCoffee=1"], 1, '--delay names "makeCoffee"; known are'],
    [["--colour", "red"], 1, "--colour"],
  ])("%j ends with %i and says %s", (options, code, says) => {
    const { status, stdout, stderr } = spawnSync(join(ROOT, "run"), ["lab/main.ts", ...options], { encoding: "utf8" });
    expect(stdout + stderr).toContain(says);
    expect(status).toBe(code);
  });

  it("leaves nothing behind when it is told nothing", async () => {
    const { stop } = await start();
    await stop();
    expect(existsSync(join(folder, "state.json"))).toBe(false);
  });
});
