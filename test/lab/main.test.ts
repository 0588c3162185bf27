// @module-tag tools
import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
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

  /** Runs the lab to its end, without a stack trace whatever comes. */
  function ended(...options: string[]) {
    const { status, stdout, stderr } = spawnSync(join(ROOT, "run"), ["lab/main.ts", ...options], { encoding: "utf8" });
    expect(stderr).not.toMatch(/\n\s+at /);
    return { status, stdout, stderr };
  }

  it("explains itself", () => {
    expect(ended("--help")).toMatchObject({ status: 0, stdout: expect.stringContaining("Ctrl-C stops it.") });
  });

  it.each([
    [["--port", "99999"], '--port is "99999"; a whole number from 0 to 65535 is expected'],
    [["--port", ""], '--port is ""'],
    [["--port", "65535", "--port-per-region"], "the last one would be"],
    [["--delay", "soon"], '--delay is "soon"'],
    [["--delay", "makeCoffee=1"], '--delay names "makeCoffee"; known are'],
    [["--colour", "red"], "--colour"],
    [["--log"], "--log"],
    [["cloud"], "cloud"],
  ])("refuses %j as wrong usage", (options, says) => {
    const { status, stdout, stderr } = ended(...options);
    expect({ status, stdout }).toEqual({ status: 64, stdout: "" });
    expect(stderr).toContain(says);
  });

  it.each(["--log", "--state", "--faults", "--catalogue"])("says in one line which file %s cannot use", (option) => {
    writeFileSync(join(folder, "text"), "no JSON");
    const files = ["missing/x", "text/x", "", ...(option === "--log" ? [] : ["text"])];
    for (const file of files) {
      const path = join(folder, file);
      const { status, stdout, stderr } = ended("--port", "0", option, path);
      expect({ status, stdout }).toEqual({ status: 1, stdout: "" });
      expect(stderr).toMatch(/^lab: [^\n]*\n$/);
      expect(stderr).toContain(`${option} ${path}: `);
    }
  });

  it("says in one line that a port is in use", async () => {
    const { printed, stop } = await start();
    const [, port = ""] = /127\.0\.0\.1:(\d+)/.exec(printed) ?? [];
    expect(ended("--port", port)).toEqual({
      status: 1,
      stdout: "",
      stderr: expect.stringMatching(
        new RegExp(`^lab: --port ${port}: [^\\n]*in use[^\\n]*--port 0 takes a free one\\n$`),
      ),
    });
    await stop();
  });

  it("says in one line that the state cannot be written at the end", async () => {
    const place = join(folder, "place");
    mkdirSync(place);
    const { stop } = await start("--state", join(place, "state.json"));
    rmSync(place, { recursive: true });
    const { code, printed } = await stop();
    expect(code).toBe(1);
    expect(printed).toMatch(/^lab: --state .*ENOENT.*$/m);
    expect(printed).not.toMatch(/\n\s+at /);
  });

  it("leaves nothing behind when it is told nothing", async () => {
    const { stop } = await start();
    await stop();
    expect(existsSync(join(folder, "state.json"))).toBe(false);
  });
});
